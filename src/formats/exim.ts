/**
 * Exim, in its own log (with its own time) and through syslog. A client is `name (helo) [address]:port`; the HELO name
 * and quoted commands are the client's words and may hold bracketed addresses themselves, so all bracketed
 * addresses that could be the client's must agree.
 * @module
 */
import type { DeviceVerdict } from "../model/event.ts";
import type { LineFormat, MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { isoStamp } from "./stamp.ts";
import { agreedPeer, NOBODY, type Peer, type Place, peerAt } from "./text.ts";

const PROGRAM = /^exim\d?$/;
const report = reporter("exim", ["exim"]);

export const exim: MessageFormat = {
  kind: "message",
  name: "exim",
  title: "Exim mail server, through syslog",
  accepts: (program) => PROGRAM.test(program),
  read(message, context) {
    if (isPamText(message)) return null;
    const own = isoStamp(message.text, context);
    const text = own === null ? message.text : message.text.slice(own.end);
    const sighting = readExim(text) ?? otherLine("exim");
    return report(sighting, text, message.time ?? own?.time ?? null);
  },
};

export const eximLog: LineFormat = {
  kind: "line",
  name: "exim-log",
  title: "Exim mail server, mainlog and rejectlog",
  embeddable: true,
  read(line, context) {
    const stamp = line.charCodeAt(10) === 32 ? isoStamp(line, context) : null;
    if (stamp === null) return null;
    const text = line.slice(stamp.end);
    const sighting = readExim(text);
    return sighting === null ? null : { ...report(sighting, text, stamp.time), format: "exim-log" };
  },
};

const PID = /^\[\d{1,10}\] /;
const ID = /^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} /;

/** What an Exim line says, its time cut off; null when it is none of the known ones. */
function readExim(line: string): Sighting | null {
  const pid = PID.exec(line.slice(0, 16))?.[0].length ?? 0;
  const id = ID.exec(line.slice(pid, pid + 32))?.[0].length ?? 0;
  const text = line.slice(pid + id);
  return readAuthenticator(text) ?? readRejected(text) ?? readConnection(text) ?? readMail(text, id > 0);
}

const AUTHENTICATOR = /^\w{1,64} authenticator failed for /;
const SET_ID = /\(set_id=([^)]{0,255})\)/;

function readAuthenticator(text: string): Sighting | null {
  if (!AUTHENTICATOR.test(text.slice(0, 96))) return null;
  const peer = clientOf(text);
  const user = SET_ID.exec(text.slice(text.lastIndexOf("(set_id=")))?.[1];
  return { why: "authenticator failed", action: "login", outcome: "failure", peer, user };
}

const REJECTED =
  /(?: |^)(?:temporarily rejected|rejected) (?:(?:RCPT|MAIL|EHLO|HELO|ETRN|VRFY|EXPN|AUTH|STARTTLS|DATA|after DATA|by \w{1,32}|connection|"|<|from )|[A-Z]{3,8})/;
const CLIENT_FIRST = /^(?:F=\S{0,255} )?H=/;

function readRejected(text: string): Sighting | null {
  if (!CLIENT_FIRST.test(text.slice(0, 300))) return readOtherRejected(text);
  const peer = clientOf(text);
  const verdict: DeviceVerdict | undefined = REJECTED.test(text) ? "denied" : undefined;
  const connection = /(?: |^)rejected connection in /.test(text);
  if (
    verdict === undefined &&
    !/ (?:sender verify|Warning:|incomplete transaction|TLS error|F=|X=)/.test(text)
  ) {
    return null;
  }
  return {
    why: verdict === undefined ? "remark on a client" : "rejected",
    action: connection ? "connection" : "mail",
    outcome: "failure",
    peer,
    verdict,
  };
}

function readOtherRejected(text: string): Sighting | null {
  if (
    !/^rejected (?:EHLO|HELO|VRFY|EXPN|ETRN|connection|MAIL|RCPT|DATA) (?:or \S{4} )?from /.test(
      text.slice(0, 64),
    )
  )
    return null;
  return { why: "rejected", action: "mail", outcome: "failure", peer: clientOf(text), verdict: "denied" };
}

/** Words of Exim at the beginning of a line about a connection. */
const CONNECTION =
  /^(?:SMTP (?:call|connection|protocol (?:synchronization )?error|protocol violation|command timeout|data timeout|syntax error)|no MAIL in|no IP address found for host|no host name found for|TLS error on|unexpected disconnection while|unexpected \w{1,24} from|too many \w{1,24}|Connection from|refused connection|lost connection|host (?:name lookup|lookup)|login attempt)/i;

function readConnection(text: string): Sighting | null {
  if (!CONNECTION.test(text.slice(0, 96))) return null;
  const dropped = / (?:closed by DROP in ACL|refused: |refused by )/.test(text);
  const fine =
    /^SMTP connection from .{0,512} (?:closed by QUIT|\(TCP\/IP connection count = \d{1,9}\))$/.test(text);
  return {
    why: dropped ? "connection dropped" : "connection",
    action: "connection",
    outcome: fine ? undefined : "failure",
    peer: clientOf(text),
    verdict: dropped ? "denied" : undefined,
  };
}

/** The client stands right behind the sender and a bounce's reference; local mail has none, only a subject. */
const FROM_CLIENT = /^<= [^\s"]\S{0,319} (?:R=\S{1,64} )?H=/;
const AUTHENTICATED = / A=\w{1,64}:(\S{1,255})/;

/** `<= sender H=client ...` came in; deliveries name other hosts, which are nobody's origin. */
function readMail(text: string, hasId: boolean): Sighting | null {
  if (hasId && text.startsWith("<= ")) {
    const head = text.slice(0, 2048);
    return {
      why: "message received",
      action: "mail",
      outcome: "success",
      peer: FROM_CLIENT.test(head) ? clientOf(head) : NOBODY,
      user: AUTHENTICATED.exec(head)?.[1],
    };
  }
  if (hasId && text.startsWith("SA: Action: ")) {
    const rejected = / rejected/.test(text.slice(0, 160));
    const peer = clientOf(text);
    return {
      why: "SpamAssassin",
      action: "mail",
      outcome: "failure",
      peer,
      verdict: rejected ? "denied" : undefined,
    };
  }
  if (hasId && /^(?:=>|->|==|\*\*|Completed|\*>)/.test(text)) return { why: "delivery", action: "system" };
  return null;
}

const BRACKET = /\[([0-9A-Fa-f.:]{2,45})\](?::(\d{1,5}))?(?=$|[\s:,)])/y;

/** The client's address: bracketed, behind a blank or `H=`, never inside parentheses. */
function clientOf(text: string): Peer {
  return agreedPeer(clientPlaces(text));
}

function* clientPlaces(text: string): Iterable<Place> {
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    if (!startsClient(text, at)) continue;
    BRACKET.lastIndex = at;
    const m = BRACKET.exec(text);
    if (m?.[1] !== undefined && peerAt(m[1]).ip !== null) yield { address: m[1], port: m[2] };
  }
}

function startsClient(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) === 32) return true;
  return text.charCodeAt(at - 1) === 61 /* = */ && text.charCodeAt(at - 2) === 72 /* H */;
}
