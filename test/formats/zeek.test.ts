import assert from "node:assert/strict";
import { test } from "node:test";
import { zeekJson, zeekLine } from "../../src/formats/zeek.ts";
import { context, readLine, readObject } from "./context-other.ts";

const V = "192.0.2.66";
const HEADERS = [
  "#separator \\x09",
  "#set_separator\t,",
  "#empty_field\t(empty)",
  "#unset_field\t-",
  "#path\tdns",
  "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tanswers\trejected",
  "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tvector[string]\tbool",
];
const LINE = `1750524468.100000\tC1\t${V}\t4000\t203.0.113.5\t53\tudp\texample.org\ta,b\t-`;

test("a tab-separated line under its headers", () => {
  const event = readLine(zeekLine, LINE, context({ headers: HEADERS }));
  assert.equal(event.origin, V);
  assert.equal(event.time, 1750524468100);
  assert.deepEqual(event.logsource, { category: ["dns"], product: ["zeek"], service: ["dns"] });
  assert.equal(event.fields.get("id.resp_p"), 53);
  assert.deepEqual(event.fields.get("answers"), ["a", "b"]);
  assert.equal(event.fields.get("rejected"), undefined);
});

test("without headers nobody can say what a column means", () => {
  assert.equal(zeekLine.read(LINE, context()), null);
});

test("headers that change in the middle count from there on", () => {
  const given = context({ headers: HEADERS });
  readLine(zeekLine, LINE, given);
  given.preamble.observe("#path\tconn");
  given.preamble.observe("#fields\tts\tid.orig_h");
  assert.equal(zeekLine.read(LINE, given), null);
  assert.deepEqual(readLine(zeekLine, `1750524468.1\t${V}`, given).logsource.service, ["conn"]);
});

test("JSON, with and without the log's name", () => {
  const conn = { ts: 1750524468.1, uid: "C", "id.orig_h": V, "id.resp_h": "203.0.113.5", proto: "tcp" };
  assert.deepEqual(readObject(zeekJson, { ...conn, _path: "http" }).logsource.service, ["http"]);
  assert.deepEqual(readObject(zeekJson, { ...conn, conn_state: "S0" }).logsource.service, ["conn"]);
  const ssh = readObject(zeekJson, { ...conn, _path: "ssh", auth_success: false });
  assert.equal(ssh.fields.get("event.outcome"), "failure");
  assert.equal(ssh.origin, V);
  assert.equal(zeekJson.read({ ts: 1, message: "x" }, context()), null);
});

test("TLS: the server's own certificate is the first of the chain", () => {
  const { fields } = readObject(zeekJson, {
    _path: "ssl",
    ts: 1750524468.1,
    uid: "C1",
    "id.orig_h": V,
    "id.orig_p": 4000,
    "id.resp_h": "203.0.113.5",
    "id.resp_p": 443,
    server_name: "drop.example",
    cert_chain_fps: ["aa11", "bb22"],
    ja3: "e7d705a3286e19ea42f587b344ee6865",
    ja4: "t13d1516h2_8daaf6152771_b186095e22b6",
  });
  assert.equal(fields.get("tls.client.server_name"), "drop.example");
  assert.equal(fields.get("tls.server.hash.sha256"), "aa11");
  assert.equal(fields.get("tls.client.ja4"), "t13d1516h2_8daaf6152771_b186095e22b6");
});
