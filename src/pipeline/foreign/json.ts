/**
 * Alerts of other tools as JSON lines: by a mapping of dotted paths, or recognised: Suricata's EVE alerts
 * (docs.suricata.io, "EVE JSON Format") and Wazuh's alerts (documentation.wazuh.com, alerts.json).
 * The values were written by strangers; a path names own properties only.
 * @module
 */
import { parseAddress } from "../../base/address.ts";
import type { JsonObject } from "../../formats/format.ts";
import { toList, toObject, toText, toTime } from "../../formats/json-value.ts";
import { Preamble } from "../../formats/preamble.ts";
import { suricata } from "../../formats/suricata.ts";
import type { FieldValue } from "../../model/fields.ts";
import { type ForeignAlert, type Mapping, mapAlert } from "./mapping.ts";

/** What a line is: an alert, something that is none (a flow record among alerts), or unreadable. */
export type JsonRow = ForeignAlert | { readonly missing: string } | null;

/** Reads a line. @param mapping null recognises the tool */
export function readJsonLine(line: string, mapping: Mapping | null): JsonRow {
  const object = parse(line);
  if (object === null) return { missing: "no JSON object" };
  if (mapping !== null) return mapAlert(mapping, (path) => textAt(object, path));
  return readEve(object) ?? readWazuh(object) ?? (isEve(object) ? null : { missing: "no alert known" });
}

function parse(line: string): JsonObject | null {
  try {
    return toObject(JSON.parse(line));
  } catch {
    return null;
  }
}

function textAt(object: JsonObject, path: string): string | null {
  if (Object.hasOwn(object, path)) return scalar(object[path]);
  let value: FieldValue | undefined = object as FieldValue;
  for (const key of path.split(".")) {
    const inside = toObject(value);
    if (inside === null || !Object.hasOwn(inside, key)) return null;
    value = inside[key];
  }
  return scalar(value);
}

function scalar(value: FieldValue | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function isEve(object: JsonObject): boolean {
  return typeof object["event_type"] === "string" && typeof object["timestamp"] === "string";
}

/** EVE states whole times and the client itself: nothing of this is looked at. */
const CONTEXT = { referenceMs: 0, zoneMinutes: 0, trustedProxies: [], preamble: new Preamble() };

function readEve(object: JsonObject): ForeignAlert | null {
  const alert = toObject(object["alert"]);
  if (object["event_type"] !== "alert" || alert === null) return null;
  const timeMs = toTime(object["timestamp"]);
  const rule = toText(alert["signature"]) ?? toText(alert["signature_id"]);
  if (timeMs === null || rule === null) return null;
  const event = suricata.read(object, CONTEXT);
  const metadata = toObject(alert["metadata"]);
  return {
    timeMs,
    rule,
    host: toText(object["host"]),
    origin: event?.origin ?? null,
    body: null,
    techniques: techniques(metadata?.["mitre_technique_id"]),
    denied: alert["action"] === "blocked",
  };
}

function readWazuh(object: JsonObject): ForeignAlert | null {
  const rule = toObject(object["rule"]);
  const agent = toObject(object["agent"]);
  const id = toText(rule?.["id"]);
  const timeMs = toTime(object["timestamp"]);
  if (rule === null || id === null || timeMs === null || (agent === null && object["manager"] === undefined))
    return null;
  const description = toText(rule["description"]);
  const address = toText(toObject(object["data"])?.["srcip"]);
  return {
    timeMs,
    rule: description === null ? id : `${id} ${description}`,
    host: toText(agent?.["name"]),
    origin: address === null ? null : parseAddress(address),
    body: null,
    techniques: techniques(toObject(rule["mitre"])?.["id"]),
    denied: false,
  };
}

function techniques(value: FieldValue | undefined): readonly string[] {
  return toList(value)
    .map((one) => toText(one))
    .filter((one) => one !== null && /^T\d{4}(\.\d{3})?$/.test(one))
    .map(String);
}
