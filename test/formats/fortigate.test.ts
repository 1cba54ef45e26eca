import assert from "node:assert/strict";
import { test } from "node:test";
import { fortigate } from "../../src/formats/fortigate.ts";
import { readLine } from "./context-other.ts";

const V = "192.0.2.66";
const H = 'date=2025-06-21 time=16:47:48 devname="FGT" devid="FG1" tz="+0200" logid="0000000013"';

test("denied traffic", () => {
  const event = readLine(
    fortigate,
    `<189>${H} type="traffic" subtype="forward" srcip=${V} srcport=4000 dstip=203.0.113.5 dstport=22 action="deny"`,
  );
  assert.equal(event.origin, V);
  assert.equal(event.verdict, "denied");
  assert.equal(event.time, Date.UTC(2025, 5, 21, 14, 47, 48));
  assert.deepEqual(event.logsource.category, ["firewall"]);
  assert.equal(event.fields.get("dst_port"), 22);
});

test("a failed VPN login names the remote end", () => {
  const event = readLine(
    fortigate,
    `${H} type="event" subtype="vpn" action="ssl-login-fail" remip=${V} user="a \\" srcip=198.51.100.9" reason="x"`,
  );
  assert.equal(event.origin, V);
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), 'a " srcip=198.51.100.9');
  assert.deepEqual(event.logsource.service, ["event"]);
});

test("a planted srcip names nobody", () => {
  const event = readLine(
    fortigate,
    `${H} type="utm" subtype="webfilter" srcip=${V} url="x" srcip=198.51.100.9 action="blocked"`,
  );
  assert.equal(event.origin, null);
});

test("rules on changes of the configuration find their keys", () => {
  const event = readLine(
    fortigate,
    `${H} type="event" subtype="system" action="Add" cfgpath="firewall.policy"`,
  );
  assert.deepEqual(event.logsource.product, ["fortigate", "fortios"]);
  assert.equal(event.fields.get("cfgpath"), "firewall.policy");
});

for (const [name, rest, origin] of [
  ["a planted remip", `srcip=${V} url="/a" remip=198.51.100.9 x="b"`, null],
  ["both ends, agreed", `srcip=${V} remip=${V}`, V],
  ["a name that closes its quotes", `user="x" srcip=198.51.100.9 y=" srcip=${V}`, null],
  ["a text that lost its end", `srcip=198.51.100.9 msg="x`, null],
  ["a client that is no address", `srcip=198.51.100.9 remip=N/A`, null],
] as const) {
  test(`the client of ${name}`, () => {
    assert.equal(readLine(fortigate, `${H} type="traffic" ${rest}`).origin, origin);
  });
}
