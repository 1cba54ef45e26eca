/**
 * OpenSSH's server. The client writes its user name, its banner, its algorithm lists and its words of parting; the server
 * writes the address behind or before them. A user name may hold ` from 198.51.100.9 port 22 ssh2`: every place
 * that could be the server's is collected, and where two differ, the line names nobody.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { after, agreedPeer, cutLast, type Peer, type Place, peerAt, placesAfter, without } from "./text.ts";

const PROGRAMS = new Set(["sshd", "sshd-session", "sshd-auth", "sshd.exe", "sshd(pam_unix)"]);
const report = reporter("sshd", ["auth", "sshd"]);

export const sshd: MessageFormat = {
  kind: "message",
  name: "sshd",
  title: "OpenSSH server",
  accepts: (program) => PROGRAMS.has(program),
  read(message) {
    if (isPamText(message)) return null;
    const sighting = readSshd(message.text) ?? otherLine("sshd");
    return report(sighting, message.text, message.time);
  },
};

/** Nearly all messages begin with another letter: one look at the first says so. */
const LEVEL = /^(?=[kefd])(?:kernel: \[ {0,8}\d{1,12}\.\d{6}\] )?(?:(?:error|fatal|debug[123]): )?/;

/** What an sshd message says; null when it is none of the known ones. */
function readSshd(message: string): Sighting | null {
  const level = LEVEL.exec(message)?.[0].length ?? 0;
  const preauth = message.endsWith(" [preauth]");
  const text = (preauth ? message.slice(level, -10) : message.slice(level)).trimEnd();
  for (const [first, read] of READERS) {
    if (!text.startsWith(first)) continue;
    const sighting = read(text, preauth);
    if (sighting !== null) return sighting;
  }
  return null;
}

type Read = (text: string, preauth: boolean) => Sighting | null;

const READERS: readonly (readonly [string, Read])[] = [
  ["Failed ", (text) => readAttempt(text, "failure")],
  ["Accepted ", (text) => readAttempt(text, "success")],
  ["Postponed ", (text) => readAttempt(text, undefined)],
  ["Partial ", (text) => readAttempt(text, undefined)],
  ["Invalid user ", (text) => readNotice(text, "Invalid user ", "invalid user")],
  ["Illegal user ", (text) => readNotice(text, "Illegal user ", "invalid user")],
  ["ROOT LOGIN REFUSED FROM ", readRootRefused],
  ["User ", readNotAllowed],
  ["PAM: ", readPamFailure],
  ["maximum authentication attempts exceeded for ", readMaximum],
  ["Connection closed by ", (text, preauth) => readEnded(text, "Connection closed by ", preauth)],
  ["Connection reset by ", (text, preauth) => readEnded(text, "Connection reset by ", preauth)],
  ["Disconnected from ", (text, preauth) => readEnded(text, "Disconnected from ", preauth)],
  ["Disconnecting ", readDisconnecting],
  ["Bad protocol version identification '", readBadVersion],
  ["refused connect from ", readRefused],
  ["ssh_dispatch_run_fatal: Connection from ", readFatal],
  ["", readFixed],
];

// --- Authentication attempts ----------------------------------------------------------------------------------

const ATTEMPT = /^(?:Failed|Accepted|Postponed|Partial) (\S{1,64}) for /;
const FULL_PLACE = /(?<ip>\S{1,64}) port (?<port>\d{1,5}) ssh[12](?=$|: )/y;
const SHORT_PLACE = /(?<ip>\S{1,64})(?: port (?<port>\d{1,5}))?$/y;
/** What SSH 1 wrote after the address: the client's own user name. */
const CLIENT_NAME = " ssh1: ruser ";

/** `Failed <method> for [invalid user ]<user> from <ip> port <n> ssh2[: key]`: user and key info are the client's. */
function readAttempt(text: string, outcome: "success" | "failure" | undefined): Sighting | null {
  const head = ATTEMPT.exec(text.slice(0, 96));
  if (head === null) return null;
  const peer = agreedPeer(attemptPlaces(text));
  return {
    why: `${text.slice(0, text.indexOf(" ")).toLowerCase()} ${head[1]}`,
    action: outcome === undefined ? "connection" : "login",
    outcome,
    peer,
    user: attemptUser(text.slice(head[0].length), peer),
    fields: { "ssh.method": head[1] },
  };
}

/** Old servers wrote no port or no protocol: such an end of the line is a reading, too. */
function attemptPlaces(text: string): readonly Place[] {
  const places = placesAfter(text, " from ", FULL_PLACE);
  return text.includes(CLIENT_NAME) ? places : [...places, ...placesAfter(text, " from ", SHORT_PLACE)];
}

function attemptUser(rest: string, peer: Peer): string | null {
  if (peer.ambiguous) return null;
  const cut = cutLast(rest, " from ");
  return cut === null ? null : withoutKind(cut[0]);
}

function withoutKind(user: string): string {
  return after(user, "invalid user ") ?? after(user, "illegal user ") ?? user;
}

const FROM_END = /^(\S{1,64})(?: port (\d{1,5}))?$/;

/**
 * `<user> from <ip>[ port <n>]` at the end of the line: the last one is the server's. Whatever of the attempt these lines
 * tell, a `Failed` line counts it (when there is an attempt at all): they are notices.
 */
function readNotice(text: string, prefix: string, why: string): Sighting | null {
  const cut = cutLast(text, " from ");
  const m = cut === null ? null : FROM_END.exec(cut[1]);
  if (cut === null || m === null) return null;
  const user = cut[0].length < prefix.length ? "" : cut[0].slice(prefix.length);
  return refusal(why, peerAt(m[1], m[2]), withoutKind(user));
}

function refusal(why: string, peer: Peer | undefined, user: string): Sighting {
  return { why, action: "login", outcome: "failure", peer, user, fields: { "login.notice": why } };
}

function readRootRefused(text: string): Sighting | null {
  const m = FROM_END.exec(text.slice("ROOT LOGIN REFUSED FROM ".length));
  if (m === null) return null;
  return refusal("root login refused", peerAt(m[1], m[2]), "root");
}

/** `User <user> from <host>[ port <n>] not allowed because <reason>`; the reason is the server's. */
function readNotAllowed(text: string): Sighting | null {
  const cut = cutLast(text, " not allowed because ");
  if (cut === null) return null;
  const from = cutLast(cut[0], " from ");
  const m = from === null ? null : FROM_END.exec(from[1]);
  const why = "user not allowed";
  if (from === null || m === null) return refusal(why, undefined, cut[0].slice("User ".length));
  return refusal(why, peerAt(m[1], m[2]), from[0].slice("User ".length));
}

const PAM_FAILURE = /^PAM: [A-Za-z ]{4,80}? for (?:illegal user |invalid user )?/;
const VIA_END = /^(\S{1,255})(?: via \S{1,255})?$/;

/** `PAM: <error> for <user> from <host>[ via <our address>]`. */
function readPamFailure(text: string): Sighting | null {
  const head = PAM_FAILURE.exec(text.slice(0, 128));
  const cut = cutLast(text, " from ");
  const m = cut === null ? null : VIA_END.exec(cut[1]);
  if (head === null || cut === null || m === null) return null;
  const user = cut[0].slice(head[0].length);
  return refusal("PAM failure", peerAt(m[1]), user);
}

function readMaximum(text: string): Sighting | null {
  return readNotice(
    without(without(text, " ssh2"), " ssh1"),
    "maximum authentication attempts exceeded for ",
    "too many attempts",
  );
}

// --- Connections that ended -----------------------------------------------------------------------------------

const ENDED = /(?:^| )(\S{1,64}) port (\d{1,5})$/;

/**
 * `... by [authenticating user <user> ]<ip> port <n>`: the last address is the server's. Whoever was signed in is called
 * `user <user>`, and servers that write no port say of nobody whether he was: neither ended before a login.
 */
function readEnded(text: string, prefix: string, preauth: boolean): Sighting | null {
  const rest = text.slice(prefix.length);
  const m = ENDED.exec(rest.slice(-96));
  const peer = m === null ? peerAt(rest) : peerAt(m[1], m[2]);
  if (m === null && peer.ip === null) return null;
  const signedIn = m === null || rest.startsWith("user ");
  return {
    why: prefix.trimEnd().toLowerCase(),
    action: "connection",
    outcome: preauth || !signedIn ? "failure" : undefined,
    peer,
    user: m === null ? null : endedUser(rest.slice(0, rest.length - m[0].length)),
  };
}

function endedUser(before: string): string | null {
  return (
    after(before, "authenticating user ") ?? after(before, "invalid user ") ?? after(before, "user ") ?? null
  );
}

const DISCONNECTED = /^Disconnecting (\S{1,64}) port (\d{1,5}): /;
const USER_PLACE = /(?<ip>\S{1,64}) port (?<port>\d{1,5}): /y;

/** `Disconnecting [invalid user <user> ]<ip> port <n>: <reason>`; the reason may quote another user name. */
function readDisconnecting(text: string): Sighting | null {
  const fixed = DISCONNECTED.exec(text.slice(0, 128));
  const named = /^Disconnecting (?:authenticating |invalid )?user /.test(text);
  if (fixed === null && !named) return null; // older servers name nobody here, but quote the client
  const peer = named ? agreedPeer(placesAfter(text, " ", USER_PLACE)) : peerAt(fixed?.[1], fixed?.[2]);
  if (peer.ip === null && !peer.ambiguous) return null;
  return { why: "disconnecting", action: "connection", outcome: "failure", peer };
}

const FATAL_PLACE = /(?<ip>\S{1,64}) port (?<port>\d{1,5})(?=$|: )/y;

function readFatal(text: string): Sighting | null {
  const peer = agreedPeer(placesAfter(text, " ", FATAL_PLACE));
  if (peer.ip === null && !peer.ambiguous) return null;
  return { why: "fatal", action: "connection", outcome: "failure", peer };
}

function readBadVersion(text: string): Sighting | null {
  const cut = cutLast(text, "' from ");
  const m = cut === null ? null : FROM_END.exec(cut[1]);
  if (m === null) return null;
  return { why: "bad protocol version", action: "connection", outcome: "failure", peer: peerAt(m[1], m[2]) };
}

const REFUSED = / \((\S{1,64})\)$/;

/** libwrap: `refused connect from [user@]<name> (<ip>)`. */
function readRefused(text: string): Sighting | null {
  const m = REFUSED.exec(text.slice(-72));
  const rest = text.slice("refused connect from ".length);
  const peer = m === null ? peerAt(rest) : peerAt(m[1]);
  return { why: "refused connect", action: "connection", outcome: "failure", peer };
}

/** Who was signed in takes leave in the same words as who was not: some texts tell a failure only before the login. */
type FixedOutcome = "failure" | "failure before login" | undefined;

/** Texts that are fixed up to the address: nothing that a client wrote stands before it. */
const FIXED: readonly (readonly [string, RegExp, FixedOutcome])[] = [
  ["banner exchange", /^banner exchange: Connection from (\S{1,64}) port (\d{1,5}): /, "failure"],
  [
    "unable to negotiate",
    /^Unable to negotiate (?:a key exchange method )?with (\S{1,64})(?: port (\d{1,5}))?: /,
    "failure",
  ],
  [
    "received disconnect",
    /^Received disconnect from (\S{1,64}) port (\d{1,5}): ?\d{1,4}:/,
    "failure before login",
  ],
  ["received disconnect", /^Received disconnect from (\S{1,64}): \d{1,4}:/, "failure before login"],
  ["timeout", /^Timeout before authentication for connection from (\S{1,64}) to /, "failure"],
  ["timeout", /^Timeout before authentication for (\S{1,64})(?: port (\d{1,5}))?\.?$/, "failure"],
  [
    "no identification string",
    /^Did not receive identification string from (\S{1,64})(?: port (\d{1,5}))?$/,
    "failure",
  ],
  [
    "protocol versions differ",
    /^Protocol major versions differ for (\S{1,64})(?: port (\d{1,5}))?: /,
    "failure",
  ],
  ["dropped connection", /^drop connection #\d{1,6} from \[([^\]\s]{1,64})\]:(\d{1,5}) on /, "failure"],
  ["dropped connection", /^beginning MaxStartups throttling()()/, undefined],
  [
    "connection",
    /^Connection from (\S{1,64})(?: port (\d{1,5}))?(?: on \S{1,64} port \d{1,5}.{0,80})?$/,
    undefined,
  ],
  ["session", /^SSH: Server;Ltype: [A-Za-z]{1,16};Remote: ([0-9a-fA-F.:]{2,45})-(\d{1,5});/, undefined],
  ["name does not map back", /^Address (\S{1,64}) maps to \S{1,255}, but this does not map back /, undefined],
  [
    "name does not map back",
    /^reverse mapping checking getaddrinfo for [^\s[]{1,255} \[([^\]\s]{1,64})\] failed/,
    undefined,
  ],
];

function readFixed(text: string, preauth: boolean): Sighting | null {
  const start = text.slice(0, 512);
  for (const [why, pattern, outcome] of FIXED) {
    const m = pattern.exec(start);
    if (m === null) continue;
    const failed = outcome === "failure" || (outcome === "failure before login" && preauth);
    return { why, action: "connection", outcome: failed ? "failure" : undefined, peer: peerAt(m[1], m[2]) };
  }
  return null;
}
