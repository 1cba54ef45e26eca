/**
 * OpenVPN, in its own log and through syslog. A client's line begins with `[name/]address:port `; the name comes from
 * its certificate or login, where blanks are replaced.
 * @module
 */
import type { LineFormat, MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { anyStamp } from "./stamp.ts";
import { NOBODY, type Peer, peerAtHostPort, peerAtLastColon } from "./text.ts";

const PROGRAM = /^(?:openvpn|ovpn)(?:[-_@.(][\w.@()-]{0,64})?$/;
const report = reporter("openvpn", ["openvpn"]);

export const openvpn: MessageFormat = {
  kind: "message",
  name: "openvpn",
  title: "OpenVPN server, through syslog",
  accepts: (program) => PROGRAM.test(program),
  read(message) {
    if (isPamText(message)) return null;
    return report(readOpenvpn(message.text) ?? otherLine("openvpn"), message.text, message.time);
  },
};

export const openvpnLog: LineFormat = {
  kind: "line",
  name: "openvpn-log",
  title: "OpenVPN server, its own log file",
  read(line, context) {
    const stamp = anyStamp(line, context);
    if (stamp === null) return null;
    const text = line.slice(stamp.end);
    const sighting = readOpenvpn(text);
    return sighting === null ? null : { ...report(sighting, text, stamp.time), format: "openvpn-log" };
  },
};

const HEAD = /^(?:us=\d{1,6} )?(\S{3,330}) /;
const KNOWN =
  /^(?:TLS|VERIFY|SENT CONTROL|PUSH|Connection reset|Inactivity timeout|SIG(?:TERM|USR1|HUP)\[|AUTH|Fatal TLS error|WARNING: Bad encapsulated|MULTI|peer info:|Control Channel|Data Channel|\[[^\]]{0,255}\] Peer Connection Initiated|\[[^\]]{0,255}\] Inactivity|Authenticate|Re-using|Delayed exit|PLUGIN_CALL)/;
const UNNAMED =
  /^(?:us=\d{1,6} )?(?:\S{1,16}: )?(?:TLS Error: (?:incoming packet authentication failed|cannot locate HMAC in incoming packet|unknown opcode received|could not determine wrapping) from|TCP connection established with|TLS: Initial packet from) (?:\[AF_INET6?\])?(\S{3,72}?)(?:,|$| )/;
const FAILED =
  /^(?:TLS Auth Error: |SENT CONTROL \[[^\]]{0,255}\]: 'AUTH_FAILED|AUTH_FAILED|TLS Auth Error|PLUGIN_CALL: .{0,128}status=1$)/;
const BROKEN =
  /^(?:TLS Error: |TLS_ERROR: |VERIFY ERROR: |Fatal TLS error|Connection reset|WARNING: Bad encapsulated|SIGUSR1\[soft,(?:connection-reset|tls-error))/;

/** What an OpenVPN message says; null when it is not about a client. */
function readOpenvpn(message: string): Sighting | null {
  const start = message.slice(0, 640);
  const unnamed = UNNAMED.exec(start);
  if (unnamed !== null) {
    const failure = start.includes("TLS Error: ") ? "failure" : undefined;
    return { why: "packet", action: "connection", outcome: failure, peer: peerOf(unnamed[1] ?? "") };
  }
  const head = HEAD.exec(start);
  const token = head?.[1] ?? "";
  const slash = token.lastIndexOf("/");
  const peer = peerOf(token.slice(slash + 1));
  const text = message.slice(head?.[0].length ?? 0);
  if (peer.ip === null || peer.port === null || !KNOWN.test(text.slice(0, 320))) return null;
  return attempt(text, peer, slash > 0 ? token.slice(0, slash) : null);
}

function peerOf(text: string): Peer {
  const plain = text.replace(/^\[AF_INET6?\]/, "").replace(/^(?:tcp|udp)[46]?(?:-server)?:/, "");
  const peer = peerAtHostPort(plain);
  if (peer.ip !== null) return peer.port === null ? peerAtLastColon(plain) : peer;
  const colon = peerAtLastColon(plain);
  return colon.ip === null ? NOBODY : colon;
}

const INITIATED = /^\[([^\]]{0,255})\] Peer Connection Initiated with /;

function attempt(text: string, peer: Peer, user: string | null): Sighting {
  const start = text.slice(0, 640);
  const initiated = INITIATED.exec(start);
  if (initiated !== null) {
    return { why: "peer connection", action: "login", outcome: "success", peer, user: initiated[1] || user };
  }
  if (FAILED.test(start)) return { why: "AUTH_FAILED", action: "login", outcome: "failure", peer, user };
  if (BROKEN.test(start)) return { why: "TLS error", action: "connection", outcome: "failure", peer, user };
  return { why: "client message", action: "connection", peer, user };
}
