/**
 * Gateways with a log of their own: ASSP (mail), Squid and 3proxy (web proxies), stunnel, portsentry, ejabberd and
 * Oracle's messaging server. The address stands before anything that the client wrote, or ends the line.
 * @module
 */
import type { Format } from "./format.ts";
import { FAILED, IP, type Layout, logFormat, PORT } from "./layout.ts";

const MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const ASSP_HEAD = `^${MONTHS}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (?:[\\w-]{6,32} )?(?:\\[Worker_\\d{1,4}\\] )?(?:\\[(?:SSL|TLS)-(?:in|out)\\] )?`;
const ASSP: readonly Layout[] = [
  {
    pattern: new RegExp(`${ASSP_HEAD}${IP} (?:max sender authentication errors|\\[SMTP Error\\] 535 )`),
    why: "authentication failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(`${ASSP_HEAD}${IP} SSL negotiation with client failed: `),
    why: "TLS failed",
    action: "connection",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`${ASSP_HEAD}Blocking ${IP} - `),
    why: "blocked",
    ...FAILED,
    verdict: "denied",
  },
];
const assp = logFormat({ name: "assp", title: "ASSP mail proxy", services: ["assp"] }, ASSP, false);

const SQUID_HEAD = `^\\d{10}\\.\\d{3} {1,12}\\d{1,9} ${IP} `;
const SQUID: readonly Layout[] = [
  {
    pattern: new RegExp(`${SQUID_HEAD}TCP_DENIED(?:_\\w{1,32})?/\\d{3} \\d{1,12} `),
    why: "request denied",
    action: "request",
    outcome: "failure",
    verdict: "denied",
  },
  {
    pattern: new RegExp(`${SQUID_HEAD}[A-Z_]{3,32}/(?:[45]\\d\\d|000) \\d{1,12} `),
    why: "request failed",
    action: "request",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`${SQUID_HEAD}[A-Z_]{3,32}/\\d{3} \\d{1,12} `),
    why: "request",
    action: "request",
    outcome: "success",
  },
];
const squid = logFormat({ name: "squid", title: "Squid proxy", services: ["squid"] }, SQUID, false);

/** A user name may hold blanks, and the request anything: client, server and sizes must stand there once. */
const THREE_PROXY = {
  mark: " ",
  place: new RegExp(`${IP}:${PORT} [0-9A-Fa-f.:]{2,45}:\\d{1,5} \\d{1,20} \\d{1,20} `, "y"),
};
const threeProxy = logFormat(
  { name: "3proxy", title: "3proxy", services: ["3proxy"] },
  [
    {
      pattern: new RegExp(
        `^[+-]\\d{4} [A-Z0-9]{3,8}\\.\\d{1,5} 000(?:0[1-9]|[1-9]\\d) [^\\n]{1,255}? ${IP}:${PORT} `,
      ),
      ...THREE_PROXY,
      why: "request refused",
      action: "request",
      outcome: "failure",
    },
    {
      pattern: new RegExp(`^[+-]\\d{4} [A-Z0-9]{3,8}\\.\\d{1,5} \\d{5} [^\\n]{1,255}? ${IP}:${PORT} `),
      ...THREE_PROXY,
      why: "request",
      action: "request",
    },
  ],
  false,
);

const stunnel = logFormat({ name: "stunnel", title: "stunnel", services: ["stunnel"] }, [
  {
    pattern: new RegExp(`^LOG[0-4]\\[[\\d:]{1,48}\\]: SSL_accept from ${IP}:${PORT} : `),
    why: "TLS failed",
    action: "connection",
    outcome: "failure",
  },
]);

const portsentry = logFormat(
  { name: "portsentry", title: "portsentry's history", services: ["portsentry"] },
  [
    {
      pattern: new RegExp(
        `^\\d{10} - \\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d Host: [^/\\s]{1,255}/${IP} Port: \\d{1,5} (?:TCP|UDP) Blocked$`,
      ),
      why: "port scan blocked",
      action: "connection",
      outcome: "failure",
      verdict: "denied",
    },
  ],
  false,
);

/** The account stands before the address, which ends the line or is followed by the same as a tuple. */
const ejabberd = logFormat(
  { name: "ejabberd", title: "ejabberd", services: ["ejabberd"] },
  [
    {
      pattern:
        /^(?:\[\w{1,8}\] <[\d.]{3,32}>@ejabberd_c2s:|I\(<[\d.]{3,32}>:ejabberd_c2s:)[^\n]{0,400}?\) Failed authentication for /,
      why: "authentication failed",
      ...FAILED,
      mark: " from ",
      place: /(?:IP )?(?<ip>[0-9A-Fa-f.:]{2,45})(?=$| \(\{\{)/y,
    },
  ],
  false,
);

const oracle = logFormat(
  { name: "oracle-messaging", title: "Oracle Communications Messaging Server", services: ["oracleims"] },
  [
    {
      // The transport stands before the account; quotes inside values are escaped as entities.
      pattern: new RegExp(
        `^<co ts="(?<time>[\\dT:.-]{19,26})" [^<>]{0,255}? tr="TCP\\|[0-9A-Fa-f.:]{2,45}\\|\\d{1,5}\\|${IP}\\|${PORT}" ap="\\w{1,16}" mi="(?:Bad password|Authentication|No such user)`,
      ),
      why: "bad password",
      ...FAILED,
    },
  ],
  false,
);

/** The formats of this file. */
export const proxyGateways: readonly Format[] = [
  assp,
  squid,
  threeProxy,
  stunnel,
  portsentry,
  ejabberd,
  oracle,
];
