/**
 * Microsoft 365 unified audit log: records as they come from the API, or exported with the record as text in
 * `AuditData`. The service writes the client's address, in several spellings and under several keys.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, type FieldValue, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { parseObject, toAddress, toList, toObject, toText, toTime } from "./json-value.ts";

/** Reads unified audit records. */
export const m365: JsonFormat = {
  name: "m365",
  title: "Microsoft 365 unified audit record",
  kind: "json",
  read: readM365,
};

const product = "m365";
const AUDIT: Logsource = logsource({ product, service: "audit" });
const LOGIN: Logsource = logsource({ category: "authentication", product, service: "audit" });
const EXCHANGE: Logsource = logsource({ product, service: ["audit", "exchange"] });
const THREATS: Logsource = logsource({
  product,
  service: ["audit", "exchange", "threat_detection", "threat_management"],
});

function readM365(object: JsonObject, context: ReadContext): Event | null {
  const wrapped = object["AuditData"];
  if (wrapped === undefined) return readRecord(object, object, context);
  const inner = typeof wrapped === "string" ? parseObject(wrapped) : toObject(wrapped);
  return inner === null ? null : readRecord(inner, object, context);
}

/** Reads a record; also used for exports as CSV. */
export function readAuditData(text: string, context: ReadContext): Event | null {
  const object = parseObject(text);
  return object === null ? null : readRecord(object, object, context);
}

function readRecord(record: JsonObject, outer: JsonObject, context: ReadContext): Event | null {
  const operation = toText(record["Operation"]);
  const time = record["CreationTime"] ?? outer["CreationDate"];
  if (operation === null || time === undefined) return null;
  if (record["Workload"] === undefined && record["RecordType"] === undefined) return null;
  const fields = fieldBag();
  fillIn(record, operation, fields);
  return toEvent({
    format: "m365",
    why: outer === record ? "unified audit record" : "unified audit record in AuditData",
    time: toTime(time) ?? toTime(record["CreationTime"]) ?? american(time, context),
    origin: clientOf(record),
    logsource: sourceOf(record, operation),
    fields,
    raw: record,
  });
}

/** Keys under which the services write the client. All present ones must agree. */
const CLIENT_KEYS = ["ClientIP", "ClientIPAddress", "ActorIpAddress", "ClientIp"];

function clientOf(record: JsonObject): string | null {
  const found = new Set<string>();
  for (const key of CLIENT_KEYS) {
    const ip = toAddress(record[key]);
    if (ip !== null) found.add(ip);
  }
  const [only] = found;
  return found.size === 1 ? (only ?? null) : null;
}

const LOGINS: ReadonlyMap<string, "success" | "failure"> = new Map([
  ["UserLoggedIn", "success"],
  ["UserLoginFailed", "failure"],
  ["MailboxLogin", "success"],
  ["SignInEvent", "success"],
]);

function fillIn(record: JsonObject, operation: string, fields: FieldBag): void {
  fields["user.name"] = toText(record["UserId"]) ?? undefined;
  fields["event.action"] = "audit";
  fields["event.outcome"] = outcomeOf(record);
  const login = LOGINS.get(operation);
  if (login !== undefined) {
    fields["event.action"] = "login";
    fields["event.outcome"] = isFailed(record) ? "failure" : login;
  }
  addProperties(record["ExtendedProperties"], fields, "ExtendedProperties");
  addProperties(record["DeviceProperties"], fields, "DeviceProperties");
  addProperties(record["Parameters"], fields, "Parameters");
  fields["RequestType"] = fields["ExtendedProperties.RequestType"];
  fields["user_agent.original"] =
    toText(fields["ExtendedProperties.UserAgent"]) ?? toText(record["UserAgent"]) ?? undefined;
  addAlert(record, fields);
}

const MAX_PROPERTIES = 128;

/** Lists of `{Name, Value}` become fields of their own. */
function addProperties(value: FieldValue | undefined, fields: FieldBag, prefix: string): void {
  for (const item of toList(value).slice(0, MAX_PROPERTIES)) {
    const pair = toObject(item);
    const name = toText(pair?.["Name"]);
    if (name !== null) fields[`${prefix}.${name}`] = pair?.["Value"];
  }
}

/** Alerts of the compliance centre, by the names that public rules use. */
function addAlert(record: JsonObject, fields: FieldBag): void {
  if (record["Workload"] !== "SecurityComplianceCenter") return;
  const status = toText(record["ResultStatus"] ?? record["Status"]);
  fields["eventSource"] = "SecurityComplianceCenter";
  fields["eventName"] = toText(record["Name"]) ?? toText(record["AlertName"]) ?? toText(record["Operation"]);
  fields["status"] = status === null || /^(?:succe|active|investigating)/i.test(status) ? "success" : status;
}

function outcomeOf(record: JsonObject): string | undefined {
  const status = toText(record["ResultStatus"]);
  if (status === null) return undefined;
  return isFailed(record)
    ? "failure"
    : /^(?:succe|true|partiallysucceeded)/i.test(status)
      ? "success"
      : undefined;
}

function isFailed(record: JsonObject): boolean {
  return (
    /^(?:fail|false)/i.test(toText(record["ResultStatus"]) ?? "") || record["Operation"] === "UserLoginFailed"
  );
}

function sourceOf(record: JsonObject, operation: string): Logsource {
  if (LOGINS.has(operation)) return LOGIN;
  if (record["Workload"] === "SecurityComplianceCenter") return THREATS;
  return record["Workload"] === "Exchange" ? EXCHANGE : AUDIT;
}

/** `1/31/2024 5:04:03 PM`, as the portal exports it, in UTC. */
function american(value: FieldValue | undefined, context: ReadContext): number | null {
  const m = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d)(?: (AM|PM))?$/.exec(toText(value) ?? "");
  if (m === null) return null;
  const half = m[7] === undefined ? Number(m[4]) : (Number(m[4]) % 12) + (m[7] === "PM" ? 12 : 0);
  const two = (text: string | number | undefined): string => String(text).padStart(2, "0");
  return toTime(`${m[3]}-${two(m[1])}-${two(m[2])}T${two(half)}:${m[5]}:${m[6]}Z`, context.zoneMinutes);
}
