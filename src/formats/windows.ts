/**
 * Windows events as JSON, in every shape that collectors write: nested as in the XML, flat (NXLog), Winlogbeat.
 * Event data name the client of a logon in `IpAddress`; Windows writes it, but local logons have none.
 * @module
 */
import type { Event } from "../model/event.ts";
import type { JsonFormat, JsonObject, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toTime } from "./json-value.ts";
import { serviceOf } from "./windows/channels.ts";
import { MADE, setFields, sourceOf, verdictOf } from "./windows/fill.ts";
import { glanceAt } from "./windows/glimpse.ts";
import { readShape, type WindowsRecord } from "./windows/shapes.ts";

/** Reads Windows events. */
export const windows: JsonFormat = {
  name: "windows",
  title: "Windows event as JSON (nested, flat, Winlogbeat), Sysmon included",
  kind: "json",
  read: readWindows,
  glance: glanceAt,
};

function readWindows(object: JsonObject, context: ReadContext): Event | null {
  const record = readShape(object);
  if (record === null) return null;
  const service = serviceOf(record.channel) ?? "";
  const time = timeOf(object, record, context);
  const origin = setFields(record, service);
  const event = toEvent({
    format: "windows",
    why: `Windows event, ${record.shape}`,
    time,
    origin,
    logsource: sourceOf(record),
    verdict: verdictOf(record, service),
    fields: record.fields,
    raw: object,
  });
  event.fields.made(MADE);
  return event;
}

/**
 * The event's own time. A collector's `@timestamp` may lag, but a local time without a zone is wrong by hours: what
 * states its zone comes first.
 */
function timeOf(object: JsonObject, record: WindowsRecord, context: ReadContext): number | null {
  const created = record.get("TimeCreated_SystemTime") ?? object["TimeCreated"];
  return (
    toTime(created) ??
    toTime(record.get("UtcTime")) ??
    toTime(object["@timestamp"]) ??
    toTime(object["EventTime"], context.zoneMinutes)
  );
}
