/**
 * ProFTPD, in its own log and through syslog: `server (name[address]): message`. The name is the client's reverse DNS
 * without blanks, the message quotes its user name.
 * @module
 */
import type { LineFormat, MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { bsdStamp, isoStamp } from "./stamp.ts";
import { type Peer, peerAt } from "./text.ts";

const report = reporter("proftpd", ["proftpd"]);

export const proftpd: MessageFormat = {
  kind: "message",
  name: "proftpd",
  title: "ProFTPD, through syslog",
  accepts: (program) => program === "proftpd",
  read(message) {
    if (isPamText(message)) return null;
    return report(readProftpd(message.text) ?? otherLine("proftpd"), message.text, message.time);
  },
};

const OWN = /^([\w.-]{1,255}) proftpd\[(\d{1,10})\] (?=\S{1,255} \()/;

export const proftpdLog: LineFormat = {
  kind: "line",
  name: "proftpd-log",
  title: "ProFTPD, its own log file",
  read(line, context) {
    const stamp = isoStamp(line, context) ?? bsdStamp(line, context);
    if (stamp === null) return null;
    const own = OWN.exec(line.slice(stamp.end, stamp.end + 600));
    if (own === null) return null;
    const text = line.slice(stamp.end + own[0].length);
    const event = report(readProftpd(text) ?? otherLine("proftpd"), text, stamp.time);
    event.fields.set["host.name"] = own[1];
    event.fields.set["process.pid"] = Number(own[2]);
    return { ...event, format: "proftpd-log" };
  },
};

const HEAD = /^\S{1,255} \([^\s[\]()]{1,255}\[([0-9A-Fa-f.:]{2,45})\]\)(?:: | - )/;
const FAILED =
  /: no such user|\(Login failed\): |Login failed|SECURITY VIOLATION: |Maximum login attempts|Refused user|Login refused| denied/;
const USER = /^USER (.{0,255}?)(?:: no such user| \(Login failed\)|: Login successful\.| \()/;

/** What a ProFTPD message says; null when it names no client. */
function readProftpd(message: string): Sighting | null {
  const head = HEAD.exec(message.slice(0, 640));
  if (head === null) return null;
  const peer = peerAt(head[1]);
  const text = message.slice(head[0].length).trimEnd();
  const user = USER.exec(text.slice(0, 512))?.[1];
  return text.startsWith("FTP session ") ? session(text, peer) : attempt(text, peer, user);
}

function session(text: string, peer: Peer): Sighting {
  return { why: text.slice(0, 24), action: "connection", peer };
}

/** The end of the text is the server's. */
function attempt(text: string, peer: Peer, user: string | undefined): Sighting {
  const why = "login";
  if (text.endsWith(": Login successful.")) return { why, action: "login", outcome: "success", peer, user };
  if (FAILED.test(text)) return { why: "login failed", action: "login", outcome: "failure", peer, user };
  return { why: "FTP message", action: "system", peer };
}
