/**
 * Google: Workspace activities (Reports API) and Cloud audit logs.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, type FieldValue, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toList, toNumber, toObject, toText, toTime } from "./json-value.ts";

/** Reads Workspace activities. */
export const googleWorkspace: JsonFormat = {
  name: "google-workspace",
  title: "Google Workspace activity (admin, login and others)",
  kind: "json",
  read: readActivity,
};

/** Reads Cloud audit logs. */
export const googleCloud: JsonFormat = {
  name: "google-cloud",
  title: "Google Cloud audit log entry",
  kind: "json",
  read: readEntry,
};

const product = "gcp";
const ADMIN: Logsource = logsource({ product, service: "google_workspace.admin" });
const LOGIN: Logsource = logsource({
  category: "authentication",
  product,
  service: "google_workspace.login",
});
const OTHER: Logsource = logsource({ product, service: "google_workspace" });
const AUDIT: Logsource = logsource({ product, service: "gcp.audit" });

function readActivity(object: JsonObject): Event | null {
  const id = toObject(object["id"]);
  const application = toText(id?.["applicationName"]);
  const events = toList(object["events"]).map(toObject);
  if (id === null || application === null || !Array.isArray(object["events"])) return null;
  const fields = fieldBag();
  fields["eventService"] = `${application}.googleapis.com`;
  fields["eventName"] = events.map((event) => toText(event?.["name"])).filter((name) => name !== null);
  for (const event of events) addParameters(event, fields);
  fields["user.name"] = toText(toObject(object["actor"])?.["email"]) ?? undefined;
  const login = application === "login" && readLogin(fields);
  fields["event.action"] ??= "audit";
  return toEvent({
    format: "google-workspace",
    why: `Workspace activity of ${application.slice(0, 64)}`,
    time: toTime(id["time"]),
    origin: toAddress(object["ipAddress"]),
    logsource: login || application === "login" ? LOGIN : application === "admin" ? ADMIN : OTHER,
    fields,
    raw: object,
  });
}

const MAX_PARAMETERS = 256;

/** Parameters become fields: `SETTING_NAME` also as `setting_name`, as public rules spell it. */
function addParameters(event: JsonObject | null, fields: FieldBag): void {
  for (const item of toList(event?.["parameters"]).slice(0, MAX_PARAMETERS)) {
    const parameter = toObject(item);
    const name = toText(parameter?.["name"]);
    if (name === null || parameter === null || name in fields) continue;
    const value: FieldValue | undefined =
      parameter["value"] ?? parameter["boolValue"] ?? parameter["intValue"] ?? parameter["multiValue"];
    fields[name] = value;
    fields[name.toLowerCase()] ??= value;
  }
}

function readLogin(fields: FieldBag): boolean {
  const names = fields["eventName"];
  const has = (name: string): boolean => Array.isArray(names) && names.includes(name);
  const failed = has("login_failure") || has("2sv_verification_failure");
  if (!failed && !has("login_success") && !has("login_challenge")) return false;
  fields["event.action"] = "login";
  fields["event.outcome"] = failed ? "failure" : has("login_success") ? "success" : undefined;
  return true;
}

function readEntry(object: JsonObject): Event | null {
  const data = toObject(object["data"]);
  const payload = toObject(object["protoPayload"]) ?? toObject(data?.["protoPayload"]);
  const method = toText(payload?.["methodName"]);
  if (payload === null || (method === null && payload["serviceName"] === undefined)) return null;
  const fields = fieldBag();
  fields["gcp.audit.method_name"] = method ?? undefined;
  fields["user.name"] = toText(toObject(payload["authenticationInfo"])?.["principalEmail"]) ?? undefined;
  fields["event.action"] = "audit";
  const code = toNumber(toObject(payload["status"])?.["code"]);
  fields["event.outcome"] = code === null || code === 0 ? "success" : "failure";
  fields["eventService"] = toText(payload["serviceName"]) ?? undefined;
  const service = toText(payload["serviceName"]) ?? "";
  addMetadata(payload, fields);
  return toEvent({
    format: "google-cloud",
    why: "Cloud audit log entry",
    time: toTime(object["timestamp"]) ?? toTime(data?.["timestamp"]) ?? toTime(object["receiveTimestamp"]),
    origin: toAddress(toObject(payload["requestMetadata"])?.["callerIp"]),
    logsource:
      service === "login.googleapis.com" ? LOGIN : service === "admin.googleapis.com" ? ADMIN : AUDIT,
    fields,
    // Public rules speak of `data.protoPayload` (a Pub/Sub export) and of `protoPayload`: both are there.
    raw: { ...object, data: data ?? object, protoPayload: payload },
  });
}

/** Workspace events that come through Cloud Logging keep their names in the metadata. */
function addMetadata(payload: JsonObject, fields: FieldBag): void {
  const events = toList(toObject(payload["metadata"])?.["event"]).map(toObject);
  const names = events.map((event) => toText(event?.["eventName"])).filter((name) => name !== null);
  if (names.length === 0) return;
  fields["eventName"] = names;
  for (const event of events) addParameters({ parameters: event?.["parameter"] ?? null }, fields);
}
