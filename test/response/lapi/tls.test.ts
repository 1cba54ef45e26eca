/** TLS, and certificates instead of keys. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { test } from "node:test";
import { problemText, VigieError } from "../../../src/base/errors.ts";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import type { ApiTls } from "../../../src/response/lapi/listen.ts";
import { startDecisionApi } from "../../../src/response/lapi/server.ts";
import { openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import { hasOpenssl, makeCertificates } from "../../helpers/certificates.ts";
import { put, tempFolder } from "../../helpers/temp.ts";

const skip = hasOpenssl() ? false : "openssl is not installed";

test("a certificate of the authority makes a bouncer of its name; others are refused", {
  skip,
}, async (t) => {
  const folder = tempFolder(t);
  makeCertificates(folder, "ca", ["server", "gateway"]);
  makeCertificates(folder, "stranger", ["intruder"]);
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  const store = openTemporaryStore();
  store.bouncers.add("keyed", "other", keyHash("key") ?? new Uint8Array(), 0);
  const tls = {
    cert: join(folder, "server.pem"),
    key: join(folder, "server.key"),
    clientCa: join(folder, "ca.pem"),
  };
  const api = await startDecisionApi({
    address: { host: "127.0.0.1", port: 0 },
    store,
    clock: Date.now,
    tls,
  });
  t.after(async () => {
    await api.stop();
    store.close();
  });
  assert.match(api.url, /^https:/);
  const ask = (name: string | null, headers = {}): Promise<number> =>
    new Promise((done, fail) => {
      const client = name === null ? {} : { cert: read(`${name}.pem`), key: read(`${name}.key`) };
      const { host, port } = api.address;
      const path = "/v1/decisions/stream?startup=true";
      request({ host, port, path, ca: read("ca.pem"), agent: false, headers, ...client }, (response) => {
        response.resume().on("end", () => done(response.statusCode ?? 0));
      })
        .on("error", fail)
        .end();
    });
  assert.equal(await ask("gateway"), 200);
  assert.equal(await ask("intruder"), 403, "signed by somebody else");
  assert.equal(await ask(null), 403);
  assert.equal(await ask(null, { "X-Api-Key": "key" }), 200);
  assert.equal(await ask("gateway", { "X-Api-Key": "wrong" }), 403, "a key that is shown counts");
  assert.deepEqual(
    store.bouncers.clients().map(({ name, bouncer }) => [name, bouncer]),
    [
      ["keyed", "keyed"],
      ["gateway@127.0.0.1", "gateway"],
    ],
  );
  store.bouncers.remove("gateway", Date.now());
  assert.equal(await ask("gateway"), 403, "removed, and not made anew by its certificate");
});

test("a certificate that is missing or is none is told before anything listens", async (t) => {
  const folder = tempFolder(t);
  const store = openTemporaryStore();
  t.after(() => store.close());
  const text = put(folder, "text.pem", "no certificate");
  const start = (tls: ApiTls): Promise<unknown> =>
    startDecisionApi({ address: { host: "127.0.0.1", port: 0 }, store, clock: Date.now, tls });
  const told = (pattern: RegExp) => (error: unknown) =>
    error instanceof VigieError && pattern.test(problemText(error.problem));
  await assert.rejects(
    start({ cert: join(folder, "none.pem"), key: text, clientCa: null }),
    told(/none\.pem: there is no such file \(correct api\.cert in vigie\.yaml\)/),
  );
  await assert.rejects(
    start({ cert: text, key: text, clientCa: null }),
    told(
      /text\.pem: the certificate or its key cannot be used: .* \(give a certificate and its key in PEM\)/,
    ),
  );
});
