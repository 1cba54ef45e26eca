/**
 * Zeek logs, as JSON and as tab-separated lines under `#fields` headers. The fields keep Zeek's names (`id.orig_h`).
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toPlainAddress, toPort, toText, toTime } from "./json-value.ts";
import type { Preamble } from "./preamble.ts";

const PATHS = [
  "conn dce_rpc dhcp dnp3 dns dpd files ftp http intel irc kerberos known_certs known_hosts known_services ldap ldap_search",
  "modbus mqtt_connect mysql notice ntlm ntp ocsp pe quic radius rdp rfb sip smb_cmd smb_files smb_mapping smtp snmp socks",
  "software ssh ssl suricata_corelight syslog tunnel websocket weird x509",
]
  .join(" ")
  .split(" ");

const CATEGORIES: Readonly<Record<string, string>> = {
  dns: "dns",
  notice: "ids",
  intel: "ids",
  ssh: "authentication",
  suricata_corelight: "ids",
};

const OTHER: Logsource = logsource({ product: "zeek" });
const sources: ReadonlyMap<string, Logsource> = new Map(
  PATHS.map((path) => {
    const category = CATEGORIES[path];
    const names = { product: "zeek", service: path };
    return [path, logsource(category === undefined ? names : { ...names, category })];
  }),
);

/** Reads Zeek's JSON. */
export const zeekJson: JsonFormat = {
  name: "zeek",
  title: "Zeek log as JSON",
  kind: "json",
  read: readJson,
};

/** Reads Zeek's tab-separated lines; without the headers nobody can say what a column means. */
export const zeekLine: LineFormat = {
  name: "zeek-tsv",
  title: "Zeek log, tab-separated under #fields",
  kind: "line",
  read: readLine,
};

function readJson(object: JsonObject): Event | null {
  const ts = object["ts"];
  if (ts === undefined) return null;
  const stated = object["_path"];
  const path = typeof stated === "string" ? stated : guessPath(object);
  if (path === null) return null;
  const fields = fieldBag();
  for (const end of ["orig_h", "orig_p", "resp_h", "resp_p"]) {
    const name = `id.${end}`;
    if (object[name] === undefined && object[`id_${end}`] !== undefined) fields[name] = object[`id_${end}`];
  }
  const get = (name: string): FieldBag[string] => fields[name] ?? object[name];
  return toZeek("zeek", `JSON of Zeek's ${path} log`, path, toTime(ts), get, fields, object);
}

/** Keys that tell a log apart when the writer left out its name; a record without `uid` or address is not Zeek's. */
const SIGNS: readonly (readonly [string, readonly string[]])[] = [
  ["conn", ["conn_state"]],
  ["dns", ["query", "qtype"]],
  ["dns", ["trans_id", "rtt"]],
  ["http", ["trans_depth", "method"]],
  ["http", ["trans_depth", "host"]],
  ["dce_rpc", ["endpoint", "operation"]],
  ["smb_files", ["action", "path"]],
  ["smb_mapping", ["share_type"]],
  ["kerberos", ["request_type"]],
  ["ssh", ["auth_attempts"]],
  ["ssl", ["cipher", "curve"]],
  ["ssl", ["next_protocol"]],
  ["ssl", ["established"]],
  ["rdp", ["security_protocol"]],
  ["smtp", ["helo"]],
  ["ntlm", ["domainname"]],
  ["notice", ["note", "msg"]],
  ["weird", ["name", "notice"]],
  ["x509", ["certificate.serial"]],
  ["files", ["fuid", "analyzers"]],
];

function guessPath(object: JsonObject): string | null {
  const zeek =
    object["id.orig_h"] ?? object["id_orig_h"] ?? object["uid"] ?? object["fuid"] ?? object["note"];
  if (zeek === undefined && object["certificate.serial"] === undefined) return null;
  for (const [path, keys] of SIGNS) if (keys.every((key) => object[key] !== undefined)) return path;
  return object["id.orig_h"] === undefined ? null : "unknown";
}

function toZeek(
  format: string,
  why: string,
  path: string,
  time: number | null,
  get: (name: string) => FieldBag[string],
  fields: FieldBag,
  raw?: JsonObject,
): Event {
  const origin = toPlainAddress(get("src")) ?? toPlainAddress(get("id.orig_h"));
  fields["source.port"] = toPort(get("id.orig_p")) ?? undefined;
  fields["destination.ip"] = toPlainAddress(get("id.resp_h")) ?? undefined;
  fields["destination.port"] = toPort(get("id.resp_p")) ?? undefined;
  fields["network.transport"] = toText(get("proto"))?.toLowerCase();
  addMeaning(path, get, fields);
  const found = { format, why, time, origin, logsource: sources.get(path) ?? OTHER, fields };
  return toEvent(raw === undefined ? found : { ...found, raw });
}

function addMeaning(path: string, get: (name: string) => FieldBag[string], fields: FieldBag): void {
  if (path === "conn") fields["event.action"] = "connection";
  else if (path === "notice" || path === "intel") fields["event.action"] = "ids-alert";
  else if (path === "dns") {
    fields["record_type"] = get("qtype_name");
    fields["answer"] = get("answers");
    fields["dns.question.name"] = get("query");
  } else if (path === "ssl") {
    // base/protocols/ssl, and the scripts that add ja3, ja4 and the fingerprints of the chain, the server's own first
    fields["tls.client.server_name"] = get("server_name");
    fields["tls.client.ja3"] = get("ja3");
    fields["tls.client.ja4"] = get("ja4");
    fields["tls.server.subject"] = get("subject");
    fields["tls.server.issuer"] = get("issuer");
    const chain = get("cert_chain_fps");
    fields["tls.server.hash.sha256"] = Array.isArray(chain) ? chain[0] : undefined;
  } else if (path === "http") {
    fields["event.action"] = "request";
    fields["c-uri"] = get("uri");
    fields["c-useragent"] = get("user_agent");
    fields["url.original"] = get("uri");
    fields["user_agent.original"] = get("user_agent");
  } else if (path === "ssh" && get("auth_success") !== undefined && get("auth_success") !== null) {
    const success = get("auth_success") === true || get("auth_success") === "T";
    fields["event.action"] = "login";
    fields["event.outcome"] = success ? "success" : "failure";
  }
}

interface Layout {
  readonly version: number;
  readonly separator: string;
  readonly setSeparator: string;
  readonly unset: string;
  readonly empty: string;
  readonly path: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

const layouts = new WeakMap<Preamble, Layout>();

function layoutOf(preamble: Preamble): Layout | null {
  const known = layouts.get(preamble);
  if (known !== undefined && known.version === preamble.version) return known;
  const names = preamble.directive("#fields");
  if (names === undefined) return null;
  const separator = unescapeSeparator(preamble.directive("#separator") ?? "\\x09");
  const made: Layout = {
    version: preamble.version,
    separator,
    setSeparator: preamble.directive("#set_separator") ?? ",",
    unset: preamble.directive("#unset_field") ?? "-",
    empty: preamble.directive("#empty_field") ?? "(empty)",
    path: preamble.directive("#path") ?? "unknown",
    names: names.split(separator),
    types: (preamble.directive("#types") ?? "").split(separator),
  };
  layouts.set(preamble, made);
  return made;
}

function unescapeSeparator(text: string): string {
  const hex = /^\\x([0-9a-fA-F]{2})$/.exec(text);
  return hex === null ? text || "\t" : String.fromCharCode(Number.parseInt(hex[1] ?? "09", 16));
}

function readLine(line: string, context: ReadContext): Event | null {
  const layout = layoutOf(context.preamble);
  if (layout === null || !line.includes(layout.separator)) return null;
  const cells = line.split(layout.separator, layout.names.length + 1);
  if (cells.length !== layout.names.length || layout.names[0] !== "ts") return null;
  const time = toTime(cells[0]);
  if (time === null) return null;
  const fields = fieldBag();
  for (const [i, name] of layout.names.entries())
    addCell(fields, layout, name, layout.types[i] ?? "", cells[i]);
  const why = `line of Zeek's ${layout.path} log`;
  return toZeek("zeek-tsv", why, layout.path, time, (name) => fields[name], fields);
}

const NUMERIC: ReadonlySet<string> = new Set(["count", "int", "port", "double", "interval", "time"]);

function addCell(fields: FieldBag, layout: Layout, name: string, type: string, cell = ""): void {
  if (cell === layout.unset) return;
  if (cell === layout.empty) fields[name] = "";
  else if (type.startsWith("set[") || type.startsWith("vector["))
    fields[name] = cell.split(layout.setSeparator);
  else if (NUMERIC.has(type) && Number.isFinite(Number(cell))) fields[name] = Number(cell);
  else fields[name] = cell;
}
