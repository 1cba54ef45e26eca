/**
 * Dovecot, through syslog and in its own log. Login processes write `user=<name>, method=M, rip=<client>, lip=<us>`,
 * authentication workers `sql(name,client,<session>): reason`. The name is the client's and may hold all of that.
 * @module
 */
import type { Event } from "../model/event.ts";
import type { LineFormat, MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { anyStamp } from "./stamp.ts";
import { agreedPeer, everyPlaceAfter, NOBODY, type Peer, type Place, placesAfter } from "./text.ts";

const LOGIN = "(?:imap|pop3|submission|managesieve|lmtp|sieve)(?:-login)?|imap-urlauth-login";
const PROCESS = `(?:${LOGIN}|dovecot|dovecot-auth|auth|auth-worker|anvil|master|stats|indexer)`;
const PROGRAM = new RegExp(
  String.raw`^(?:dovecot(?:-auth)?|auth|auth-worker|${LOGIN})(?:\([\w.-]{0,32}\))?(?:/[\w-]{1,32})?$`,
);
const report = reporter("dovecot", ["dovecot"]);

export const dovecot: MessageFormat = {
  kind: "message",
  name: "dovecot",
  title: "Dovecot mail server, through syslog",
  accepts: (program) => PROGRAM.test(program),
  read(message) {
    if (isPamText(message)) return null;
    const text = message.program === "dovecot" ? message.text : `${message.program}: ${message.text}`;
    return report(readDovecot(text) ?? otherLine("dovecot"), message.text, message.time);
  },
};

const OWN = new RegExp(
  String.raw`^${PROCESS}(?:\((?<inside>[^\n]{0,400}?)\))?(?:<[\w+/=.-]{0,64}>){0,2}: (?:Info|Warning|Error|Fatal|Panic|Debug): `,
);

export const dovecotLog: LineFormat = {
  kind: "line",
  name: "dovecot-log",
  title: "Dovecot mail server, its own log file",
  embeddable: true,
  read(line, context): Event | null {
    const stamp = anyStamp(line, context);
    if (stamp === null) return null;
    const text = line.slice(stamp.end);
    if (!OWN.test(text.slice(0, 640))) return null;
    const event = report(readDovecot(text) ?? otherLine("dovecot"), text, stamp.time);
    return { ...event, format: "dovecot-log" };
  },
};

const LOGIN_PROCESS = /^[a-z0-9-]{2,16}-login(?:\([\w.-]{0,64}\))?: /;

/** Syslog cuts at 1,024 bytes: of what is nearly as long the name alone may be left, which names whom it likes. */
const MAY_BE_CUT = 768;

/** What a message of a process says, its name in front; null when it is none of the known ones. */
function readDovecot(text: string): Sighting | null {
  const sighting = LOGIN_PROCESS.test(text.slice(0, 96)) ? readLogin(text) : readWorker(text);
  return sighting === null || Buffer.byteLength(text) < MAY_BE_CUT ? sighting : { ...sighting, peer: NOBODY };
}

// --- Login processes ------------------------------------------------------------------------------------------

const RIP = /(?<ip>[0-9A-Fa-f.:]{2,45})(?=,|$|\s)/y;
const FAILED =
  /\(auth failed|\(auth_failed\)|auth failed\)|tried to use (?:disabled|disallowed|unsupported)|\(aborted authentication/;

function readLogin(text: string): Sighting | null {
  const first = text.indexOf("rip=");
  if (first < 0) return null;
  const open = text.indexOf("user=<");
  const reason = text.slice(0, open >= 0 && open < first ? open : first);
  const peer = open >= 0 && open < first ? peerBehindUser(text) : agreedPeer(allPlaces(text));
  const user = userOf(text, open);
  if (/(?:^|: )Login: $/.test(reason.slice(-64))) {
    return { why: "login", action: "login", outcome: "success", peer, user };
  }
  const failed = FAILED.test(reason);
  return {
    why: failed ? "login failed" : "session ended before login",
    action: failed ? "login" : "connection",
    outcome: "failure",
    peer,
    user,
  };
}

function allPlaces(text: string): Iterable<Place> {
  return everyPlaceAfter(text, "rip=", RIP);
}

/** What may follow the client's address when Dovecot wrote it: no further user name and no bracket but the session's. */
const TAIL =
  /^(?:, (?:rport=\d{1,5}|lport=\d{1,5}|lip=[0-9A-Fa-f.:]{2,45}|mpid=\d{1,10}|session=<[\w+/=.-]{0,64}>|[^<>=,]{0,500}))*\s*$/;

/**
 * The name ends at a `>` before the address. Everything behind the last address is Dovecot's own if it looks like
 * it; then what stands in the name does not count. Otherwise all addresses must agree.
 */
function peerBehindUser(text: string): Peer {
  const at = text.lastIndexOf("rip=");
  const behind = text.slice(at, at + 2400);
  const ip = /^rip=([0-9A-Fa-f.:]{2,45})/.exec(behind);
  const before = text.slice(Math.max(0, at - 80), at);
  const own =
    ip !== null && />, (?:method=[\w-]{0,32}, )?$/.test(before) && TAIL.test(behind.slice(ip[0].length));
  return own ? agreedPeer([{ address: ip[1] ?? "" }]) : agreedPeer(allPlaces(text));
}

function userOf(text: string, open: number): string | null {
  if (open < 0) return null;
  const end = text.lastIndexOf(">, ", text.lastIndexOf("rip="));
  return end < open ? null : text.slice(open + "user=<".length, end) || null;
}

// --- Authentication workers -----------------------------------------------------------------------------------

const WORKER_PLACE = /(?<ip>[0-9A-Fa-f.:]{2,45})(?:,[^\s()]{0,128})?\)(?:<[\w+/=.-]{0,64}>)?: /y;
const WORKER_FAILED =
  /: (?:unknown user|[Pp]assword mismatch|pam_authenticate\(\) failed|[Ii]nvalid credentials|[Uu]ser not found|Authentication failure)/;
const WORKER_USER = /(?:^|: )(?:auth|\w{2,16}|passwd-file)\(([^\s,()]{1,255}),/;

/** `driver(name,client[,session]): reason`; the reason may end with the password that the client gave. */
function readWorker(text: string): Sighting | null {
  const peer = agreedPeer(placesAfter(text, ",", WORKER_PLACE));
  if ((peer.ip === null && !peer.ambiguous) || !WORKER_FAILED.test(text)) return null;
  const user = peer.ambiguous ? null : WORKER_USER.exec(text.slice(0, 512))?.[1];
  return { why: "authentication failed", action: "login", outcome: "failure", peer, user };
}
