/** A real watch tells people: a webhook that is down at first, a kill in between, health and metrics on a port. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { closed, listening, portOf, webReceiver } from "../../helpers/notify.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { ROOT, vigie } from "../../helpers/vigie.ts";

const SECRET = "0123456789abcdef";

interface Running {
  readonly child: ChildProcess;
  readonly urls: readonly string[];
  readonly stderr: string[];
}

/** Starts `vigie watch` and waits until it watches. */
async function watch(t: TestContext, folder: string): Promise<Running> {
  const args = [
    "watch",
    join(folder, "auth.log"),
    "--store",
    join(folder, "store"),
    "--json",
    "--threads",
    "1",
  ];
  const child = spawn(
    process.execPath,
    [join(ROOT, "bin/vigie"), ...args, "--config", join(folder, "vigie.yaml")],
    {
      env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", HOOK: SECRET },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  t.after(() => child.kill("SIGKILL"));
  const stderr: string[] = [];
  child.stderr.on("data", (part: Buffer) => stderr.push(part.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { kind: string; urls: string[] };
    if (said.kind !== "watching") continue;
    child.stdout.resume();
    return { child, urls: said.urls, stderr };
  }
  throw new Error(`the watch ended: ${stderr.join("")}`);
}

async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = await look();
    if (found !== null) return found;
    await pause(100);
  }
  throw new Error(`${what}: waited in vain`);
}

function failedLogins(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const stamp = new Date(Date.now() + i).toISOString().replace("Z", "+00:00");
    return `${stamp} urn sshd[${100 + i}]: Failed password for invalid user admin from 203.0.113.7 port ${20_000 + i} ssh2\n`;
  });
  return lines.join("");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await listening(server);
  const port = portOf(server);
  await closed(server);
  return port;
}

test("what a watch found is told although the receiver was down and the watch was killed", async (t) => {
  const folder = tempFolder(t);
  let isUp = false;
  const receiver = await webReceiver(() => [isUp ? 200 : 503]);
  t.after(() => receiver.close());
  const log = put(folder, "auth.log", "");
  const port = await freePort();
  put(
    folder,
    "vigie.yaml",
    `health: {address: "${port}"}\nnotify: [{type: webhook, url: "${receiver.url}", secret_env: HOOK, level: low}]\n`,
  );
  const first = await watch(t, folder);
  assert.deepEqual(first.urls, [`http://127.0.0.1:${port}/health`]);
  appendFileSync(log, failedLogins(40));
  await until("a first try", () => receiver.posts[0] ?? null);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  assert.match(
    metrics,
    new RegExp(`^vigie_source_records_total\\{source="file:${log}",body="default"\\} 40$`, "m"),
  );
  assert.match(metrics, /^vigie_alerts_total\{level="[a-z]+"\} [1-9]/m);
  assert.doesNotMatch(metrics, /203\.0\.113|admin/);
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  assert.equal(((await health.json()) as { kind?: string; sources: number }).sources, 1);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  isUp = true;
  const tries = receiver.posts.length;
  const second = await watch(t, folder);
  const told = await until("the message", () => receiver.posts[tries] ?? null);
  assert.equal(told.headers["vigie-id"], receiver.posts[0]?.headers["vigie-id"]);
  assert.doesNotMatch(told.body, /203\.0\.113|admin/);
  const { events } = JSON.parse(told.body) as { events: { kind: string; next: string; id: string }[] };
  const alert = events.find(({ kind }) => kind === "alert");
  assert.ok(alert !== undefined);
  const [, command = ""] = /vigie (show [0-9a-f]+)$/.exec(alert.next) ?? [];
  const shown = await vigie([...command.split(" "), "--store", join(folder, "store"), "--json"]);
  assert.equal(shown.code, 0, "what to do next can be done");
  const doctor = await vigie(
    ["doctor", "--store", join(folder, "store"), "--config", join(folder, "vigie.yaml")],
    { env: { HOOK: SECRET } },
  );
  assert.match(doctor.stdout, /notify\s+webhook-1: 1 message arrived/);
  second.child.kill("SIGTERM");
  const [code] = await once(second.child, "exit");
  assert.equal(code, 0, second.stderr.join(""));
});

test("a health port that is taken does not stop a watch", async (t) => {
  const folder = tempFolder(t);
  put(folder, "auth.log", "");
  const taken = createServer();
  await listening(taken);
  t.after(() => closed(taken));
  put(folder, "vigie.yaml", `health: {address: "${portOf(taken)}"}\n`);
  const { child, urls, stderr } = await watch(t, folder);
  assert.deepEqual(urls, []);
  assert.match(stderr.join(""), /another program listens on this address already \(.*health\.address/);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
});
