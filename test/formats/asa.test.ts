import assert from "node:assert/strict";
import { test } from "node:test";
import { asa, asaMessage } from "../../src/formats/asa.ts";
import { context, readLine } from "./context-other.ts";

const V = "192.0.2.66";
const LINES: readonly (readonly [string, string | null, string | null])[] = [
  [
    `%ASA-4-106023: Deny tcp src outside:${V}/1234 dst inside:203.0.113.5/22 by access-group "a" [0x0, 0x0]`,
    V,
    "denied",
  ],
  [
    `%ASA-2-106001: Inbound TCP connection denied from ${V}/1234 to 203.0.113.5/22 flags SYN  on interface outside`,
    V,
    "denied",
  ],
  [
    `%ASA-6-106100: access-list a denied tcp outside/${V}(1234) -> inside/203.0.113.5(22) hit-cnt 1 first hit [0x1, 0x0]`,
    V,
    "denied",
  ],
  [
    `%ASA-6-106100: access-list a permitted tcp outside/${V}(1234) -> inside/203.0.113.5(22) hit-cnt 1`,
    V,
    "allowed",
  ],
  [
    `%FTD-6-302013: Built inbound TCP connection 1 for outside:${V}/1234 (${V}/1234) to inside:10.0.0.1/80 (203.0.113.5/80)`,
    V,
    "allowed",
  ],
  [`%ASA-3-710003: TCP access denied by ACL from ${V}/1234 to outside:203.0.113.5/22`, V, "denied"],
  [
    `%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = x : user IP = 198.51.100.9 : user IP = ${V}`,
    V,
    null,
  ],
  [
    `%ASA-6-605004: Login denied from ${V}/1234 to outside:203.0.113.5/ssh for user "from 198.51.100.9"`,
    V,
    null,
  ],
  [
    `%ASA-6-113039: Group <g> User <x> IP <198.51.100.9> A> IP <${V}> AnyConnect parent session started.`,
    null,
    null,
  ],
  [`%ASA-6-113039: Group <g> User <x> IP <${V}> AnyConnect parent session started.`, V, null],
  ["%ASA-5-111008: User 'x' executed the 'show running-config from 198.51.100.9' command.", null, null],
];

for (const [line, origin, verdict] of LINES) {
  test(line.slice(0, 110), () => {
    const event = readLine(asa, line);
    assert.equal(event.origin, origin);
    assert.equal(event.verdict, verdict);
  });
}

test("400 kB of a user name are read in linear time", () => {
  for (const piece of [" : user = ", " : user IP = 1.1.1.1 ", "> IP <", '" ', '"']) {
    for (const id of ["113005", "113015", "605004", "716039", "113039"]) {
      for (const length of [8000, 400_000]) {
        const start = id.startsWith("113") ? "AAA user authentication Rejected : x" : "Login denied from ";
        const line = `%ASA-6-${id}: ${start}${piece.repeat(length / piece.length)}`;
        const started = performance.now();
        readLine(asa, line);
        assert.ok(performance.now() - started < 200, `${id} ${piece}`);
      }
    }
  }
});

test("a carrier may take the mark for a program", () => {
  assert.equal(asaMessage.accepts("%ASA-4-106023"), true);
  assert.equal(asaMessage.accepts("sshd"), false);
  const text = `Deny tcp src outside:${V}/1234 dst inside:203.0.113.5/22 by access-group "a"`;
  const message = { carrier: "syslog-3164", time: 1, host: "h", program: "%ASA-4-106023", pid: null, text };
  assert.equal(asaMessage.read(message, context())?.origin, V);
});
