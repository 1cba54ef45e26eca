/**
 * vsftpd, in its own log and through syslog: `[user] FAIL LOGIN: Client "address"`. The user name is the client's.
 * @module
 */
import type { LineFormat, MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { ctimeStamp } from "./stamp.ts";
import { agreedPeer, placesAfter } from "./text.ts";

const report = reporter("vsftpd", ["vsftpd"]);

export const vsftpd: MessageFormat = {
  kind: "message",
  name: "vsftpd",
  title: "vsftpd, through syslog",
  accepts: (program) => program === "vsftpd" || program === "vsftpd(pam_unix)",
  read(message) {
    if (isPamText(message)) return null;
    return report(readVsftpd(message.text) ?? otherLine("vsftpd"), message.text, message.time);
  },
};

const PID = /^\[pid \d{1,10}\] /;

export const vsftpdLog: LineFormat = {
  kind: "line",
  name: "vsftpd-log",
  title: "vsftpd, its own log file",
  read(line, context) {
    const stamp = ctimeStamp(line, context);
    if (stamp === null) return null;
    const pid = PID.exec(line.slice(stamp.end, stamp.end + 24));
    if (pid === null) return null;
    const text = line.slice(stamp.end + pid[0].length);
    const event = report(readVsftpd(text) ?? otherLine("vsftpd"), text, stamp.time);
    return { ...event, format: "vsftpd-log" };
  },
};

const CLIENT = /Client "(?<ip>[0-9A-Fa-f.:]{2,45})"(?=$|, )/y;
const KINDS = [
  ["FAIL LOGIN", "login", "failure"],
  ["OK LOGIN", "login", "success"],
  ["CONNECT", "connection", undefined],
] as const;

/** What a vsftpd message says; null when it names no client. */
function readVsftpd(text: string): Sighting | null {
  const peer = agreedPeer(placesAfter(text, ": ", CLIENT));
  if (peer.ip === null && !peer.ambiguous) return null;
  for (const [word, action, outcome] of KINDS) {
    const at = text.lastIndexOf(`${word}: Client "`);
    if (at < 0) continue;
    const user = text.startsWith("[") && at > 2 ? text.slice(1, at - 2) : null;
    return { why: word.toLowerCase(), action, outcome, peer, user: peer.ambiguous ? null : user };
  }
  return { why: "command or transfer", action: "system", peer };
}
