/**
 * Microsoft Entra and Azure: sign-in logs, audit logs, activity logs and risk detections, as diagnostic settings write
 * them (`category`, `properties`) or as Microsoft Graph returns them.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, type FieldValue, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { parseObject, toAddress, toNumber, toObject, toText, toTime } from "./json-value.ts";

/** Reads Entra and Azure logs. */
export const azure: JsonFormat = {
  name: "azure",
  title: "Microsoft Entra or Azure log (sign-in, audit, activity, risk)",
  kind: "json",
  read: readAzure,
};

const product = "azure";
const SIGNIN: Logsource = logsource({ category: "authentication", product, service: "signinlogs" });
const AUDIT: Logsource = logsource({ product, service: "auditlogs" });
const ACTIVITY: Logsource = logsource({ product, service: "activitylogs" });
const RISK: Logsource = logsource({ product, service: ["pim", "riskdetection"] });

const BY_CATEGORY: Readonly<Record<string, Logsource>> = {
  signinlogs: SIGNIN,
  noninteractiveusersigninlogs: SIGNIN,
  serviceprincipalsigninlogs: SIGNIN,
  managedidentitysigninlogs: SIGNIN,
  adfssigninlogs: SIGNIN,
  auditlogs: AUDIT,
  administrative: ACTIVITY,
  action: ACTIVITY,
  write: ACTIVITY,
  delete: ACTIVITY,
  servicehealth: ACTIVITY,
  resourcehealth: ACTIVITY,
  security: ACTIVITY,
  policy: ACTIVITY,
  alert: ACTIVITY,
  recommendation: ACTIVITY,
  autoscale: ACTIVITY,
  riskyusers: RISK,
  userriskevents: RISK,
};

function readAzure(object: JsonObject): Event | null {
  const source = sourceOf(object);
  if (source === null) return null;
  const properties =
    toObject(object["properties"]) ?? parseObject(toText(object["properties"]) ?? "") ?? object;
  const fields = fieldBag();
  fillIn(object, properties, fields);
  if (source === SIGNIN) fillSignin(object, properties, fields);
  else fields["event.action"] = "audit";
  return toEvent({
    format: "azure",
    why: `Azure record of ${source.service.join(", ")}`,
    time: timeOf(object, properties),
    origin: clientOf(object, properties),
    logsource: source,
    fields,
    raw: object,
  });
}

function sourceOf(object: JsonObject): Logsource | null {
  const category = (toText(object["category"]) ?? toText(object["Category"]) ?? "").toLowerCase();
  const operation = object["operationName"] ?? object["OperationName"];
  if (object["riskEventType"] !== undefined && object["detectedDateTime"] !== undefined) return RISK;
  if (object["resourceId"] !== undefined && operation !== undefined && Object.hasOwn(BY_CATEGORY, category)) {
    return BY_CATEGORY[category] ?? null;
  }
  if (object["createdDateTime"] !== undefined && object["appDisplayName"] !== undefined) return SIGNIN;
  if (object["TimeGenerated"] !== undefined && object["ResultType"] !== undefined) {
    return object["UserPrincipalName"] === undefined ? AUDIT : SIGNIN;
  }
  if (object["activityDateTime"] !== undefined && object["activityDisplayName"] !== undefined) return AUDIT;
  return object["eventTimestamp"] !== undefined && object["resourceId"] !== undefined ? ACTIVITY : null;
}

/** Public rules spell the same field in Graph's way and in Log Analytics' way. */
const PASCAL = [
  "resultType",
  "resultDescription",
  "operationName",
  "category",
  "userPrincipalName",
  "authenticationRequirement",
  "conditionalAccessStatus",
  "networkLocationDetails",
  "riskState",
  "riskEventType",
  "resourceDisplayName",
  "deviceDetail",
  "status",
  "targetResources",
  "initiatedBy",
  "loggedByService",
  "activityDisplayName",
  "activityType",
  "resourceId",
  "additionalDetails",
  "userAgent",
  "appDisplayName",
  "clientAppUsed",
];

function fillIn(object: JsonObject, properties: JsonObject, fields: FieldBag): void {
  for (const name of PASCAL) {
    const pascal = name.charAt(0).toUpperCase() + name.slice(1);
    const value = object[name] ?? object[pascal] ?? properties[name] ?? properties[pascal];
    if (value === undefined) continue;
    fields[name] ??= plain(value);
    fields[pascal] ??= plain(value);
  }
  const operation = toText(fields["operationName"]) ?? toText(fields["activityDisplayName"]);
  fields["properties.message"] = toText(properties["message"]) ?? operation ?? undefined;
  fields["ActivityDisplayName"] ??= operation ?? undefined;
  fields["OperationName"] ??= operation ?? undefined;
  fields["user.name"] = userOf(object, properties) ?? undefined;
  fields["user_agent.original"] = toText(fields["userAgent"]) ?? undefined;
}

/** Exports hold lists and objects as text; empty lists stay text, for rules ask for `'[]'`. */
function plain(value: FieldValue): FieldValue {
  if (Array.isArray(value) && value.length === 0) return "[]";
  const local = toObject(value);
  return local !== null && typeof local["localizedValue"] === "string" ? (local["value"] ?? null) : value;
}

function fillSignin(object: JsonObject, properties: JsonObject, fields: FieldBag): void {
  const status = toObject(properties["status"]);
  const code = toNumber(status?.["errorCode"] ?? object["resultType"] ?? object["ResultType"]);
  if (code !== null) {
    fields["ResultType"] = code;
    fields["resultType"] = code;
  }
  fields["ResultDescription"] ??= toText(status?.["failureReason"]) ?? undefined;
  fields["resultDescription"] ??= fields["ResultDescription"];
  fields["ClientApp"] = toText(fields["clientAppUsed"]) ?? undefined;
  fields["ActivityDetails"] = "Sign-ins";
  fields["event.action"] = "login";
  fields["event.outcome"] = code === null ? undefined : code === 0 ? "success" : "failure";
}

function userOf(object: JsonObject, properties: JsonObject): string | null {
  const actor = toObject(toObject(properties["initiatedBy"])?.["user"]);
  return (
    toText(properties["userPrincipalName"]) ??
    toText(object["UserPrincipalName"]) ??
    toText(actor?.["userPrincipalName"]) ??
    toText(object["caller"]) ??
    toText(object["identity"])
  );
}

function timeOf(object: JsonObject, properties: JsonObject): number | null {
  for (const name of ["createdDateTime", "activityDateTime", "detectedDateTime"]) {
    const time = toTime(properties[name]);
    if (time !== null) return time;
  }
  return toTime(object["time"]) ?? toTime(object["TimeGenerated"]) ?? toTime(object["eventTimestamp"]);
}

/** The service writes the caller's address; where two keys differ, nobody is named. */
function clientOf(object: JsonObject, properties: JsonObject): string | null {
  const found = new Set<string>();
  const actor = toObject(toObject(properties["initiatedBy"])?.["user"]);
  const request = toObject(object["httpRequest"]) ?? toObject(properties["httpRequest"]);
  const values = [
    properties["ipAddress"],
    object["IPAddress"],
    object["callerIpAddress"],
    object["CallerIpAddress"],
    actor?.["ipAddress"],
    request?.["clientIpAddress"],
  ];
  for (const value of values) {
    const ip = toAddress(value);
    if (ip !== null) found.add(ip);
  }
  const [only] = [...found];
  return found.size === 1 ? (only ?? null) : null;
}
