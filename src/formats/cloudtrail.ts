/**
 * AWS CloudTrail records. `sourceIPAddress` is an address for callers outside AWS, and a service's name otherwise.
 * @module
 */
import type { Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toObject, toText, toTime } from "./json-value.ts";

/** Reads CloudTrail records. */
export const cloudtrail: JsonFormat = {
  name: "cloudtrail",
  title: "AWS CloudTrail record",
  kind: "json",
  read: readCloudtrail,
};

const AUDIT: Logsource = logsource({ product: "aws", service: "cloudtrail" });
const LOGIN: Logsource = logsource({ category: "authentication", product: "aws", service: "cloudtrail" });

function readCloudtrail(object: JsonObject): Event | null {
  const name = toText(object["eventName"]);
  const version = toText(object["eventVersion"]);
  if (name === null || version === null || toText(object["eventSource"]) === null) return null;
  if (object["awsRegion"] === undefined && object["userIdentity"] === undefined) return null;
  const identity = toObject(object["userIdentity"]);
  const fields = fieldBag();
  fields["user.name"] = toText(identity?.["userName"]) ?? toText(identity?.["arn"]) ?? undefined;
  fields["user_agent.original"] = toText(object["userAgent"]) ?? undefined;
  const login = name === "ConsoleLogin";
  if (login) readLogin(object, fields);
  else {
    fields["event.action"] = "audit";
    fields["event.outcome"] = object["errorCode"] === undefined ? "success" : "failure";
  }
  return toEvent({
    format: "cloudtrail",
    why: "record with eventVersion and eventSource",
    time: toTime(object["eventTime"]),
    origin: toAddress(object["sourceIPAddress"]),
    logsource: login ? LOGIN : AUDIT,
    fields,
    raw: object,
  });
}

function readLogin(object: JsonObject, fields: FieldBag): void {
  const answer = toText(toObject(object["responseElements"])?.["ConsoleLogin"]);
  fields["event.action"] = "login";
  fields["event.outcome"] = answer === "Success" ? "success" : "failure";
}
