import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLines, type LineVector, readSystemLine } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [
    `${H}dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=${T}, lip=203.0.113.1, mpid=7, TLS, session=<abc>`,
    "login",
    "success",
    null,
    "anna",
    T,
  ],
  [
    `${H}dovecot: imap-login: Disconnected (auth failed, 2 attempts in 5 secs): user=<anna>, method=PLAIN, rip=${T}, lip=203.0.113.1`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
  [
    `${H}dovecot: pop3-login: Aborted login (tried to use disabled plaintext auth): rip=${T}, lip=203.0.113.1`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}dovecot: imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=${T}, lip=203.0.113.1, TLS handshaking`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [`${H}dovecot: auth: ldap(anna,${T}): invalid credentials`, "login", "failure", null, "anna", T],
  [
    `${H}dovecot: imap(anna)<7><abc>: Disconnected: Logged out in=50 out=500`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
  [
    `Jun 21 16:47:48 imap-login: Info: Aborted login (auth failed, 1 attempts): user=<anna>, method=PLAIN, rip=${T}, lip=203.0.113.1`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
  [
    `2025-06-21 16:47:48 auth-worker(default): Info: pam(anna,${T}): pam_authenticate() failed: Authentication failure`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
];

checkLines(vectors);

const V = "198.51.100.9";
const LONG = "A".repeat(1024);
for (const line of [
  `imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<x>, method=PLAIN, rip=${V}, lip=10.0.0.1, ${LONG}`,
  `imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<x>, method=PLAIN, rip=${V}, lip=10.0.0.1>, method=PLAIN, rip=, lip=`,
  `auth: ldap(x,${V}): unknown user ${LONG}`,
]) {
  test(`names nobody: ${line.slice(0, 140)}`, () => {
    for (const length of [2048, 1000, 900]) {
      assert.equal(readSystemLine(`${H}dovecot: ${line}`.slice(0, length))?.origin, null);
    }
  });
}
