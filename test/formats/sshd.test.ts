import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine, summary } from "./reading.ts";

const H = "Jun 21 16:47:48 h sshd[1]: ";
const T = "192.0.2.66";
const V = "198.51.100.9";

/** Lines that real clients produced or could produce, and whom they name. */
const vectors: readonly (readonly [string, string | null])[] = [
  [`${H}Invalid user admin from ${V} from ${T} port 33687`, T],
  [`${H}Failed password for invalid user admin from ${V} from ${T} port 33687 ssh2`, T],
  [`${H}Failed password for invalid user x from ${V} port 22 ssh2 from ${T} port 4444 ssh2`, T],
  [`${H}Failed password for invalid user x from ${T} port 4444 ssh2: from ${V} port 22 ssh2`, null],
  [`${H}Failed password for user from ${T} port 20000 ssh1: ruser ${"X".repeat(100)} from ${V}`, T],
  [`${H}Bad protocol version identification 'x' from ${V}' from ${T} port 31778`, T],
  [`${H}Connection closed by authenticating user test ${V} port 12345 ${T} port 46039 [preauth]`, T],
  [
    `${H}Disconnecting invalid user x ${V} port 1: Too many authentication failures ${T} port 2: Too many authentication failures [preauth]`,
    null,
  ],
  [`${H}refused connect from x (${V})@c.example.net (${T})`, T],
  [`${H}Failed password for root from evil.example.net port 22 ssh2`, null],
  [`Jun 21 16:47:48 h app: sshd[1]: Failed password for root from ${V} port 22 ssh2`, null],
  [`Jun 21 16:47:48 h app: Failed password for root from ${V} port 22 ssh2`, null],
];

for (const [line, origin] of vectors) {
  test(`names ${origin}: ${line.slice(16, 100)}`, () => {
    assert.equal(readSystemLine(line)?.origin, origin);
  });
}

/** [text, action, outcome, user, origin] */
const messages: readonly (readonly [
  string,
  string,
  string | undefined,
  string | undefined,
  string | null,
])[] = [
  [`Failed password for root from ${T} port 4444 ssh2`, "login", "failure", "root", T],
  [
    `Failed keyboard-interactive/pam for invalid user a b from ${T} port 4444 ssh2`,
    "login",
    "failure",
    "a b",
    T,
  ],
  [
    `Accepted publickey for ops from 2001:db8::66 port 4444 ssh2: ED25519 SHA256:abc`,
    "login",
    "success",
    "ops",
    "2001:db8::66",
  ],
  [`Postponed publickey for ops from ${T} port 4444 ssh2 [preauth]`, "connection", undefined, "ops", T],
  [`Invalid user  from ${T} port 4444`, "login", "failure", "", T],
  [`User root from ${T} not allowed because not listed in AllowUsers`, "login", "failure", "root", T],
  [`User root not allowed because account is locked`, "login", "failure", "root", null],
  [`ROOT LOGIN REFUSED FROM ${T} port 4444 [preauth]`, "login", "failure", "root", T],
  [`error: PAM: Authentication failure for root from ${T} via 203.0.113.1`, "login", "failure", "root", T],
  [
    `error: maximum authentication attempts exceeded for root from ${T} port 4444 ssh2 [preauth]`,
    "login",
    "failure",
    "root",
    T,
  ],
  [`Connection closed by ${T} port 4444 [preauth]`, "connection", "failure", undefined, T],
  [`Connection closed by ${T} port 4444`, "connection", "failure", undefined, T],
  [`Connection closed by ${T} [preauth]`, "connection", "failure", undefined, T],
  [`Connection closed by user deploy ${T} port 4444`, "connection", undefined, "deploy", T],
  [`Disconnected from user deploy ${T} port 4444`, "connection", undefined, "deploy", T],
  [`Disconnected from authenticating user root ${T} port 4444 [preauth]`, "connection", "failure", "root", T],
  [`Connection closed by ${T}`, "connection", undefined, undefined, T],
  [`Disconnected from authenticating user root ${T} port 4444 [preauth]`, "connection", "failure", "root", T],
  [
    `Disconnecting ${T} port 4444: Too many authentication failures [preauth]`,
    "connection",
    "failure",
    undefined,
    T,
  ],
  [`banner exchange: Connection from ${T} port 4444: invalid format`, "connection", "failure", undefined, T],
  [
    `Unable to negotiate with ${T} port 4444: no matching host key type found. Their offer: ssh-dss [preauth]`,
    "connection",
    "failure",
    undefined,
    T,
  ],
  [`Received disconnect from ${T} port 4444:11: Bye Bye [preauth]`, "connection", "failure", undefined, T],
  [`Received disconnect from ${T} port 4444:11: disconnected by user`, "connection", undefined, undefined, T],
  [`fatal: Timeout before authentication for ${T} port 4444`, "connection", "failure", undefined, T],
  [
    `Timeout before authentication for connection from ${T} to 203.0.113.1, pid = 7`,
    "connection",
    "failure",
    undefined,
    T,
  ],
  [`Did not receive identification string from ${T} port 4444`, "connection", "failure", undefined, T],
  [
    `drop connection #3 from [${T}]:4444 on [203.0.113.1]:22 penalty: failed authentication`,
    "connection",
    "failure",
    undefined,
    T,
  ],
  [`Connection from ${T} port 4444 on 203.0.113.1 port 22 rdomain ""`, "connection", undefined, undefined, T],
  [`Server listening on 0.0.0.0 port 22.`, "system", undefined, undefined, null],
  [
    `error: kex_exchange_identification: Connection closed by remote host`,
    "system",
    undefined,
    undefined,
    null,
  ],
];

for (const [text, action, outcome, user, origin] of messages) {
  test(text, () => {
    assert.deepEqual(summary(H + text), { format: "sshd", origin, action, outcome, user });
  });
}

test("sshd-session and sshd-auth are sshd", () => {
  for (const program of ["sshd-session", "sshd-auth"]) {
    const line = `Jun 21 16:47:48 h ${program}[1]: Failed password for root from ${T} port 4444 ssh2`;
    assert.equal(readSystemLine(line)?.format, "sshd");
  }
});

test("carries port, method, host, program and time", () => {
  const event = readSystemLine(`${H}Failed password for root from ${T} port 4444 ssh2`);
  assert.equal(event?.time, Date.UTC(2025, 5, 21, 16, 47, 48));
  const names = [
    "source.ip",
    "source.port",
    "ssh.method",
    "host.name",
    "process.name",
    "process.pid",
    "message",
  ];
  assert.deepEqual(
    names.map((name) => event?.fields.get(name)),
    [T, 4444, "password", "h", "sshd", 1, `Failed password for root from ${T} port 4444 ssh2`],
  );
  assert.deepEqual(event?.logsource, {
    category: ["authentication"],
    product: ["linux"],
    service: ["auth", "sshd", "syslog"],
  });
});

test("says when two readings differ", () => {
  const event = readSystemLine(`${H}Failed password for x from ${T} port 1 ssh2: from ${V} port 2 ssh2`);
  assert.equal(event?.fields.get("event.reason"), "ambiguous origin");
});
