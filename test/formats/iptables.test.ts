import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOf } from "../../src/formats/iptables.ts";
import { readSystemLine } from "./reading.ts";

const PACKET =
  "IN=eth0 OUT= MAC=00:11 SRC=192.0.2.66 DST=203.0.113.1 LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID=1 DF PROTO=TCP SPT=4444 DPT=22 WINDOW=1 RES=0x00 SYN URGP=0";

test("a packet has its fields", () => {
  const event = readSystemLine(`Jun 21 16:47:48 h kernel: [  970.699396] [UFW BLOCK] ${PACKET}`);
  const names = [
    "src_ip",
    "dst_ip",
    "src_port",
    "dst_port",
    "transport",
    "action",
    "event.type",
    "event.action",
  ];
  assert.deepEqual(
    names.map((name) => event?.fields.get(name)),
    ["192.0.2.66", "203.0.113.1", 4444, 22, "tcp", "deny", "denied", "connection"],
  );
  assert.deepEqual(event?.logsource.category, ["firewall"]);
  assert.equal(event?.verdict, "denied");
});

test("only the prefix says what became of the packet", () => {
  const verdicts = {
    "[UFW BLOCK] ": "denied",
    "[UFW LIMIT BLOCK] ": "denied",
    "[UFW ALLOW] ": "allowed",
    "[UFW AUDIT] ": null,
    "FINAL_REJECT: ": "denied",
    "Shorewall:net-fw:DROP:": "denied",
    "nft accept ": "allowed",
    "accept-then-drop ": null,
    "": null,
  };
  for (const [prefix, verdict] of Object.entries(verdicts)) {
    assert.equal(verdictOf(prefix), verdict, prefix);
    const event = readSystemLine(`Jun 21 16:47:48 h kernel: ${prefix}${PACKET}`);
    assert.deepEqual(
      [event?.format, event?.verdict, event?.origin],
      ["iptables", verdict, "192.0.2.66"],
      prefix,
    );
  }
});

test("what we send ourselves has no client", () => {
  const out = PACKET.replace("IN=eth0 OUT=", "IN= OUT=eth0");
  const event = readSystemLine(`Jun 21 16:47:48 h kernel: [UFW BLOCK] ${out}`);
  assert.deepEqual([event?.origin, event?.fields.get("src_ip")], [null, "192.0.2.66"]);
});

test("an ICMP error's quoted packet is not the packet", () => {
  const icmp =
    "IN=eth0 OUT= SRC=192.0.2.66 DST=203.0.113.1 PROTO=ICMP TYPE=3 CODE=3 [SRC=203.0.113.1 DST=198.51.100.9 PROTO=UDP SPT=53 DPT=9 ]";
  const event = readSystemLine(`Jun 21 16:47:48 h kernel: DROP ${icmp}`);
  assert.deepEqual([event?.origin, event?.fields.get("dst_ip")], ["192.0.2.66", "203.0.113.1"]);
});

test("other kernel messages stay what they are", () => {
  const event = readSystemLine("Jun 21 16:47:48 h kernel: [1.000000] su[7]: segfault at 0 ip 0 sp 0 error 6");
  assert.deepEqual([event?.format, event?.origin], ["kernel", null]);
});
