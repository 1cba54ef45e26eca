/**
 * Packets that BSD's pf logs: the comma-separated lines of pfSense and OPNsense (`filterlog`) and tcpdump's text.
 * The firewall writes all of it.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { logsource } from "../model/logsource.ts";
import type { LineFormat, MessageFormat } from "./format.ts";
import { toEvent } from "./format.ts";
import { toPort } from "./json-value.ts";
import { otherLine, reporter } from "./sighting.ts";
import { bsdStamp, isoStamp } from "./stamp.ts";

const PROGRAMS = new Set(["filterlog", "pf", "pflog", "pflogd"]);
const FIREWALL = logsource({ category: "firewall", product: ["freebsd", "pf"], service: ["pf", "syslog"] });
const report = reporter("pf", ["pf"], { product: "freebsd" });

export const pf: MessageFormat = {
  kind: "message",
  name: "pf",
  title: "BSD packet filter (pfSense and OPNsense filterlog, pflog text)",
  accepts: (program) => PROGRAMS.has(program),
  read(message) {
    const packet = readFilterlog(message.text) ?? readPflog(message.text);
    return packet === null
      ? report(otherLine("pf"), message.text, message.time)
      : packetEvent(packet, message.text, message.time, "pf");
  },
};

export const pflog: LineFormat = {
  kind: "line",
  name: "pflog",
  title: "BSD packet filter, tcpdump's text of pflog",
  read(line, context) {
    const stamp = bsdStamp(line, context) ?? isoStamp(line, context);
    if (stamp === null) return null;
    const packet = readPflog(line.slice(stamp.end));
    return packet === null ? null : packetEvent(packet, line.slice(stamp.end), stamp.time, "pflog");
  },
};

/** A packet, as the firewall saw it. */
interface Packet {
  readonly action: string;
  readonly direction: string;
  readonly interface: string;
  readonly rule: string;
  readonly transport: string;
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number | null;
  readonly targetPort: number | null;
}

const V4 = { transport: 16, source: 18 };
const V6 = { transport: 12, source: 15 };

/** `rule,sub,anchor,tracker,interface,reason,action,direction,version,...`: the rest depends on the IP version. */
function readFilterlog(text: string): Packet | null {
  const cells = text.split(",", 32);
  const at = cells[8] === "4" ? V4 : cells[8] === "6" ? V6 : null;
  if (at === null || cells.length <= at.source + 1) return null;
  const source = parseAddress(cells[at.source] ?? "");
  const target = parseAddress(cells[at.source + 1] ?? "");
  if (source === null || target === null) return null;
  const transport = (cells[at.transport] ?? "").toLowerCase();
  const ports = transport === "tcp" || transport === "udp";
  return {
    action: cells[6] ?? "",
    direction: cells[7] ?? "",
    interface: cells[4] ?? "",
    rule: cells[3] || (cells[0] ?? ""),
    transport,
    source,
    target,
    sourcePort: ports ? toPort(cells[at.source + 2]) : null,
    targetPort: ports ? toPort(cells[at.source + 3]) : null,
  };
}

const PFLOG =
  /^rule ([\w./-]{1,64}(?:\(match\)|\.\.\d{1,5})?)(?: \[uid \d{1,10}, pid \d{1,10}\])?:? (block|pass|match|nat|rdr) (in|out) on (\w{1,16}): (?:IP6? )?(\S{2,64}) > (\S{2,64}):(?: (ICMP6?|UDP|Flags|tcp|udp|\w{1,12})|)/i;

function readPflog(text: string): Packet | null {
  const m = PFLOG.exec(text.slice(0, 400));
  if (m === null) return null;
  const source = dotted(m[5] ?? "");
  const target = dotted(m[6] ?? "");
  if (source === null || target === null) return null;
  return {
    action: (m[2] ?? "").toLowerCase(),
    direction: m[3] ?? "",
    interface: m[4] ?? "",
    rule: m[1] ?? "",
    transport: transportOf(m[7] ?? ""),
    source: source.ip,
    target: target.ip,
    sourcePort: source.port,
    targetPort: target.port,
  };
}

function transportOf(word: string): string {
  const lower = word.toLowerCase();
  if (lower === "flags" || /^[sfpr.]{1,4}$/.test(lower)) return "tcp";
  return lower === "icmp6" ? "icmp" : lower;
}

/** tcpdump's `address.port`. */
function dotted(text: string): { readonly ip: string; readonly port: number | null } | null {
  const whole = parseAddress(text);
  if (whole !== null) return { ip: whole, port: null };
  const dot = text.lastIndexOf(".");
  const ip = parseAddress(text.slice(0, Math.max(dot, 0)));
  return ip === null ? null : { ip, port: toPort(text.slice(dot + 1)) };
}

function verdictOf(action: string): DeviceVerdict | null {
  if (action === "block" || action === "reject") return "denied";
  return action === "pass" ? "allowed" : null;
}

function packetEvent(packet: Packet, text: string, time: number | null, format: string): Event {
  const verdict = verdictOf(packet.action);
  const fields = fieldBag();
  fields["event.action"] = "connection";
  fields["event.outcome"] = verdict === null ? undefined : verdict === "denied" ? "failure" : "success";
  fields["src_ip"] = packet.source;
  fields["dst_ip"] = fields["destination.ip"] = packet.target;
  fields["src_port"] = fields["source.port"] = packet.sourcePort;
  fields["dst_port"] = fields["destination.port"] = packet.targetPort;
  fields["transport"] = fields["network.transport"] = packet.transport;
  fields["action"] = verdict === null ? packet.action : verdict === "denied" ? "deny" : "accept";
  fields["observer.ingress.interface.name"] = packet.interface;
  fields["rule.name"] = packet.rule;
  fields["message"] = text;
  const origin = packet.direction === "in" ? packet.source : null;
  const why = "packet logged by pf";
  return toEvent({ format, why, time, origin, logsource: FIREWALL, verdict, fields });
}
