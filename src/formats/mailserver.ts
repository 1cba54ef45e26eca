/**
 * Mail servers that write their own log: Kerio Connect, Exchange, Domino.
 * Each layout is public and says where the server writes the address; what is not unambiguous is not here.
 * @module
 */
import type { Format } from "./format.ts";
import { FAILED, IP, ownLog, PORT } from "./layout.ts";

const DENIED = { action: "mail", outcome: "failure", verdict: "denied" } as const;
const kerio = ownLog("kerio", "Kerio Connect", [
  { pattern: new RegExp(`^SMTP Spam attack detected from ${IP}, `), why: "spam attack", ...DENIED },
  {
    pattern: new RegExp(`^IP address ${IP} found in DNS blacklist [\\w.-]{1,64}, mail from <`),
    why: "listed client",
    action: "mail",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`^Relay attempt from IP address ${IP}, mail from <`),
    why: "relay attempt",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Client with IP address ${IP} has no reverse DNS entry, connection rejected`),
    why: "no reverse name",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Message from IP address ${IP}, sender <`),
    why: "sender rejected",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Attempt to deliver to unknown recipient <.*, IP address ${IP}$`),
    why: "unknown recipient",
    action: "mail",
    outcome: "failure",
  },
]);

const exchange = ownLog(
  "exchange-pop",
  "Exchange POP3 and IMAP4 protocol log",
  [
    {
      // Addresses come before the name; the server's, then the client's.
      pattern: new RegExp(
        `^(?<time>[\\d-]{10}T[\\d:.]{8,13}Z),[0-9A-F]{16},\\d{1,9},\\[?[0-9A-Fa-f.:]{2,45}\\]?:\\d{1,5},\\[?${IP}\\]?:${PORT},(?<user>[^",]{0,255}),\\d{1,9},\\d{1,9},\\d{1,9},(?:auth|login|pass|user|authenticate),.*AuthFailed:`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

const domino = ownLog("domino", "HCL Domino", [
  {
    pattern: new RegExp(
      `^ {0,8}(?:smtp|SMTP Server): (?<user>\\S{0,255}) \\[${IP}\\] authentication failure using internet password$`,
    ),
    why: "login failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `^ {0,8}SMTP Server(?: \\[[\\w:-]{1,64}\\])?:? Connection from \\[${IP}\\] rejected for policy reasons\\.`,
    ),
    why: "connection rejected",
    ...DENIED,
  },
]);

/** The formats of this file. */
export const mailServers: readonly Format[] = [kerio, exchange, domino];
