/**
 * FortiGate's own syslog: `date=... time=... devname="..." type="traffic" srcip=... action="deny"`.
 * @module
 */
import { parseIso, zoneOffset } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import { verdictOfAction } from "./device.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { epochMs, toPort } from "./json-value.ts";
import { agreedClient, type Pairs, pairValue, readPairs } from "./pairs.ts";

/** Reads FortiGate lines. */
export const fortigate: LineFormat = {
  name: "fortigate",
  title: "FortiGate log line (key=value)",
  kind: "line",
  embeddable: true,
  read: readFortigate,
};

const source = (category: readonly string[], service: string): Logsource =>
  logsource({ category, product: ["fortigate", "fortios"], service });

const FIREWALL: Logsource = source(["firewall"], "traffic");
const EVENT: Logsource = source([], "event");
const LOGIN: Logsource = source(["authentication"], "event");
const UTM: Readonly<Record<string, Logsource>> = {
  ips: source(["ids"], "ips"),
  anomaly: source(["ids"], "anomaly"),
  waf: source(["waf"], "waf"),
  virus: source(["antivirus"], "virus"),
  webfilter: source(["proxy"], "webfilter"),
};
const UTM_OTHER: Logsource = source(["firewall"], "utm");

const FEWEST = 4;
/** The other end of a tunnel, and of a session. */
const CLIENT_KEYS = ["remip", "srcip"];

function readFortigate(text: string, context: ReadContext): Event | null {
  const line = text.startsWith("<") ? text.replace(/^<\d{1,3}>/, "") : text;
  if (!line.startsWith("date=") && !line.startsWith("logver=") && !line.startsWith("timestamp=")) return null;
  const { pairs, whole } = readPairs(line);
  if (pairs.size < FEWEST || !pairs.has("type") || !(pairs.has("devid") || pairs.has("logid"))) return null;
  const fields = fieldBag();
  for (const [key, values] of pairs) fields[key] = values.length === 1 ? values[0] : values;
  const client = agreedClient(pairs, CLIENT_KEYS);
  if (client.ambiguous || !whole) fields["event.reason"] = "ambiguous origin";
  addCommon(fields, pairs);
  const type = pairValue(pairs, "type") ?? "";
  const login = type === "event" && readLogin(fields, pairs);
  return toEvent({
    format: "fortigate",
    why: `FortiGate line of type ${type.slice(0, 32)}`,
    time: timeOf(pairs, context),
    origin: whole ? client.ip : null,
    logsource: login ? LOGIN : sourceOf(type, pairValue(pairs, "subtype") ?? ""),
    verdict: type === "event" ? null : verdictOfAction(pairValue(pairs, "action")),
    fields,
  });
}

function addCommon(fields: FieldBag, pairs: Pairs): void {
  const text = (key: string): string | undefined => pairValue(pairs, key) ?? undefined;
  const port = (key: string): number | undefined => toPort(text(key)) ?? undefined;
  fields["src_ip"] = text("srcip");
  fields["dst_ip"] = fields["destination.ip"] = text("dstip");
  fields["src_port"] = fields["source.port"] = port("srcport");
  fields["dst_port"] = fields["destination.port"] = port("dstport");
  fields["host.name"] = text("devname");
  fields["user.name"] = text("user");
  fields["rule.name"] = text("attack") ?? text("logdesc");
  fields["message"] = text("msg");
  fields["url.original"] = text("url");
  fields["event.action"] = actionOf(text("type"), text("subtype"));
}

function actionOf(type: string | undefined, subtype: string | undefined): string {
  if (type === "traffic") return "connection";
  if (type !== "utm") return "system";
  if (subtype === "waf") return "waf-alert";
  return subtype === "virus" ? "malware" : "ids-alert";
}

function sourceOf(type: string, subtype: string): Logsource {
  if (type === "traffic") return FIREWALL;
  if (type === "event") return EVENT;
  return Object.hasOwn(UTM, subtype) ? (UTM[subtype] ?? UTM_OTHER) : UTM_OTHER;
}

const FAILED = /fail|deny|denied|error|invalid/i;

/** Administrators (`action="login"`) and SSL-VPN (`tunnel-up`, `ssl-login-fail`). */
function readLogin(fields: FieldBag, pairs: Pairs): boolean {
  const action = pairValue(pairs, "action") ?? "";
  const named = action === "login" || action.startsWith("ssl-login") || action === "auth-logon";
  const tunnel = action === "tunnel-up" && pairValue(pairs, "subtype") === "vpn";
  if (!named && !tunnel && action !== "authentication") return false;
  const failed = FAILED.test(action) || FAILED.test(pairValue(pairs, "status") ?? "");
  fields["event.action"] = "login";
  fields["event.outcome"] = failed ? "failure" : "success";
  return true;
}

function timeOf(pairs: Pairs, context: ReadContext): number | null {
  const epoch = pairValue(pairs, "eventtime") ?? pairValue(pairs, "timestamp");
  if (epoch !== null && /^\d{9,19}$/.test(epoch)) return epochMs(Number(epoch));
  const zone = pairValue(pairs, "tz");
  const minutes = zone !== null && /^[+-]\d\d:?\d\d$/.test(zone) ? zoneOffset(zone) : context.zoneMinutes;
  return parseIso(`${pairValue(pairs, "date")} ${pairValue(pairs, "time")}`, minutes);
}
