import { checkLines, type LineVector } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [
    `${H}sm-mta[1]: 55LGlmAB000001: ruleset=check_rcpt, arg1=<a@b>, relay=mx.example.net [${T}] (may be forged), reject=550 5.7.1 <a@b>... Relaying denied`,
    "mail",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: ruleset=check_rcpt, arg1=<x, relay=[198.51.100.9], reject=5>, relay=mx.example.net [${T}], reject=550 no`,
    "mail",
    "failure",
    "denied",
    undefined,
    null,
  ],
  [
    `${H}sm-mta[1]: ruleset=check_relay, arg1=[${T}], arg2=${T}, relay=[${T}], reject=421 4.3.2 Too many open connections.`,
    "connection",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): x, user=anna, relay=[198.51.100.9], relay=[${T}] (may be forged)`,
    "login",
    "failure",
    null,
    "anna, relay=[198.51.100.9]",
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: c.example.net [${T}] (may be forged): possible SMTP attack: command=AUTH, count=5`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: rejecting commands from c.example.net [${T}] due to pre-greeting traffic after 0 seconds`,
    "connection",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: [${T}]: VRFY root [rejected]`,
    "connection",
    "failure",
    "denied",
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: from=<a@b>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=c.example.net [${T}]`,
    "mail",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}sm-mta[1]: 55LGlmAB000001: to=<a@b>, delay=00:00:01, mailer=esmtp, relay=mx.example.net. [198.51.100.9], dsn=2.0.0, stat=Sent`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
];

checkLines(vectors);
