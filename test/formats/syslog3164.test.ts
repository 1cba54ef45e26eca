import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { syslog3164 } from "../../src/formats/syslog3164.ts";
import { readContext } from "./reading.ts";

const TIME = Date.UTC(2025, 5, 21, 16, 47, 48);

/** [line, host, program, pid, text, time] */
const vectors: readonly (readonly [
  string,
  string | null,
  string | null,
  number | null,
  string,
  number | null,
])[] = [
  ["Jun 21 16:47:48 h sshd[12]: text: more", "h", "sshd", 12, "text: more", TIME],
  ["<38>Jun 21 16:47:48 h sshd[12]: text", "h", "sshd", 12, "text", TIME],
  ["<38>Jun 21 16:47:48 sshd[12]: text", null, "sshd", 12, "text", TIME],
  [
    "Jun  1 16:47:48 h postfix/smtpd[1]: text",
    "h",
    "postfix/smtpd",
    1,
    "text",
    Date.UTC(2025, 5, 1, 16, 47, 48),
  ],
  ["Jun 21 16:47:48 h systemd: text", "h", "systemd", null, "text", TIME],
  ["Jun 21 16:47:48 h (sd-pam)[7]: text", "h", "(sd-pam)", 7, "text", TIME],
  ["Jun 21 16:47:48 h pop(pam_unix)[7]: text", "h", "pop(pam_unix)", 7, "text", TIME],
  ["Jun 21 16:47:48 2001:db8::1 sshd[7]: text", "2001:db8::1", "sshd", 7, "text", TIME],
  ["Jun 21 16:47:48 2001:db8:: sshd[7]: text", "2001:db8::", "sshd", 7, "text", TIME],
  ["Jun 21 2024 16:47:48 h sshd[7]: text", "h", "sshd", 7, "text", Date.UTC(2024, 5, 21, 16, 47, 48)],
  ["Jun 21 16:47:48.250 h sshd[7]: text", "h", "sshd", 7, "text", TIME + 250],
  ["2025-06-21T18:47:48.250042+02:00 h sshd[7]: text", "h", "sshd", 7, "text", TIME + 250],
  ["2025-06-21T16:47:48Z h sshd: text", "h", "sshd", null, "text", TIME],
  ["2025-06-21T16:47:48+0000 h sshd[7]: text", "h", "sshd", 7, "text", TIME],
  ["2025-06-21 16:47:48 h sshd[7]: text", "h", "sshd", 7, "text", TIME],
  ["Sat 2025-06-21 16:47:48 UTC h sshd[7]: text", "h", "sshd", 7, "text", TIME],
  ["1750524468.250042 h sshd[7]: text", "h", "sshd", 7, "text", TIME + 250],
  ["Jun 21 16:47:48 <auth.info> h sshd[7]: text", "h", "sshd", 7, "text", TIME],
  ["Jun 21 16:47:48 [sshd] text", null, "sshd", null, "text", TIME],
  ["Jun 21 16:47:48 sogod [7]: text", null, "sogod", 7, "text", TIME],
  ["Jun 21 16:47:48 h sshd[7]: [ID 800047 auth.info] text", "h", "sshd", 7, "text", TIME],
  ["Jun 21 16:47:48 h %ASA-6-302013: Built", "h", null, null, "%ASA-6-302013: Built", TIME],
  ["<13>sshd[7]: text", null, "sshd", 7, "text", null],
];

for (const [line, host, program, pid, text, time] of vectors) {
  test(line, () => {
    const message = syslog3164.unwrapLine?.(line, readContext());
    assert.deepEqual(
      {
        host: message?.host,
        program: message?.program,
        pid: message?.pid,
        text: message?.text,
        time: message?.time,
      },
      { host, program, pid, text, time },
    );
  });
}

test("the tag ends at its first colon: a quoted line stays a quotation", () => {
  const message = syslog3164.unwrapLine?.("Jun 21 16:47:48 h app: sshd[1]: Failed", readContext());
  assert.deepEqual([message?.program, message?.text], ["app", "sshd[1]: Failed"]);
});

test("repetitions keep their message and its count", () => {
  const line = "Jun 21 16:47:48 h sshd[7]: message repeated 2 times: [ Failed password for x]";
  const message = syslog3164.unwrapLine?.(line, readContext());
  assert.deepEqual([message?.text, message?.repeated], ["Failed password for x", 2]);
  const last = syslog3164.unwrapLine?.("Jun 21 16:47:48 h last message repeated 3 times", readContext());
  assert.deepEqual([last?.program, last?.repeated], [null, 3]);
});

test("lines of applications are not syslog", () => {
  for (const line of [
    "2025-06-21 16:47:48 ERROR module: text",
    "2025-06-21T16:47:48Z Port 22",
    "2025-06-21 16:47:48,116 INFO [x] - text",
    "192.0.2.66 - - [21/Jun/2025:16:47:48 +0000] text",
    "<999>Jun 21 16:47:48 h sshd[1]: text",
    "plain text",
  ]) {
    assert.equal(syslog3164.unwrapLine?.(line, readContext()), null, line);
  }
});

test("no text of a message changes host or program", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const message = syslog3164.unwrapLine?.(`Jun 21 16:47:48 h app[1]: ${text}`, readContext());
      assert.deepEqual([message?.host, message?.program, message?.pid], ["h", "app", 1]);
    }),
  );
});
