import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine } from "./reading.ts";

const names = ["src_ip", "dst_ip", "src_port", "dst_port", "transport", "event.type"];

/** [line, values of the names above, origin] */
const vectors: readonly (readonly [string, readonly unknown[], string | null])[] = [
  [
    "Jun 21 16:47:48 fw filterlog[1]: 5,,,1000000103,igb0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,192.0.2.66,203.0.113.1,4444,22,0,S,1,,64240,,mss",
    ["192.0.2.66", "203.0.113.1", 4444, 22, "tcp", "denied"],
    "192.0.2.66",
  ],
  [
    "Jun 21 16:47:48 filterlog: 5,,,1000000103,igb0,match,pass,in,6,0x00,0x12345,64,UDP,17,56,2001:db8::66,2001:db8::1,4444,53,48",
    ["2001:db8::66", "2001:db8::1", 4444, 53, "udp", "allowed"],
    "2001:db8::66",
  ],
  [
    "Jun 21 16:47:48 filterlog: 5,,,1000000103,igb0,match,pass,out,4,0x0,,64,0,0,DF,1,icmp,60,203.0.113.1,192.0.2.66,request,1,2",
    ["203.0.113.1", "192.0.2.66", undefined, undefined, "icmp", "allowed"],
    null,
  ],
  [
    "Jun 21 16:47:48 fw pf: rule 5/0(match): block in on em0: 192.0.2.66.4444 > 203.0.113.1.22: Flags [S], seq 1",
    ["192.0.2.66", "203.0.113.1", 4444, 22, "tcp", "denied"],
    "192.0.2.66",
  ],
  [
    "Jun 21 16:47:48.123456 rule 5/(match) pass in on em0: 192.0.2.66 > 203.0.113.1: icmp: echo request",
    ["192.0.2.66", "203.0.113.1", undefined, undefined, "icmp", "allowed"],
    "192.0.2.66",
  ],
];

for (const [line, values, origin] of vectors) {
  test(line, () => {
    const event = readSystemLine(line);
    assert.deepEqual(
      names.map((name) => event?.fields.get(name) ?? undefined),
      values,
    );
    assert.equal(event?.origin, origin);
    assert.deepEqual(event?.logsource.category, ["firewall"]);
  });
}
