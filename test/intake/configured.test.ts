/** From vigie.yaml to running intakes. */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256 } from "../../src/base/digest.ts";
import { VigieError } from "../../src/base/errors.ts";
import { type LoadedConfig, parseConfig } from "../../src/config/load.ts";
import { intakesOf } from "../../src/intake/configured.ts";
import type { Listener } from "../../src/intake/syslog.ts";
import { authority, certificate } from "../helpers/certificates.ts";
import { Kept, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

function load(folder: string, text: string): LoadedConfig {
  const loaded = parseConfig(text, join(folder, "vigie.yaml"));
  assert.ok(loaded.ok, loaded.ok ? "" : JSON.stringify(loaded.error));
  return loaded.value;
}

async function startAll(t: TestContext, loaded: LoadedConfig, kept: Kept): Promise<readonly Listener[]> {
  const intakes = intakesOf(loaded);
  for (const intake of intakes) {
    await intake.start(kept);
    t.after(() => intake.stop());
  }
  return intakes.filter((intake): intake is Listener => "port" in intake);
}

test("files, syslog, HTTP and their traits come from one file", async (t) => {
  const folder = tempFolder(t);
  const ours = authority(folder, "ours");
  const { cert, key } = certificate(folder, ours, "vigie.example");
  const token = sha256("secret");
  put(folder, "logs/ministry/a.log", "ministry\n");
  put(folder, "logs/ministry/a.log.1", "rotated long ago\n");
  put(folder, "logs/b.log", "other\n");
  const loaded = load(
    folder,
    `body: commission
utc_offset: "+01:00"
sources:
  - { path: "logs/ministry/*", body: ministry, silence: 15m, format: sshd }
  - { path: "logs/**" }
listen:
  syslog:
    - { protocol: udp, address: "127.0.0.1:0", body: udp }
    - { protocol: tcp, address: "127.0.0.1:0", senders: [127.0.0.0/8] }
    - { protocol: tls, address: "127.0.0.1:0", cert: ${cert}, key: ${key}, client_ca: ${ours.cert} }
  http:
    address: "127.0.0.1:0"
    sources:
      - { name: party, token_sha256: ${token}, body: party, utc_offset: "+02:00" }
`,
  );
  const kept = new Kept();
  const listeners = await startAll(t, loaded, kept);
  assert.equal(listeners.length, 4);
  assert.ok(listeners.every(({ port }) => port > 0));
  await until(() => kept.pieces.length === 2);
  appendFileSync(join(folder, "logs/b.log"), "more\n");
  const answer = await fetch(`http://127.0.0.1:${listeners[3]?.port}/v1/ingest`, {
    method: "POST",
    body: "line\n",
    headers: { Authorization: "Bearer wrong" },
  });
  assert.equal(answer.status, 401);
  await until(() => kept.text().includes("more"));
  const sources = new Map(kept.pieces.map(({ source }) => [source.id, source]));
  assert.deepEqual(sources.get(`file:${join(folder, "logs/ministry/a.log")}`), {
    id: `file:${join(folder, "logs/ministry/a.log")}`,
    name: join(folder, "logs/ministry/a.log"),
    body: "ministry",
    format: "sshd",
    zoneMinutes: 60,
    spoofable: false,
    silenceMs: 900_000,
  });
  assert.equal(sources.get(`file:${join(folder, "logs/b.log")}`)?.body, "commission");
  assert.equal(sources.size, 2);
});

test("what cannot be listened to is told with place and remedy when it is started", async (t) => {
  const folder = tempFolder(t);
  const text =
    'listen:\n  syslog:\n    - { protocol: tls, address: "127.0.0.1:0", cert: no.pem, key: no.key }\n';
  await assert.rejects(
    startAll(t, load(folder, text), new Kept()),
    (error) =>
      error instanceof VigieError &&
      error.message.startsWith(`${join(folder, "no.pem")}: the certificate is not there`),
  );
});
