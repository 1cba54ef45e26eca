import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine, summary } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

/** [line, action, outcome, verdict, user, origin] */
const vectors: readonly (readonly [
  string,
  string,
  string | undefined,
  string | null,
  string | undefined,
  string | null,
])[] = [
  [
    `${H}postfix/smtpd[1]: warning: unknown[${T}]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=anna@example.org`,
    "login",
    "failure",
    null,
    "anna@example.org",
    T,
  ],
  [
    `${H}postfix/smtpd[1]: warning: unknown[${T}]:4444: SASL PLAIN authentication failed:`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: warning: unknown[${T}]: SASL LOGIN authentication failed: Connection lost to authentication server`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
  [
    `${H}postfix/smtpd[1]: NOQUEUE: reject: RCPT from mx.example.net[${T}]: 554 5.7.1 Service unavailable; Client host [198.51.100.9] blocked`,
    "mail",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: 4bsM5k4xJm: milter-reject: DATA from mx.example.net[${T}]: 550 5.7.1 Command rejected`,
    "mail",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: NOQUEUE: reject_warning: RCPT from mx.example.net[${T}]: 450 4.7.1 no`,
    "mail",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/postscreen[1]: NOQUEUE: reject: RCPT from [${T}]:4444: 550 5.7.1 Service unavailable`,
    "mail",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}postfix/cleanup[1]: 4bsM5k4xJm: reject: header Subject: x from y[198.51.100.9]; from mx[${T}]; from=<a@b>`,
    "mail",
    "failure",
    "denied",
    undefined,
    null,
  ],
  [
    `${H}postfix/smtpd[1]: lost connection after AUTH from unknown[${T}]`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: too many errors after RCPT from unknown[${T}]`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: warning: non-SMTP command from unknown[${T}]: GET / HTTP/1.1`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: improper command pipelining after AUTH from unknown[${T}]: QUIT`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [`${H}postfix/smtpd[1]: connect from unknown[${T}]`, "connection", undefined, null, undefined, T],
  [
    `${H}postfix/smtpd[1]: disconnect from unknown[${T}] ehlo=1 auth=0/3 quit=1 commands=2/5`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: disconnect from mx.example.net[${T}] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5`,
    "connection",
    undefined,
    null,
    undefined,
    T,
  ],
  [
    `${H}postfix/smtpd[1]: 4bsM5k4xJm: client=c.example.net[${T}], sasl_method=PLAIN, sasl_username=anna`,
    "login",
    "success",
    null,
    "anna",
    T,
  ],
  [`${H}postfix/smtpd[1]: 4bsM5k4xJm: client=c.example.net[${T}]`, "mail", "success", null, undefined, T],
  [
    `${H}postfix/smtp[1]: 4bsM5k4xJm: to=<a@b>, relay=mx.example.net[198.51.100.9]:25, status=sent`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
];

for (const [line, action, outcome, verdict, user, origin] of vectors) {
  test(line, () => {
    const { format: _, ...rest } = summary(line);
    assert.deepEqual(
      { ...rest, verdict: readSystemLine(line)?.verdict },
      { origin, action, outcome, user, verdict },
    );
  });
}
