/** HTTP over real sockets. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { sha256 } from "../../src/base/digest.ts";
import { VigieError } from "../../src/base/errors.ts";
import { type HttpOptions, listenHttp } from "../../src/intake/http.ts";
import { linesOf, MAX_BODY_BYTES } from "../../src/intake/http-body.ts";
import { bulkAnswer, parseBulk } from "../../src/intake/http-bulk.ts";
import { authority, certificate } from "../helpers/certificates.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const SOURCES: HttpOptions["sources"] = [
  { name: "party-web", tokenSha256: sha256("secret-one"), traits: TRAITS },
  { name: "ministry", tokenSha256: sha256("secret-two"), traits: { ...TRAITS, body: "ministry" } },
];
const BEARER = { Authorization: "Bearer secret-one" };

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

type Ask = (path: string, init?: RequestInit) => Promise<Answer>;

async function serve(
  t: TestContext,
  kept: Kept,
  options: Partial<HttpOptions> = {},
): Promise<{ ask: Ask; port: number }> {
  const intake = listenHttp({
    endpoint: { host: "127.0.0.1", port: 0 },
    tls: null,
    sources: SOURCES,
    ...options,
  });
  await intake.start(kept);
  t.after(() => intake.stop());
  const ask: Ask = async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${intake.port}${path}`, { headers: BEARER, ...init });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith("{") ? JSON.parse(text) : { text },
    };
  };
  return { ask, port: intake.port };
}

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body,
  headers: { ...BEARER, "Content-Type": "application/x-ndjson", ...headers },
});

test("lines are kept as they came, a bad one too, before the request is answered", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const body = '{"a":1}\r\nnot json {\n\n{"b":"\\u00e9"}';
  const answer = await ask("/v1/ingest", post(body));
  assert.deepEqual([answer.status, answer.body], [200, { accepted: 3, cut: 0 }]);
  assert.equal(kept.text(), '{"a":1}\nnot json {\n{"b":"\\u00e9"}\n');
  assert.deepEqual(kept.sources(), ["http:party-web"]);
  assert.equal(
    (await ask("/v1/ingest", { method: "POST", body: "plain line\n", headers: BEARER })).status,
    200,
  );
  assert.equal((await ask("/v1/ingest", { method: "POST", headers: BEARER })).status, 200);
});

test("an array, gzip and curl are taken", async (t) => {
  const kept = new Kept();
  const { ask, port } = await serve(t, kept);
  await ask("/v1/ingest", post('[{"a":\n1},\n{"b":2}]'));
  await ask("/v1/ingest", post(new Uint8Array(gzipSync("zipped\n")), { "Content-Encoding": "gzip" }));
  const file = put(tempFolder(t), "a.ndjson", "from curl\n");
  const url = `http://127.0.0.1:${port}/v1/ingest`;
  const { stdout } = await run("curl", ["-sS", "--data-binary", `@${file}`, "-u", "anybody:secret-one", url]);
  assert.equal(stdout, '{"accepted":1,"cut":0}');
  assert.equal(kept.text(), '{"a": 1}\n{"b":2}\nzipped\nfrom curl\n');
});

function run(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], (error, stdout) => (error === null ? resolve({ stdout }) : reject(error)));
  });
}

test("a token speaks for its own source and body, whatever the payload says", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const claim = '{"source":"http:ministry","body":"ministry","host":"ministry"}\n';
  await ask("/v1/ingest?source=ministry", post(claim, { "X-Source": "ministry" }));
  await ask("/ministry/_bulk", post(`{"index":{"_index":"ministry"}}\n${claim}`));
  assert.deepEqual(kept.sources(), ["http:party-web"]);
  assert.deepEqual([...new Set(kept.pieces.map(({ source }) => source.body))], ["party"]);
});

test("without a known token nothing is read or told, in whatever way it is sent", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const with64 = (text: string): string => Buffer.from(text).toString("base64");
  const good = [
    "Bearer secret-two",
    `ApiKey ${with64("id:secret-two")}`,
    "ApiKey secret-two",
    `Basic ${with64("x:secret-two")}`,
  ];
  for (const Authorization of good)
    assert.equal((await ask("/", { headers: { Authorization } })).status, 200, Authorization);
  const bad = [
    "",
    "Bearer",
    "Bearer secret",
    `Bearer ${sha256("secret-one")}`,
    "Basic secret-one",
    `Basic ${with64("secret-one")}`,
    `Bearer ${"x".repeat(5000)}`,
  ];
  for (const Authorization of bad) {
    const answer = await ask("/v1/ingest", post("x\n", { Authorization }));
    assert.equal(answer.status, 401, Authorization);
    assert.match(JSON.stringify(answer.body), /no source of vigie\.yaml has this token/);
  }
  assert.equal(kept.pieces.length, 0);
});

test("bombs, damage, too much and what is not spoken are refused with the reason", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const refused = async (init: RequestInit, path = "/v1/ingest"): Promise<string> => {
    const { status, body } = await ask(path, init);
    return `${status} ${(body["error"] as { reason?: string } | undefined)?.reason}`;
  };
  const gzip = { "Content-Encoding": "gzip" };
  assert.match(
    await refused(post(new Uint8Array(gzipSync(Buffer.alloc(200_000_000))), gzip)),
    /^413 unpacks to more than/,
  );
  assert.match(await refused(post("no gzip", gzip)), /^400 the body is damaged gzip/);
  assert.match(await refused(post("x", { "Content-Encoding": "br" })), /^415 Content-Encoding must be gzip/);
  assert.match(await refused(post("x".repeat(MAX_BODY_BYTES + 1))), /^413 the body is larger than/);
  assert.match(
    await refused(post("x", { "Content-Type": "application/x-protobuf" }), "/v1/logs"),
    /^415 protobuf is not read; set .*json/,
  );
  assert.match(await refused(post("{"), "/v1/logs"), /^400 the body is no JSON/);
  assert.match(await refused(post("{}\n{}\n"), "/_bulk"), /^400 Malformed action\/metadata line \[1\]/);
  assert.match(await refused(post("x"), "/nowhere"), /^404 send lines to/);
  assert.equal(kept.pieces.length, 0);
});

test("what is not committed is not acknowledged; too much at once is put off", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept, { maxWaitingBytes: 1000 });
  let open = (): void => {};
  kept.gate = new Promise((resolve) => {
    open = resolve;
  });
  let answered = false;
  const first = ask("/v1/ingest", post(`${"a".repeat(900)}\n`)).then((answer) => {
    answered = true;
    return answer;
  });
  await until(() => kept.asked === 1);
  const second = await ask("/v1/ingest", post(`${"b".repeat(900)}\n`));
  assert.deepEqual([second.status, second.headers.get("retry-after")], [429, "2"]);
  assert.equal(answered, false);
  open();
  assert.equal((await first).status, 200);
  assert.equal((await ask("/v1/ingest", post(`${"b".repeat(900)}\n`))).status, 200);
  assert.equal(kept.text().length, 1802);
});

test("a store in trouble is waited for; the request succeeds when it is well", async (t) => {
  const kept = new Kept();
  kept.failures.push(new Error("locked"));
  const { ask } = await serve(t, kept);
  assert.equal((await ask("/v1/ingest", post("once\n"))).status, 200);
  assert.equal(kept.text(), "once\n");
});

test("what is repeated within the window is acknowledged and not taken again", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const batch =
    '{"create":{"_index":"i","_id":"1"}}\n{"n":1}\n{"create":{"_index":"i","_id":"2"}}\n{"n":2}\n{"create":{}}\n{"n":3}\n';
  const first = await ask("/_bulk", post(batch));
  const again = await ask("/_bulk", post(batch));
  assert.deepEqual(again.body["items"], first.body["items"]);
  assert.equal(kept.text(), '{"n":1}\n{"n":2}\n{"n":3}\n{"n":3}\n');
  const twice = '{"index":{"_id":"9"}}\n{"n":9}\n{"index":{"_id":"9"}}\n{"n":9}\n';
  assert.equal((await ask("/_bulk", post(twice))).status, 200);
  // another source's ids are its own
  await ask("/_bulk", post(batch, { Authorization: "Bearer secret-two" }));
  assert.equal(kept.text("http:ministry"), '{"n":1}\n{"n":2}\n{"n":3}\n');
  const key = { "Idempotency-Key": "k1" };
  assert.deepEqual((await ask("/v1/ingest", post("k\n", key))).body, { accepted: 1, cut: 0 });
  assert.deepEqual((await ask("/v1/ingest", post("k\n", key))).body, { accepted: 0, duplicate: true });
  assert.equal(kept.text("http:party-web"), '{"n":1}\n{"n":2}\n{"n":3}\n{"n":3}\n{"n":9}\nk\n');
});

test("Elasticsearch's _bulk is answered as shippers expect", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const body =
    '{"create":{"_index":"filebeat-8"}}\n{"message":"one"}\n{"delete":{"_id":"x"}}\n{"index":{}}\nnot json\n';
  const answer = await ask("/logs/_bulk?filter_path=errors", post(body));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("x-elastic-product"), "Elasticsearch");
  assert.equal(answer.body["errors"], false);
  const items = answer.body["items"] as readonly Record<string, { status: number; _index: string }>[];
  assert.deepEqual(
    items.map(
      (item) => Object.entries(item).map(([action, { status, _index }]) => [action, status, _index])[0],
    ),
    [
      ["create", 201, "filebeat-8"],
      ["delete", 404, "logs"],
      ["index", 201, "logs"],
    ],
  );
  assert.equal(kept.text(), '{"message":"one"}\nnot json\n');
});

test("what shippers ask before they send is answered", async (t) => {
  const { ask } = await serve(t, new Kept());
  const about = await ask("/");
  assert.match((about.body["version"] as { number: string }).number, /^8\./);
  assert.equal(about.headers.get("x-elastic-product"), "Elasticsearch");
  assert.equal((await ask("/", { method: "HEAD", headers: BEARER })).status, 200);
  assert.equal(((await ask("/_license")).body["license"] as { status: string }).status, "active");
  const asked = [
    "/_xpack",
    "/_cluster/health",
    "/_cat/health",
    "/_nodes/http",
    "/_ilm/policy/filebeat",
    "/_index_template/filebeat-8.13.0",
    "/_data_stream/filebeat",
    "/_ingest/pipeline/x",
  ];
  for (const path of asked) assert.equal((await ask(path)).status, 200, path);
  assert.equal((await ask("/_index_template/f", { method: "PUT", headers: BEARER })).status, 200);
});

test("an OTLP log record becomes one line of a stable shape", async (t) => {
  const kept = new Kept();
  const { ask } = await serve(t, kept);
  const value = (stringValue: string): unknown => ({ stringValue });
  const record = {
    timeUnixNano: "1714557600123456789",
    severityText: "INFO",
    body: value("line one\nline two"),
    attributes: [
      { key: "log.file.path", value: value("/var/log/auth.log") },
      { key: "n", value: { intValue: "7" } },
      { key: "twice", value: { boolValue: true } },
      { key: "twice", value: { arrayValue: { values: [{ doubleValue: 1.5 }] } } },
      { key: "__proto__", value: { kvlistValue: { values: [{ key: "k", value: value("v") }] } } },
    ],
    traceId: "0af7651916cd43dd8448eb211c80319c",
  };
  const resource = { attributes: [{ key: "host.name", value: value("web1") }] };
  const body = {
    resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "s" }, logRecords: [record, {}] }] }],
  };
  const answer = await ask("/v1/logs", post(JSON.stringify(body), { "Content-Type": "application/json" }));
  assert.deepEqual([answer.status, answer.body], [200, { partialSuccess: {} }]);
  assert.equal(
    kept.text(),
    '{"timestamp":"2024-05-01T10:00:00.123Z","severity":"INFO","body":"line one\\nline two","attributes":{"log.file.path":"/var/log/auth.log","n":7,"twice":[true,[1.5]],"__proto__":{"k":"v"}},"resource":{"host.name":"web1"},"scope":"s","trace_id":"0af7651916cd43dd8448eb211c80319c"}\n{"body":null,"attributes":{},"resource":{"host.name":"web1"},"scope":"s"}\n',
  );
});

test("TLS with clients' certificates; a port in use is told", async (t) => {
  const folder = tempFolder(t);
  const ours = authority(folder, "ours");
  const server = certificate(folder, ours, "vigie.example");
  const client = certificate(folder, ours, "client.example");
  const kept = new Kept();
  const { port } = await serve(t, kept, { tls: { cert: server.cert, key: server.key, clientCa: ours.cert } });
  const file = put(folder, "line", "over tls\n");
  const args = [
    "-sS",
    "--cacert",
    ours.cert,
    "-H",
    "Authorization: Bearer secret-one",
    "--data-binary",
    `@${file}`,
    `https://127.0.0.1:${port}/v1/ingest`,
  ];
  await assert.rejects(run("curl", args));
  await run("curl", ["--cert", client.cert, "--key", client.key, ...args]);
  assert.equal(kept.text(), "over tls\n");
  const again = listenHttp({ endpoint: { host: "127.0.0.1", port }, tls: null, sources: SOURCES });
  await assert.rejects(
    again.start(kept),
    (error) => error instanceof VigieError && /another program listens/.test(error.message),
  );
});

test("a client that goes away in the middle of its body leaves nothing behind", async (t) => {
  const kept = new Kept();
  const { ask, port } = await serve(t, kept, { maxWaitingBytes: 1000 });
  for (let i = 0; i < 3; i++) {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      "POST /v1/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret-one\r\nContent-Length: 900\r\n\r\nabc",
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
  }
  let status = 0;
  for (let i = 0; i < 200 && status !== 200; i++) {
    status = (await ask("/v1/ingest", post(`${"a".repeat(900)}\n`))).status;
    if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(status, 200);
  assert.equal(kept.text().length, 901);
});

const part = fc.oneof(
  fc.constantFrom(
    '{"index":{}}',
    '{"create":{"_id":"1"}}',
    '{"delete":{"_id":"1"}}',
    '{"index":[]}',
    '{"x":{}}',
    "null",
    "",
    "\r",
    '{"a":1}',
    "{",
    "[1]",
  ),
  fc.string({ maxLength: 12 }),
);

test("no _bulk body breaks the reader, and what it takes it answers for, in order", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (parts, lineEnd) => {
      const items = parseBulk(Buffer.from(parts.join(lineEnd)), null);
      if (!items.ok) {
        assert.ok([400, 413].includes(items.error.status));
        return;
      }
      const answer = bulkAnswer(items.value, 0) as { items: readonly object[] };
      assert.deepEqual(
        answer.items.map((item) => Object.keys(item)[0]),
        items.value.map(({ action }) => action),
      );
    }),
    { numRuns: 1000 },
  );
});

test("no line of a body is lost or joined with another", () => {
  const line = fc.string({
    unit: fc.constantFrom("a", "é", "{", "}", '"', "\\", "[", ","),
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(
      fc.array(
        line.map((text) => `x${text}`),
        { minLength: 1 },
      ),
      (lines) => {
        const { pieces, count } = linesOf(Buffer.from(lines.join("\n")));
        assert.equal(Buffer.concat([...pieces]).toString(), `${lines.join("\n")}\n`);
        assert.equal(count, lines.length);
      },
    ),
  );
});
