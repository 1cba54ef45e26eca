import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLines, type LineVector, readSystemLine } from "./reading.ts";

const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [
    `2025-06-21 16:47:48 login authenticator failed for c.example.net (x) [${T}]:4444 I=[203.0.113.1]:25: 535 Incorrect authentication data (set_id=anna)`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
  [
    `2025-06-21 16:47:48 plain authenticator failed for ([198.51.100.9]) [${T}]: 535 Incorrect authentication data`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 [77] H=mx.example.net (x) [${T}]:4444 I=[203.0.113.1]:25 F=<a@b> rejected RCPT <c@d>: relay not permitted`,
    "mail",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 H=mx.example.net [${T}]:4444 temporarily rejected connection in "connect" ACL: ratelimited`,
    "connection",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 SMTP protocol error in "AUTH x" H=(test) [198.51.100.9]" H=(x) [${T}] AUTH command used when not advertised`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 SMTP protocol error in "AUTH x H=(test) [198.51.100.9] AUTH command used when not advertised" H=(x) [${T}] AUTH command used when not advertised`,
    "connection",
    "failure",
    null,
    undefined,
    null,
  ],
  [
    `2025-06-21 16:47:48 SMTP connection from (x) [${T}] closed by DROP in ACL`,
    "connection",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 no MAIL in SMTP connection from [${T}]:4444 D=10s C=EHLO,QUIT`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `2025-06-21 16:47:48 1UlasQ-0003fr-45 <= a@b H=mx.example.net [${T}]:4444 P=esmtpsa A=login:anna S=500`,
    "mail",
    "success",
    null,
    "anna",
    T,
  ],
  [
    `2025-06-21 16:47:48 1UlasQ-0003fr-45 => c@d R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.9]`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
];

checkLines(vectors);

test("local mail has no client, whatever its subject says", () => {
  const id = "2025-06-21 16:47:48 1uSxyz-0000Ab-1C";
  for (const mail of [
    'a@b U=root P=local S=400 T="x [198.51.100.9] "',
    'a@b U=root P=local T="x H=a [198.51.100.9] "',
    '"x H=a [198.51.100.9] "@b U=root P=local',
  ]) {
    assert.equal(readSystemLine(`${id} <= ${mail}`)?.origin, null, mail);
  }
  for (const mail of [`a@b H=c (d) [${T}]:4444 P=esmtp S=1`, `<> R=1uSxyz-0000Ab-1D H=c [${T}] P=esmtp`]) {
    assert.equal(readSystemLine(`${id} <= ${mail}`)?.origin, T, mail);
  }
});
