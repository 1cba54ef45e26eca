import { checkLines, type LineVector } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
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

checkLines(vectors);
