/**
 * GitHub audit log.
 * @module
 */
import type { Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject } from "./format.ts";
import { toEvent } from "./format.ts";
import { toAddress, toText, toTime } from "./json-value.ts";

/** Reads GitHub's audit log. */
export const github: JsonFormat = {
  name: "github",
  title: "GitHub audit log event",
  kind: "json",
  read: readGithub,
};

const AUDIT: Logsource = logsource({ product: "github", service: "audit" });

function readGithub(object: JsonObject): Event | null {
  const action = toText(object["action"]);
  const known = object["_document_id"] ?? object["actor_id"] ?? object["org_id"] ?? object["business_id"];
  if (action === null || known === undefined || !/^[a-z0-9_]+\.[a-z0-9_.]+$/.test(action)) return null;
  if (object["@timestamp"] === undefined && object["created_at"] === undefined) return null;
  const fields = fieldBag();
  fields["user.name"] = toText(object["actor"]) ?? undefined;
  fields["event.action"] = "audit";
  fields["user_agent.original"] = toText(object["user_agent"]) ?? undefined;
  return toEvent({
    format: "github",
    why: "audit log event with action and actor",
    time: toTime(object["@timestamp"]) ?? toTime(object["created_at"]),
    origin: toAddress(object["actor_ip"]),
    logsource: AUDIT,
    fields,
    raw: object,
  });
}
