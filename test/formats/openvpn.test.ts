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
    `${H}openvpn[1]: ${T}:4444 TLS Auth Error: Auth Username/Password verification failed for peer`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}ovpn-server[1]: anna/${T}:4444 SENT CONTROL [anna]: 'AUTH_FAILED' (status=1)`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
  [
    `${H}openvpn[1]: ${T}:4444 [anna] Peer Connection Initiated with [AF_INET]${T}:4444`,
    "login",
    "success",
    null,
    "anna",
    T,
  ],
  [
    `${H}openvpn[1]: TLS Error: cannot locate HMAC in incoming packet from [AF_INET]${T}:4444`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `Sat Jun 21 16:47:48 2025 ${T}:4444 TLS Error: TLS handshake failed`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [`${H}openvpn[1]: Initialization Sequence Completed`, "system", undefined, null, undefined, null],
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
