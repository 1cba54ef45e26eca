/**
 * Packets that the Linux kernel logs (iptables, nftables, ufw, firewalld, Shorewall):
 * `[prefix]IN=eth0 OUT= MAC=... SRC=... DST=... PROTO=TCP SPT=... DPT=...`. The kernel writes all of it; the prefix is the
 * administrator's, and only it can say what became of the packet.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { logsource } from "../model/logsource.ts";
import type { Message, MessageFormat } from "./format.ts";
import { toEvent } from "./format.ts";
import { toPort } from "./json-value.ts";
import { otherLine, reporter } from "./sighting.ts";

const PROGRAMS = new Set(["kernel", "ulogd", "ufw", "firewalld"]);
const FIREWALL = logsource({ category: "firewall", product: "linux", service: ["iptables", "syslog"] });
const report = reporter("kernel", ["kernel"]);

export const iptables: MessageFormat = {
  kind: "message",
  name: "iptables",
  title: "Linux packet filter (iptables, nftables, ufw)",
  accepts: (program) => PROGRAMS.has(program),
  read: (message) => readPacket(message) ?? report(otherLine("kernel"), message.text, message.time),
};

const UPTIME = /^\[ {0,8}\d{1,12}\.\d{6}\] ?/;
const START = /(?:^|[\s:\]])IN=/;
const MAX_LINE = 2048;

function readPacket(message: Message): Event | null {
  const text = message.text.slice(0, MAX_LINE).replace(UPTIME, "");
  const start = START.exec(text);
  if (start === null) return null;
  const from = start.index + start[0].length - "IN=".length;
  const values = outerValues(text.slice(from));
  const source = parseAddress(values.get("SRC") ?? "");
  if (source === null || !values.has("DST") || !values.has("PROTO")) return null;
  const verdict = verdictOf(text.slice(0, from));
  const fromUs = values.get("IN") === "" && values.get("OUT") !== "";
  return toEvent({
    format: "iptables",
    why: "packet logged by the kernel",
    time: message.time,
    origin: fromUs ? null : source,
    logsource: FIREWALL,
    verdict,
    fields: fieldsOf(values, source, verdict, text.slice(0, from).trim(), message.text),
  });
}

/** The packet's own values; an ICMP error quotes the packet it is about in brackets, which comes later. */
function outerValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const part of text.split(" ")) {
    if (part.startsWith("[")) break;
    const equals = part.indexOf("=");
    if (equals <= 0) continue;
    const name = part.slice(0, equals);
    if (!values.has(name)) values.set(name, part.slice(equals + 1));
  }
  return values;
}

const DENIED = /DROP|REJECT|DEN(?:Y|IED)|BLOCK|DISCARD|BAN(?:NED)?\b/i;
const ALLOWED = /ACCEPT|ALLOW|PASS\b|PERMIT/i;

/** What the prefix says; nothing when it says both or neither. @example verdictOf("[UFW BLOCK] ") // "denied" */
export function verdictOf(prefix: string): DeviceVerdict | null {
  const denied = DENIED.test(prefix);
  if (denied === ALLOWED.test(prefix)) return null;
  return denied ? "denied" : "allowed";
}

function fieldsOf(
  values: ReadonlyMap<string, string>,
  source: string,
  verdict: DeviceVerdict | null,
  prefix: string,
  text: string,
): ReturnType<typeof fieldBag> {
  const fields = fieldBag();
  const target = parseAddress(values.get("DST") ?? "") ?? undefined;
  const transport = values.get("PROTO")?.toLowerCase();
  fields["event.action"] = "connection";
  fields["event.outcome"] = verdict === null ? undefined : verdict === "denied" ? "failure" : "success";
  fields["src_ip"] = source;
  fields["dst_ip"] = fields["destination.ip"] = target;
  fields["src_port"] = fields["source.port"] = toPort(values.get("SPT"));
  fields["dst_port"] = fields["destination.port"] = toPort(values.get("DPT"));
  fields["transport"] = fields["network.transport"] = transport;
  fields["action"] = verdict === null ? undefined : verdict === "denied" ? "deny" : "accept";
  fields["observer.ingress.interface.name"] = values.get("IN") || undefined;
  fields["rule.name"] = prefix === "" ? undefined : prefix;
  fields["message"] = text;
  return fields;
}
