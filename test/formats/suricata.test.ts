import assert from "node:assert/strict";
import { test } from "node:test";
import { suricata } from "../../src/formats/suricata.ts";
import { readObject } from "./context-other.ts";

const CLIENT = "192.0.2.66";
const SERVER = "203.0.113.5";
const base = {
  timestamp: "2025-06-21T16:47:48.123456+0200",
  flow_id: 1,
  event_type: "alert",
  proto: "TCP",
  alert: { action: "allowed", signature_id: 1, signature: "s", category: "c", severity: 1 },
};
const toServer = { src_ip: CLIENT, src_port: 50000, dest_ip: SERVER, dest_port: 80 };
const toClient = { src_ip: SERVER, src_port: 80, dest_ip: CLIENT, dest_port: 50000 };

const CASES: readonly (readonly [string, object, string | null])[] = [
  ["stated direction, request", { ...base, ...toServer, direction: "to_server" }, CLIENT],
  ["stated direction, response", { ...base, ...toClient, direction: "to_client" }, CLIENT],
  ["the flow's opener wins", { ...base, ...toClient, flow: { src_ip: CLIENT } }, CLIENT],
  [
    "an opener that is neither end does not",
    { ...base, ...toServer, flow: { src_ip: "198.51.100.9" } },
    CLIENT,
  ],
  ["ports, request", { ...base, ...toServer }, CLIENT],
  ["ports, response", { ...base, ...toClient }, CLIENT],
  ["ports that do not decide", { ...base, ...toClient, src_port: 3000, dest_port: 50000 }, null],
  ["no ports", { ...base, src_ip: CLIENT, dest_ip: SERVER, proto: "ICMP" }, CLIENT],
  ["a transaction is written by flow", { ...base, ...toClient, event_type: "http", http: {} }, SERVER],
  ["no address", { ...base, src_ip: 5 }, null],
];

for (const [name, object, origin] of CASES) {
  test(`direction: ${name}`, () => assert.equal(readObject(suricata, object).origin, origin));
}

test("fields, verdict and log source of an alert", () => {
  const event = readObject(suricata, { ...base, ...toServer, alert: { ...base.alert, action: "blocked" } });
  assert.equal(event.verdict, "denied");
  assert.deepEqual(event.logsource, { category: ["ids"], product: ["suricata"], service: ["alert"] });
  assert.equal(event.fields.get("alert.signature"), "s");
  assert.equal(event.fields.get("rule.name"), "s");
  assert.equal(event.fields.get("event.action"), "ids-alert");
  assert.equal(event.fields.get("destination.port"), 80);
  assert.equal(event.time, Date.UTC(2025, 5, 21, 14, 47, 48, 123));
});

test("queries and answers of DNS", () => {
  const event = readObject(suricata, {
    ...base,
    ...toServer,
    event_type: "dns",
    dns: { type: "answer", rrname: "example.org", rrtype: "TXT", answers: [{ rdata: "IEX x" }] },
  });
  assert.equal(event.fields.get("query"), "example.org");
  assert.equal(event.fields.get("record_type"), "TXT");
  assert.deepEqual(event.fields.get("answer"), ["IEX x"]);
  assert.deepEqual(event.logsource.category, ["dns"]);
});

test("TLS: name, certificate and how the client opens it, in the names of the Elastic Common Schema", () => {
  const tls = {
    sni: "drop.example",
    subject: "CN=drop.example",
    issuerdn: "CN=drop.example",
    fingerprint: "AB:CD:01",
    ja3: { hash: "e7d705a3286e19ea42f587b344ee6865", string: "771" },
    ja4: "t13d1516h2_8daaf6152771_b186095e22b6",
  };
  const { fields } = readObject(suricata, { ...base, ...toServer, event_type: "tls", tls });
  assert.equal(fields.get("tls.client.server_name"), "drop.example");
  assert.equal(fields.get("tls.server.hash.sha1"), "abcd01");
  assert.equal(fields.get("tls.server.issuer"), "CN=drop.example");
  assert.equal(fields.get("tls.client.ja3"), tls.ja3.hash);
  assert.equal(fields.get("tls.client.ja4"), tls.ja4);
});
