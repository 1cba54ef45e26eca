/**
 * Okta system log.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toObject, toText, toTime } from "./json-value.ts";

/** Reads Okta's system log. */
export const okta: JsonFormat = {
  name: "okta",
  title: "Okta system log event",
  kind: "json",
  read: readOkta,
};

const AUDIT: Logsource = logsource({ product: "okta", service: "okta" });
const LOGIN: Logsource = logsource({ category: "authentication", product: "okta", service: "okta" });
const LOGINS = ["user.session.start", "user.authentication.", "policy.evaluate_sign_on"];

function readOkta(object: JsonObject): Event | null {
  const type = toText(object["eventType"]);
  const actor = toObject(object["actor"]);
  if (type === null || actor === null || object["published"] === undefined) return null;
  const client = toObject(object["client"]);
  const login = LOGINS.some((prefix) => type.startsWith(prefix));
  const fields = fieldBag();
  fields["user.name"] = toText(actor["alternateId"]) ?? undefined;
  fields["user_agent.original"] = toText(toObject(client?.["userAgent"])?.["rawUserAgent"]) ?? undefined;
  fields["event.action"] = login ? "login" : "audit";
  fields["event.outcome"] = outcomeOf(object);
  addLowerCase(object, fields);
  return toEvent({
    format: "okta",
    why: `system log event with eventType and actor`,
    time: toTime(object["published"]),
    origin: toAddress(client?.["ipAddress"]),
    logsource: login ? LOGIN : AUDIT,
    fields,
    raw: object,
  });
}

function outcomeOf(object: JsonObject): "success" | "failure" | undefined {
  const result = toText(toObject(object["outcome"])?.["result"])?.toUpperCase();
  if (result === "SUCCESS" || result === "ALLOW") return "success";
  return result === "FAILURE" || result === "DENY" ? "failure" : undefined;
}

/** Some collectors, and the rules written for them, spell all keys in lower case. */
function addLowerCase(object: JsonObject, fields: FieldBag): void {
  for (const name of ["eventType", "displayMessage", "securityContext", "debugContext", "legacyEventType"]) {
    if (object[name] !== undefined) fields[name.toLowerCase()] = object[name];
  }
}
