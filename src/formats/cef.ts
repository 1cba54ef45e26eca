/**
 * ArcSight CEF and QRadar LEEF: a header of fields between bars, then `key=value`. Values hold what clients sent, blanks
 * and, from careless devices, whole `src=` texts: a key that comes twice with different values names nobody.
 * @module
 */
import { monthNumber, utc } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import { verdictOfAction } from "./device.ts";
import type { LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toPort, toTime } from "./json-value.ts";
import { addPair, agreedClient, type Pairs, pairValue } from "./pairs.ts";

/** Reads CEF and LEEF lines. */
export const cef: LineFormat = {
  name: "cef",
  title: "CEF or LEEF event",
  kind: "line",
  embeddable: true,
  read: readCef,
};

/** The same where a carrier took the word before the colon for a program name. */
export const cefMessage: MessageFormat = {
  name: "cef-message",
  title: "CEF or LEEF event in syslog",
  kind: "message",
  accepts: (program) => program === "CEF" || program === "LEEF",
  read: (message, context) => readCef(`${message.program}:${message.text.trimStart()}`, context),
};

interface Header {
  readonly kind: "CEF" | "LEEF";
  readonly vendor: string;
  readonly product: string;
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly pairs: Pairs;
  /** The header may end at a later bar as well: a bar in the name was not escaped. */
  readonly twice: boolean;
}

const CLIENT_KEYS = ["src", "sourceAddress", "identSrc", "c6a2"];
/** Another severity and first key, as they stand behind a name that holds a bar. */
const SECOND_HEADER = /\|[^|=]{0,32}\|\s{0,8}[A-Za-z0-9_][A-Za-z0-9_.[\]-]{0,63}=/;

function readCef(text: string, context: ReadContext): Event | null {
  const line = text.startsWith("<") ? text.replace(/^<\d{1,3}>/, "") : text;
  const header = line.startsWith("CEF:")
    ? readCefHeader(line)
    : line.startsWith("LEEF:")
      ? readLeefHeader(line)
      : null;
  if (header === null) return null;
  const { pairs } = header;
  const fields = fieldBag();
  for (const [key, values] of pairs) fields[key] = values.length === 1 ? values[0] : values;
  const client = agreedClient(pairs, CLIENT_KEYS);
  if (client.ambiguous || header.twice) fields["event.reason"] = "ambiguous origin";
  const action = pairValue(pairs, "act") ?? pairValue(pairs, "action") ?? pairValue(pairs, "deviceAction");
  addCommon(fields, header, action);
  const source = sourceOf(header);
  const login = readLogin(header, fields, action);
  return toEvent({
    format: "cef",
    why: `${header.kind} event`,
    time: timeOf(pairs, context),
    origin: header.twice ? null : client.ip,
    logsource: login ? source.login : source.plain,
    verdict: verdictOfAction(action),
    fields,
  });
}

const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ["src_ip", ["src", "sourceAddress"]],
  ["dst_ip", ["dst", "destinationAddress"]],
  ["destination.ip", ["dst", "destinationAddress"]],
  ["network.transport", ["proto"]],
  ["user.name", ["duser", "suser", "usrName"]],
  ["host.name", ["dvchost", "dvc"]],
  ["url.original", ["request", "url"]],
  ["http.request.method", ["requestMethod"]],
  ["user_agent.original", ["requestClientApplication"]],
  ["message", ["msg"]],
];

function addCommon(fields: FieldBag, header: Header, action: string | null): void {
  for (const [name, keys] of FIELDS) {
    const key = keys.find((candidate) => header.pairs.has(candidate));
    if (key !== undefined) fields[name] = pairValue(header.pairs, key);
  }
  const port = toPort(pairValue(header.pairs, "dpt") ?? pairValue(header.pairs, "dstPort") ?? undefined);
  fields["dst_port"] = port ?? undefined;
  fields["destination.port"] = port ?? undefined;
  fields["source.port"] = toPort(
    pairValue(header.pairs, "spt") ?? pairValue(header.pairs, "srcPort") ?? undefined,
  );
  fields["src_port"] = fields["source.port"];
  fields["action"] = action ?? undefined;
  fields["deviceVendor"] = header.vendor;
  fields["deviceProduct"] = header.product;
  fields["rule.id"] = header.id;
  fields["rule.name"] = header.name;
  fields["event.severity"] = header.severity;
}

/** Header fields between bars, where `\|` and `\\` stand for themselves. Null when there are too few. */
function cutHeader(
  line: string,
  count: number,
): { readonly cells: readonly string[]; readonly rest: string } | null {
  const cells: string[] = [];
  let start = 0;
  for (let i = 0; i < line.length && cells.length < count; i++) {
    const code = line.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 124) {
      cells.push(line.slice(start, i).replace(/\\([\\|])/g, "$1"));
      start = i + 1;
    }
  }
  return cells.length === count ? { cells, rest: line.slice(start) } : null;
}

function readCefHeader(line: string): Header | null {
  const cut = cutHeader(line, 7);
  if (cut === null || !/^CEF:\s?[01]$/.test(cut.cells[0] ?? "")) return null;
  const [, vendor = "", product = "", , id = "", name = "", severity = ""] = cut.cells;
  const twice = SECOND_HEADER.test(cut.rest);
  return { kind: "CEF", vendor, product, id, name, severity, pairs: cefPairs(cut.rest), twice };
}

const KEY = /(?:^| )([A-Za-z0-9_][A-Za-z0-9_.[\]-]{0,63})=/g;

/** A value runs to the blank before the next key; an equals sign inside a value is escaped. */
function cefPairs(text: string): Pairs {
  const pairs = new Map<string, string[]>();
  let key: string | null = null;
  let start = 0;
  for (const match of text.matchAll(KEY)) {
    if (key !== null) addPair(pairs, key, cefValue(text.slice(start, match.index)));
    key = match[1] ?? "";
    start = match.index + match[0].length;
  }
  if (key !== null) addPair(pairs, key, cefValue(text.slice(start)));
  return pairs;
}

function cefValue(text: string): string {
  return text.trim().replace(/\\([\\=nr])/g, (_, c: string) => (c === "n" ? "\n" : c === "r" ? "\r" : c));
}

function readLeefHeader(line: string): Header | null {
  const second = line.startsWith("LEEF:2.0|");
  if (!second && !line.startsWith("LEEF:1.0|")) return null;
  const cut = cutHeader(line, 5);
  if (cut === null) return null;
  const [, vendor = "", product = "", , id = ""] = cut.cells;
  const { delimiter, rest } = second ? leefDelimiter(cut.rest) : { delimiter: "\t", rest: cut.rest };
  const pairs = new Map<string, string[]>();
  for (const part of rest.split(delimiter)) {
    const equals = part.indexOf("=");
    if (equals > 0) addPair(pairs, part.slice(0, equals).trim(), part.slice(equals + 1));
  }
  return {
    kind: "LEEF",
    vendor,
    product,
    id,
    name: id,
    severity: pairValue(pairs, "sev") ?? "",
    pairs,
    twice: false,
  };
}

/** LEEF 2.0 may state its delimiter: one character, or `x09` / `0x09`. */
function leefDelimiter(text: string): { readonly delimiter: string; readonly rest: string } {
  const match = /^(?:(?:0?x)([0-9a-fA-F]{2,4})|([^|=]?))\|/.exec(text);
  if (match === null) return { delimiter: "\t", rest: text };
  const rest = text.slice(match[0].length);
  if (match[1] !== undefined) return { delimiter: String.fromCharCode(Number.parseInt(match[1], 16)), rest };
  return { delimiter: match[2] === undefined || match[2] === "" ? "\t" : match[2], rest };
}

function timeOf(pairs: Pairs, context: ReadContext): number | null {
  for (const key of ["rt", "start", "end", "devTime", "deviceReceiptTime"]) {
    const text = pairValue(pairs, key);
    const time =
      text === null ? null : (toTime(text, context.zoneMinutes) ?? worded(text, context.zoneMinutes));
    if (time !== null) return time;
  }
  return null;
}

/** `Mmm dd yyyy HH:MM:SS[.mmm]`. */
function worded(text: string, zoneMinutes: number): number | null {
  const m = /^([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(?: (?:UTC|GMT|Z))?$/.exec(
    text,
  );
  if (m === null) return null;
  const zone = /[A-Z]$/.test(text) ? 0 : zoneMinutes;
  const [day, year, hour, minute, second] = m.slice(2, 7).map(Number);
  return utc(
    year ?? 0,
    monthNumber(m[1] ?? ""),
    day ?? 0,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
    Number(m[7] ?? 0),
    zone,
  );
}

interface Sources {
  readonly plain: Logsource;
  readonly login: Logsource;
}

const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/^fortinet/i, "fortigate"],
  [/^palo ?alto/i, "paloalto"],
  [/^check ?point/i, "checkpoint"],
  [/^cisco/i, "cisco"],
  [/^sophos/i, "sophos"],
  [/^sonicwall/i, "sonicwall"],
  [/^stormshield/i, "stormshield"],
  [/^(?:f5|imperva|incapsula|barracuda|citrix|trend ?micro|microsoft|crowdstrike|juniper|zscaler)/i, "other"],
];
const CATEGORY_NAMES = ["firewall", "waf", "ids", "antivirus"];
const sources = new Map<string, Sources>();
for (const product of ["none", ...VENDORS.map(([, name]) => name)]) {
  for (const category of CATEGORY_NAMES) sources.set(`${product} ${category}`, toSources(product, category));
}

function toSources(product: string, category: string): Sources {
  const names = product === "none" || product === "other" ? {} : { product };
  return {
    plain: logsource({ ...names, category }),
    login: logsource({ ...names, category: ["authentication", category] }),
  };
}

const WAF = /\bwaf\b|web application|\basm\b|securesphere|appwall|modsecurity|app ?firewall|cwaf/i;
const FIREWALL = /firewall|fortigate|fortios|pan-os|vpn-1|\basa\b|sonicos|\butm\b|\bngfw\b|traffic|xg ?\b/i;
const VIRUS = /virus|malware/i;
const THREAT = /threat|\bips\b|\bids\b|smartdefense|intrusion|attack/i;

function sourceOf(header: Header): Sources {
  const vendor = VENDORS.find(([pattern]) => pattern.test(header.vendor))?.[1] ?? "none";
  return sources.get(`${vendor} ${categoryOf(header)}`) ?? toSources("none", "ids");
}

function categoryOf(header: Header): string {
  const kind = `${header.product} ${header.vendor}`;
  const what = `${pairValue(header.pairs, "cat") ?? ""} ${header.name} ${header.id}`.slice(0, 512);
  if (WAF.test(kind)) return "waf";
  if (VIRUS.test(what)) return "antivirus";
  if (FIREWALL.test(kind)) return THREAT.test(what) ? "ids" : "firewall";
  return "ids";
}

const ACTIONS: Readonly<Record<string, string>> = {
  waf: "waf-alert",
  ids: "ids-alert",
  antivirus: "malware",
};

/** The word for what happened; true for a login. */
function readLogin(header: Header, fields: FieldBag, action: string | null): boolean {
  const text = `${header.name} ${action ?? ""} ${pairValue(header.pairs, "outcome") ?? ""}`.slice(0, 512);
  const login = /\b(?:log[io]n|logon|authentication|auth)\b/i.test(header.name);
  if (login) {
    fields["event.action"] = "login";
    fields["event.outcome"] = /fail|den(?:y|ied)|invalid|reject|incorrect/i.test(text)
      ? "failure"
      : "success";
    return true;
  }
  fields["event.action"] = ACTIONS[categoryOf(header)] ?? "connection";
  return false;
}
