/**
 * Sendmail. It names the client as `relay=name [address]`, or at the beginning as `name [address]:`; addresses of senders
 * and user names are the client's and may hold the same.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { agreedPeer, everyPlaceAfter, type Peer, peerAt } from "./text.ts";

const PROGRAM = /^(?:sendmail|sm-[\w-]{1,32}|sendmail-\w{1,16})$/;
const report = reporter("sendmail", ["sendmail"]);

export const sendmail: MessageFormat = {
  kind: "message",
  name: "sendmail",
  title: "Sendmail",
  accepts: (program) => PROGRAM.test(program),
  read(message) {
    if (isPamText(message)) return null;
    return report(readSendmail(message.text) ?? otherLine("sendmail"), message.text, message.time);
  },
};

const QUEUE_ID = /^[0-9A-Za-z]{8,20}: /;
const NAMED = String.raw`(?:[^\s[\],]{1,255} ?)?\[(?<ip>[0-9A-Fa-f.:]{2,45}|IPv6:[0-9A-Fa-f.:]{2,45})\](?: \(may be forged\))?`;
const RULESET_RELAY = new RegExp(`${NAMED}(?=, reject=|, quarantine=|$)`, "y");
const LAST_RELAY = new RegExp(`^${NAMED}$`);
const FIRST = new RegExp(
  `^${NAMED}(?:: (?=possible SMTP attack|EXPN|VRFY|expn|vrfy|Expn|Vrfy|ETRN)| did not issue )`,
);
const FIXED = new RegExp(
  `^(?:rejecting commands from|lost input channel from|timeout waiting for input from|collect: premature EOM: .{0,64} from) {1,2}${NAMED} (?=due to|to |during )`,
);

/** What a Sendmail message says; null when it is none of the known ones. */
function readSendmail(message: string): Sighting | null {
  const id = QUEUE_ID.exec(message.slice(0, 32))?.[0].length ?? 0;
  const text = message.slice(id).trimEnd();
  if (text.startsWith("ruleset=")) return readRuleset(text);
  if (text.startsWith("AUTH failure")) return readAuthFailure(text);
  if (text.startsWith("AUTH=server, relay=")) return readAuthSuccess(text);
  if (text.startsWith("from=")) return readFrom(text);
  return readFirst(text.slice(0, 1024));
}

/** `ruleset=check_x, arg1=<sender's text>, relay=name [address], reject=text`. */
function readRuleset(text: string): Sighting {
  const peer = relayOf(text);
  const denied = text.includes(", reject=");
  return {
    why: "ruleset",
    action: text.startsWith("ruleset=check_relay") ? "connection" : "mail",
    outcome: denied ? "failure" : undefined,
    peer,
    verdict: denied ? "denied" : undefined,
  };
}

function relayOf(text: string): Peer {
  return agreedPeer(everyPlaceAfter(text, ", relay=", RULESET_RELAY).map(withoutKind));
}

function withoutKind(place: { readonly address: string }): { readonly address: string } {
  return { address: place.address.replace(/^IPv6:/, "") };
}

/** `..., user=<name>, relay=name [address]` at the end of the line. */
function readAuthFailure(text: string): Sighting {
  const user = text.lastIndexOf(", user=");
  const relay = text.lastIndexOf(", relay=");
  return {
    why: "AUTH failure",
    action: "login",
    outcome: "failure",
    peer: lastRelay(text),
    user: user < 0 || relay < user ? null : text.slice(user + ", user=".length, relay),
  };
}

function lastRelay(text: string): Peer {
  const at = text.lastIndexOf(" relay=");
  const m = at < 0 || text.length - at > 400 ? null : LAST_RELAY.exec(text.slice(at + " relay=".length));
  return peerAt(m?.groups?.["ip"]?.replace(/^IPv6:/, ""));
}

const AUTHENTICATED = new RegExp(`^AUTH=server, relay=${NAMED}, (?:authid|mech)=(\\S{1,255}?),? `);

function readAuthSuccess(text: string): Sighting | null {
  const m = AUTHENTICATED.exec(`${text.slice(0, 1024)} `);
  if (m === null) return null;
  const user = /, authid=([^\s,]{1,255})/.exec(text.slice(m[0].indexOf(", ")))?.[1];
  return { why: "AUTH", action: "login", outcome: "success", peer: peerAt(m[1]), user };
}

function readFrom(text: string): Sighting {
  const none = / nrcpts=0,/.test(text);
  return {
    why: none ? "message without recipients" : "message",
    action: "mail",
    outcome: none ? "failure" : "success",
    peer: lastRelay(text),
  };
}

function readFirst(head: string): Sighting | null {
  const first = FIRST.exec(head) ?? FIXED.exec(head);
  if (first === null) return null;
  const peer = peerAt(first.groups?.["ip"]?.replace(/^IPv6:/, ""));
  const login = head.includes("possible SMTP attack: command=AUTH");
  return {
    why: "SMTP misbehaviour",
    action: login ? "login" : "connection",
    outcome: "failure",
    peer,
    verdict: head.startsWith("rejecting commands from") || head.endsWith("[rejected]") ? "denied" : undefined,
  };
}
