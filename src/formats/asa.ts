/**
 * Cisco ASA and Firepower messages: `%ASA-4-106023: Deny tcp src outside:192.0.2.1/1234 dst ...`. The number fixes the
 * text; user names inside it are the client's.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import { monthNumber, utc } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";

/** Reads ASA messages with their mark. */
export const asa: LineFormat = {
  name: "cisco-asa",
  title: "Cisco ASA or Firepower message",
  kind: "line",
  embeddable: true,
  read: readAsa,
};

const TAG = /^%(?:ASA|FTD|PIX)-(?:[a-z]+-)?[0-7]-\d{6}$/;

/** The same where a carrier took the mark for a program name. */
export const asaMessage: MessageFormat = {
  name: "cisco-asa-message",
  title: "Cisco ASA or Firepower message in syslog",
  kind: "message",
  accepts: (program) => TAG.test(program),
  read: (message, context) => readAsa(`${message.program}: ${message.text}`, context),
};

const product = "cisco";
const FIREWALL: Logsource = logsource({ category: "firewall", product, service: "asa" });
const LOGIN: Logsource = logsource({ category: "authentication", product, service: "asa" });
const PLAIN: Logsource = logsource({ product, service: "asa" });

const PREFIX =
  /^(?:<\d{1,3}>)?(?:([A-Z][a-z]{2}) +(\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: [A-Z]{3,4})?(?: [A-Za-z0-9._-]{1,64})? ?: )?(%(?:ASA|FTD|PIX)-(?:[a-z]+-)?[0-7]-(\d{6})): /;

function readAsa(line: string, context: ReadContext): Event | null {
  const head = PREFIX.exec(line);
  if (head === null) return null;
  const text = line.slice(head[0].length);
  const shape = shapes.find(([ids]) => ids.includes(head[8] ?? ""));
  const match = text.length > MAX_TEXT ? null : (shape?.[1].exec(text) ?? null);
  const groups = match?.groups ?? {};
  const twice = text.indexOf(CLIENT) !== text.lastIndexOf(CLIENT);
  const fields = fieldBag();
  fields["rule.id"] = head[8] ?? "";
  fields["message"] = text;
  addEnds(fields, groups);
  if (twice) fields["event.reason"] = "ambiguous origin";
  const outcome = match === null ? null : (shape?.[2](text) ?? null);
  return toEvent({
    format: "cisco-asa",
    why: `ASA message ${head[8]}`,
    time: timeOf(head, context.zoneMinutes),
    origin: twice ? null : parseAddress(groups["src"] ?? ""),
    logsource: outcome === null ? PLAIN : addOutcome(fields, outcome),
    verdict: outcome === "denied" || outcome === "allowed" ? outcome : null,
    fields,
  });
}

/** No message is longer; the patterns need not be asked about what is. */
const MAX_TEXT = 8192;
/** What stands between user and client: a name that holds it makes two readings. */
const CLIENT = "> IP <";

type Outcome = DeviceVerdict | "success" | "failure";

function addOutcome(fields: FieldBag, outcome: Outcome): Logsource {
  if (outcome === "success" || outcome === "failure") {
    fields["event.action"] = "login";
    fields["event.outcome"] = outcome;
    return LOGIN;
  }
  fields["event.action"] = "connection";
  fields["action"] = outcome === "denied" ? "deny" : "permit";
  return FIREWALL;
}

function addEnds(fields: FieldBag, groups: Readonly<Record<string, string>>): void {
  const { src, sport, dst, dport, proto, user } = groups;
  if (src !== undefined) fields["src_ip"] = src;
  if (dst !== undefined) fields["dst_ip"] = fields["destination.ip"] = dst;
  if (sport !== undefined) fields["src_port"] = fields["source.port"] = Number(sport);
  if (dport !== undefined) fields["dst_port"] = fields["destination.port"] = Number(dport);
  if (proto !== undefined) fields["network.transport"] = proto.toLowerCase();
  if (user !== undefined) fields["user.name"] = user;
}

const IP = "[0-9a-fA-F:.]{2,45}";
const FROM = `(?:[^ :/]{1,64}:)?(?<src>${IP})(?:/(?<sport>\\d{1,5}))?`;
const TO = `(?:[^ :/]{1,64}:)?(?<dst>${IP})(?:/(?<dport>\\d{1,5}))?`;
const WHO = "(?:\\([^)]{0,256}\\))?";

const denied = (): Outcome => "denied";
const allowed = (): Outcome => "allowed";
const failure = (): Outcome => "failure";
const success = (): Outcome => "success";

/** Message numbers, their text, and what it means. */
const shapes: readonly (readonly [readonly string[], RegExp, (text: string) => Outcome])[] = [
  [
    ["106023"],
    new RegExp(`^Deny (?:protocol )?(?<proto>[a-z0-9]+) src ${FROM}${WHO} dst ${TO}${WHO} `),
    denied,
  ],
  [["106001"], new RegExp(`^Inbound (?<proto>TCP) connection denied from ${FROM} to ${TO} `), denied],
  [["106006", "106007"], new RegExp(`^Deny inbound (?<proto>UDP) from ${FROM} to ${TO} `), denied],
  [["106014"], new RegExp(`^Deny inbound (?<proto>icmp) src ${FROM}${WHO} dst ${TO}${WHO} `), denied],
  [["106015"], new RegExp(`^Deny (?<proto>TCP) \\(no connection\\) from ${FROM} to ${TO} `), denied],
  [["106021"], new RegExp(`^Deny (?<proto>[A-Za-z0-9]+) reverse path check from ${FROM} to ${TO} `), denied],
  [
    ["106100", "106102"],
    new RegExp(
      `^access-list [^ ]{1,256} (?:denied|permitted|est-allowed) (?<proto>[a-z0-9]+) (?:for user '[^']{0,256}' )?[^ /]{1,64}/(?<src>${IP})\\((?<sport>\\d{1,5})\\)${WHO} -> [^ /]{1,64}/(?<dst>${IP})\\((?<dport>\\d{1,5})\\)`,
    ),
    (text) => (/^access-list [^ ]{1,256} denied /.test(text) ? "denied" : "allowed"),
  ],
  [["710003"], new RegExp(`^(?<proto>TCP|UDP) access denied by ACL from ${FROM} to ${TO}`), denied],
  [["401004"], new RegExp(`^Shunned packet: ${FROM} ==> ${TO} on interface`), denied],
  [["733102"], new RegExp(`^Threat-detection adds host (?<src>${IP}) to shun list`), denied],
  [
    ["302013", "302015"],
    new RegExp(
      `^Built inbound (?<proto>TCP|UDP) connection \\d+ for ${FROM} \\([^)]{1,64}\\)${WHO} to ${TO} \\(`,
    ),
    allowed,
  ],
  [
    ["113005", "113015"],
    new RegExp(
      `^AAA user authentication Rejected : .{0,256}? : user = (?<user>.*) : user IP = (?<src>${IP})\\s*$`,
    ),
    failure,
  ],
  [["605004"], new RegExp(`^Login denied from ${FROM} to ${TO}/[a-z]+ for user "(?<user>.*)"\\s*$`), failure],
  [
    ["605005"],
    new RegExp(`^Login permitted from ${FROM} to ${TO}/[a-z]+ for user "(?<user>.*)"\\s*$`),
    success,
  ],
  [
    ["716039"],
    new RegExp(
      `^Group <[^>]{0,256}> User <(?<user>[^>]{0,256})> IP <(?<src>${IP})> Authentication: rejected, Session Type: [A-Za-z ]+\\.?\\s*$`,
    ),
    failure,
  ],
  [
    ["113039", "716001", "722022", "716038"],
    new RegExp(`^Group <[^>]{0,256}> User <(?<user>[^>]{0,256})> IP <(?<src>${IP})> [A-Za-z]`),
    success,
  ],
];

function timeOf(head: RegExpExecArray, zoneMinutes: number): number | null {
  if (head[1] === undefined) return null;
  const [day, year, hour, minute, second] = head.slice(2, 7).map(Number);
  return utc(year ?? 0, monthNumber(head[1]), day ?? 0, hour ?? 0, minute ?? 0, second ?? 0, 0, zoneMinutes);
}
