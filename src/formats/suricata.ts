/**
 * Suricata's EVE records. In an alert `src_ip` is the sender of the packet, which for a rule on responses is the victim:
 * the client is the one who opened the flow, as far as the record tells.
 * @module
 */
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { toList, toNumber, toObject, toPlainAddress, toPort, toText, toTime } from "./json-value.ts";

const TYPES = [
  "alert anomaly arp bittorrent_dht dcerpc dhcp dnp3 dns drop enip fileinfo flow frame ftp ftp_data http http2 ike ikev2 krb5",
  "ldap mdns metadata modbus mqtt netflow nfs pgsql pop3 quic rdp rfb sip smb smtp snmp ssh stats tftp tls websocket",
]
  .join(" ")
  .split(" ");

const CATEGORIES: Readonly<Record<string, string>> = {
  alert: "ids",
  anomaly: "ids",
  drop: "ids",
  dns: "dns",
};

const sources: ReadonlyMap<string, Logsource> = new Map(
  TYPES.map((type) => {
    const category = CATEGORIES[type];
    const names = { product: "suricata", service: type };
    return [type, logsource(category === undefined ? names : { ...names, category })];
  }),
);

/** Reads Suricata's EVE log. */
export const suricata: JsonFormat = {
  name: "suricata",
  title: "Suricata EVE record",
  kind: "json",
  read: readSuricata,
};

function readSuricata(object: JsonObject): Event | null {
  const type = object["event_type"];
  const source = typeof type === "string" ? sources.get(type) : undefined;
  if (source === undefined || typeof type !== "string" || typeof object["timestamp"] !== "string")
    return null;
  if (object["src_ip"] === undefined && object["flow_id"] === undefined && object[type] === undefined)
    return null;
  const fields = fieldBag();
  addEnds(object, fields);
  addDetails(type, object, fields);
  const client = clientOf(type, object);
  fields["source.port"] = client === object["src_ip"] ? toPort(object["src_port"]) : undefined;
  return toEvent({
    format: "suricata",
    why: `EVE record of type ${type}`,
    time: toTime(object["timestamp"]),
    origin: client,
    logsource: source,
    verdict: verdictOf(type, object),
    fields,
    raw: object,
  });
}

function addEnds(object: JsonObject, fields: FieldBag): void {
  fields["dst_ip"] = toText(object["dest_ip"]) ?? undefined;
  fields["dst_port"] = toPort(object["dest_port"]) ?? undefined;
  fields["destination.ip"] = fields["dst_ip"];
  fields["destination.port"] = fields["dst_port"];
  fields["network.transport"] = toText(object["proto"])?.toLowerCase();
  fields["host.name"] = toText(object["host"]) ?? undefined;
}

function addDetails(type: string, object: JsonObject, fields: FieldBag): void {
  const alert = toObject(object["alert"]);
  if (alert !== null) {
    fields["event.action"] = "ids-alert";
    fields["rule.id"] = toText(alert["signature_id"]) ?? undefined;
    fields["rule.name"] = toText(alert["signature"]) ?? undefined;
    fields["rule.category"] = toText(alert["category"]) ?? undefined;
    fields["event.severity"] = toNumber(alert["severity"]) ?? undefined;
  } else if (type === "flow" || type === "netflow") fields["event.action"] = "connection";
  const http = toObject(object["http"]);
  if (http !== null) addHttp(http, fields);
  const tls = toObject(object["tls"]);
  if (tls !== null) addTls(tls, fields);
  if (type === "dns") addDns(object, fields);
}

function addHttp(http: JsonObject, fields: FieldBag): void {
  fields["url.original"] = toText(http["url"]) ?? undefined;
  fields["http.request.method"] = toText(http["http_method"]) ?? undefined;
  fields["http.response.status_code"] = toNumber(http["status"]) ?? undefined;
  fields["user_agent.original"] = toText(http["http_user_agent"]) ?? undefined;
}

/** Suricata's user guide, "EVE JSON Format", event type TLS: the fingerprint is SHA-1, its bytes apart by colons. */
function addTls(tls: JsonObject, fields: FieldBag): void {
  fields["tls.client.server_name"] = toText(tls["sni"]) ?? undefined;
  fields["tls.client.ja3"] = toText(toObject(tls["ja3"])?.["hash"]) ?? undefined;
  fields["tls.client.ja4"] = toText(tls["ja4"]) ?? undefined;
  fields["tls.server.subject"] = toText(tls["subject"]) ?? undefined;
  fields["tls.server.issuer"] = toText(tls["issuerdn"]) ?? undefined;
  fields["tls.server.hash.sha1"] = toText(tls["fingerprint"])?.replaceAll(":", "").toLowerCase();
}

function addDns(object: JsonObject, fields: FieldBag): void {
  const dns = toObject(object["dns"]);
  const query = toObject(toList(dns?.["queries"])[0]) ?? toObject(toList(dns?.["query"])[0]) ?? dns;
  if (query === null) return;
  fields["query"] = toText(query["rrname"]) ?? undefined;
  fields["dns.question.name"] = fields["query"];
  fields["record_type"] = toText(query["rrtype"]) ?? undefined;
  const answers = toList(dns?.["answers"]).map((answer) => toText(toObject(answer)?.["rdata"]));
  const texts = answers.filter((text) => text !== null);
  if (texts.length > 0) fields["answer"] = texts;
}

/** Record types that Suricata writes by flow, so that `src_ip` is always the client. */
const BY_FLOW: ReadonlySet<string> = new Set(
  TYPES.filter((type) => !["alert", "anomaly", "drop", "fileinfo", "frame", "stats"].includes(type)),
);

function clientOf(type: string, object: JsonObject): string | null {
  const source = toPlainAddress(object["src_ip"]);
  const target = toPlainAddress(object["dest_ip"]);
  const opener = toPlainAddress(toObject(object["flow"])?.["src_ip"]);
  if (opener !== null && (opener === source || opener === target)) return opener;
  if (object["direction"] === "to_server") return source;
  if (object["direction"] === "to_client") return target;
  if (BY_FLOW.has(type)) return source;
  const transport = toText(object["proto"])?.toUpperCase() ?? "";
  if (transport !== "TCP" && transport !== "UDP") return source;
  return byPorts(object, source, target);
}

const FIRST_FREE_PORT = 1024;

/** Old versions state no direction: a service listens on the lower port. Where that does not decide, nobody is named. */
function byPorts(object: JsonObject, source: string | null, target: string | null): string | null {
  const from = toPort(object["src_port"]);
  const to = toPort(object["dest_port"]);
  if (from === null || to === null) return null;
  if (to < from) return source;
  return from < FIRST_FREE_PORT && to >= FIRST_FREE_PORT ? target : null;
}

function verdictOf(type: string, object: JsonObject): DeviceVerdict | null {
  if (type === "drop") return "denied";
  if (type !== "alert") return null;
  const action = toText(toObject(object["verdict"])?.["action"]);
  if (action === "drop" || action === "reject") return "denied";
  const alert = toText(toObject(object["alert"])?.["action"]);
  if (alert === "blocked") return "denied";
  return alert === "allowed" ? "allowed" : null;
}
