/**
 * ModSecurity and Coraza: the message that they leave in a web server's error log, and the JSON audit log.
 * @module
 */
import { parseClf } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import type { FieldBag, FieldValue } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toList, toNumber, toObject, toPort, toText, toTime } from "./json-value.ts";
import { webFields } from "./web.ts";

export const WAF: Logsource = logsource({ category: "waf", product: "modsecurity" });

const TAG = /\[([a-z_]{1,16}) "((?:[^"\\]|\\.)*)"\]/g;
const MAX_TAGS = 64;

const NAMES: Readonly<Record<string, string>> = {
  id: "rule.id",
  msg: "rule.name",
  severity: "event.severity",
  uri: "url.path",
  hostname: "url.domain",
};

/** The connector for nginx puts the client in front, which nginx itself names again at the end of the line. */
const MESSAGE = /^(?:\[client [^\]\s]{2,64}\] )?(?:ModSecurity|Coraza): /;

/** Whether the text is a ModSecurity message. */
export function isModsecurity(text: string): boolean {
  return MESSAGE.test(text);
}

/** Puts the rule that fired into the fields; the first tag of a name counts, later ones quote the client. */
export function readTags(text: string, fields: FieldBag): DeviceVerdict | null {
  let seen = 0;
  for (const match of text.matchAll(TAG)) {
    if (++seen > MAX_TAGS) break;
    const name = NAMES[match[1] ?? ""];
    if (name !== undefined && fields[name] === undefined) fields[name] = match[2] ?? "";
  }
  fields["event.action"] = "waf-alert";
  fields["message"] = text;
  return text.includes("Access denied") ? "denied" : null;
}

/** Reads the JSON audit log: `{"transaction": {...}}`. */
export const modsecurity: JsonFormat = {
  name: "modsecurity",
  title: "ModSecurity or Coraza audit log in JSON",
  kind: "json",
  read: readAudit,
};

function readAudit(object: JsonObject, context: ReadContext): Event | null {
  const transaction = toObject(object["transaction"]);
  if (transaction === null) return null;
  const ip = transaction["client_ip"] ?? transaction["remote_address"];
  if (toText(ip) === null) return null;
  const request = toObject(transaction["request"]) ?? toObject(object["request"]) ?? {};
  const response = toObject(transaction["response"]) ?? toObject(object["response"]) ?? {};
  const fields = requestFields(transaction, request, response);
  addRule(fields, messagesOf(object, transaction));
  fields["source.port"] = toPort(transaction["client_port"] ?? transaction["remote_port"]);
  fields["event.action"] = "waf-alert";
  return toEvent({
    format: "modsecurity",
    why: "audit log with a transaction",
    time: auditTime(transaction, context),
    origin: toAddress(ip),
    logsource: WAF,
    verdict: isDenied(object, transaction) ? "denied" : null,
    fields,
    raw: object,
  });
}

function auditTime(transaction: JsonObject, context: ReadContext): number | null {
  const unix = transaction["unix_timestamp"];
  if (typeof unix === "number") return toTime(unix);
  const text = toText(transaction["time_stamp"] ?? transaction["timestamp"] ?? transaction["time"]);
  if (text === null) return null;
  const iso = toTime(text.replaceAll("/", "-"), context.zoneMinutes);
  return iso ?? parseClf(text) ?? asctime(text);
}

/** `Wed Jan 17 10:00:00 2024`, as libmodsecurity writes it (UTC is not said, the server's zone is not either). */
function asctime(text: string): number | null {
  const m = /^[A-Za-z]{3} +([A-Za-z]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text);
  return m === null ? null : parseClf(`${(m[2] ?? "").padStart(2, "0")}/${m[1]}/${m[4]}:${m[3]}`);
}

function requestFields(transaction: JsonObject, request: JsonObject, response: JsonObject): FieldBag {
  const line = toText(request["request_line"])?.split(" ") ?? [];
  const headers = toObject(request["headers"]) ?? {};
  return webFields({
    ip: toAddress(transaction["client_ip"] ?? transaction["remote_address"]),
    method: toText(request["method"]) ?? line[0] ?? null,
    target: toText(request["uri"]) ?? line[1] ?? "",
    version: toText(request["http_version"] ?? request["protocol"]) ?? line[2] ?? null,
    status: toNumber(response["http_code"] ?? response["status"]),
    bytes: null,
    referrer: header(headers, "referer"),
    agent: header(headers, "user-agent"),
    user: null,
    host: header(headers, "host"),
  });
}

/** A header whatever its case; Coraza gives each as a list. */
function header(headers: JsonObject, name: string): string | null {
  for (const key of Object.keys(headers)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    const value = headers[key];
    return toText(Array.isArray(value) ? (value as readonly FieldValue[])[0] : value);
  }
  return null;
}

function messagesOf(object: JsonObject, transaction: JsonObject): readonly FieldValue[] {
  const audit = toObject(object["audit_data"]);
  return [
    ...toList(transaction["messages"]),
    ...toList(object["messages"]),
    ...toList(audit?.["messages"]),
    ...toList(audit?.["error_messages"]),
  ];
}

function addRule(fields: FieldBag, messages: readonly FieldValue[]): void {
  for (const message of messages) {
    if (typeof message === "string") readTags(message, fields);
    const inner = toObject(message);
    const details = toObject(inner?.["details"]) ?? toObject(inner?.["data"]);
    if (inner === null) continue;
    fields["rule.id"] ??= toText(details?.["ruleId"] ?? details?.["id"]) ?? undefined;
    fields["rule.name"] ??= toText(inner["message"]) ?? toText(details?.["msg"]) ?? undefined;
    fields["event.severity"] ??= toText(details?.["severity"]) ?? undefined;
  }
}

function isDenied(object: JsonObject, transaction: JsonObject): boolean {
  const action = toObject(toObject(object["audit_data"])?.["action"]);
  return transaction["is_interrupted"] === true || action?.["intercepted"] === true;
}
