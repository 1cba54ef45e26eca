/**
 * The shapes in which collectors write a Windows event as JSON, brought to one: system fields by Sigma's names, event
 * data at top level. A flat record is left as it is; only what it lacks is added.
 * @module
 */
import { type FieldBag, type FieldValue, fieldBag } from "../../model/fields.ts";
import type { JsonObject } from "../format.ts";
import { toNumber, toObject, toText } from "../json-value.ts";

/** An event in the one shape. */
export interface WindowsRecord {
  /** The name of the shape, for a person. */
  readonly shape: string;
  readonly id: number;
  readonly channel: string;
  /** Fields to set: everything for nested shapes, only what is missing for flat ones. */
  readonly fields: FieldBag;
  /** A field of the event, whether set or in the record. */
  get(name: string): FieldValue | undefined;
}

/** Gives the value of a key of an object, or undefined. */
export type KeyReader = (name: string) => FieldValue | undefined;

/** The event that the object holds, or null when it is no Windows event. */
export function readShape(object: JsonObject): WindowsRecord | null {
  if (object["EventID"] !== undefined) return readFlat((name) => object[name], unspaced(object));
  const event = toObject(object["Event"]) ?? object;
  const system = toObject(event["System"]);
  if (system !== null && system["EventID"] !== undefined) return readNested(event, system);
  const winlog = toObject(object["winlog"]);
  return winlog === null ? null : readWinlog(object, winlog);
}

const FLAT_KEYS = ["Channel", "SourceName", "Provider_Name", "ProviderName", "LogName", "EventLog"];

/** A flat event, read through whatever gives its keys. @param fields what is set already, over its keys */
export function readFlat(own: KeyReader, fields: FieldBag = fieldBag()): WindowsRecord | null {
  const written = own("EventID");
  const id = idOf(written);
  if (id === null || !FLAT_KEYS.some((key) => typeof own(key) === "string")) return null;
  const channel = toText(own("Channel") ?? own("LogName") ?? own("EventLog")) ?? "";
  const get = (name: string): FieldValue | undefined => fields[name] ?? own(name);
  if (typeof written !== "number") fields["EventID"] = id;
  alias(fields, own, "Channel", ["LogName", "EventLog"]);
  alias(fields, own, "Provider_Name", ["SourceName", "ProviderName", "Provider"]);
  alias(fields, own, "Computer", ["Hostname", "ComputerName", "MachineName", "host"]);
  if (channel.toUpperCase() === "RPCFW") alias(fields, own, "EventLog", ["Channel", "LogName"]);
  return { shape: "flat", id, channel, fields, get };
}

/** Keys with spaces (`Threat Name`), under their names without. */
function unspaced(object: JsonObject): FieldBag {
  const fields = fieldBag();
  for (const key in object) if (key.includes(" ")) fields[key.replaceAll(" ", "")] = object[key];
  return fields;
}

function alias(fields: FieldBag, own: KeyReader, name: string, from: readonly string[]): void {
  if (own(name) !== undefined) return;
  for (const key of from) {
    const text = toText(own(key));
    if (text !== null) {
      fields[name] = text;
      return;
    }
  }
}

/** `4624`, `"4624"`, or `{"#text": 4624, "#attributes": {"Qualifiers": ...}}`. */
function idOf(value: FieldValue | undefined): number | null {
  const id = toNumber(toObject(value)?.["#text"] ?? toObject(value)?.["Value"] ?? value);
  return id !== null && Number.isInteger(id) ? id : null;
}

const ATTRIBUTES = ["Provider", "TimeCreated", "Execution", "Security", "Correlation"];
const PLAIN = ["Version", "Level", "Task", "Opcode", "Keywords", "EventRecordID", "Channel", "Computer"];

function readNested(event: JsonObject, system: JsonObject): WindowsRecord | null {
  const id = idOf(system["EventID"]);
  if (id === null) return null;
  const fields = fieldBag();
  for (const name of ATTRIBUTES) addAttributes(fields, name, system[name]);
  for (const name of PLAIN) if (system[name] !== undefined) fields[name] = textNode(system[name]);
  addEventData(fields, event["EventData"]);
  addUserData(fields, event["UserData"]);
  fields["EventID"] = id;
  const channel = toText(textNode(system["Channel"])) ?? "";
  fields["Channel"] = channel;
  return { shape: "nested", id, channel, fields, get: (name) => fields[name] };
}

/** `{"#attributes": {"Name": "x"}}`, `{"@Name": "x"}` or `{"Name": "x"}` become `Provider_Name`. */
function addAttributes(fields: FieldBag, name: string, value: FieldValue | undefined): void {
  const node = toObject(value);
  const attributes = toObject(node?.["#attributes"]) ?? node;
  if (attributes === null) return;
  for (const key of Object.keys(attributes)) {
    const plain = key.startsWith("@") || key.startsWith("_") ? key.slice(1) : key;
    const inner = attributes[key];
    if (inner !== null && typeof inner !== "object") fields[`${name}_${plain}`] = inner;
  }
}

/** A node with attributes keeps its text under `#text` (or `$`, `_`). */
function textNode(value: FieldValue | undefined): FieldValue {
  const node = toObject(value);
  if (node === null) return value ?? null;
  return node["#text"] ?? node["$"] ?? node["Value"] ?? null;
}

function addEventData(fields: FieldBag, value: FieldValue | undefined): void {
  if (Array.isArray(value)) {
    addDataList(fields, value as readonly FieldValue[]);
    return;
  }
  const data = toObject(value);
  if (data === null) return;
  for (const key of Object.keys(data)) {
    if (key.startsWith("#") || key.startsWith("@")) continue;
    const inner = data[key];
    if (key === "Data") addData(fields, inner);
    else fields[key.replaceAll(" ", "")] = textNode(inner);
  }
}

/** `Data`: a list of named values, one named value, or texts without names. */
function addData(fields: FieldBag, value: FieldValue | undefined): void {
  if (Array.isArray(value)) addDataList(fields, value as readonly FieldValue[]);
  else addDataList(fields, [value ?? null]);
}

function addDataList(fields: FieldBag, list: readonly FieldValue[]): void {
  const unnamed: FieldValue[] = [];
  for (const item of list) {
    const name = nameOf(item);
    const text = textNode(item);
    if (name !== null) fields[name.replaceAll(" ", "")] = text;
    else if (Array.isArray(text)) unnamed.push(...(text as readonly FieldValue[]));
    else if (text !== null) unnamed.push(text);
  }
  if (unnamed.length > 0) fields["Data"] = unnamed.length === 1 ? (unnamed[0] ?? null) : unnamed;
}

function nameOf(item: FieldValue): string | null {
  const node = toObject(item);
  return toText(node?.["@Name"] ?? toObject(node?.["#attributes"])?.["Name"] ?? node?.["Name"]);
}

/** `UserData` holds one element of the provider's own name, whose children are the fields. */
function addUserData(fields: FieldBag, value: FieldValue | undefined): void {
  const data = toObject(value);
  if (data === null) return;
  for (const inner of Object.values(data)) {
    const element = toObject(inner);
    if (element === null) continue;
    for (const key of Object.keys(element)) {
      if (!key.startsWith("#") && !key.startsWith("@"))
        fields[key.replaceAll(" ", "")] ??= textNode(element[key]);
    }
  }
}

const WINLOG_NAMES: readonly (readonly [string, string])[] = [
  ["provider_name", "Provider_Name"],
  ["provider_guid", "Provider_Guid"],
  ["computer_name", "Computer"],
  ["channel", "Channel"],
  ["task", "Task"],
  ["opcode", "Opcode"],
  ["version", "Version"],
  ["record_id", "EventRecordID"],
  ["keywords", "Keywords"],
];

function readWinlog(object: JsonObject, winlog: JsonObject): WindowsRecord | null {
  const id = idOf(winlog["event_id"]);
  const channel = toText(winlog["channel"]) ?? "";
  if (id === null) return null;
  const fields = fieldBag();
  for (const [from, to] of WINLOG_NAMES) if (winlog[from] !== undefined) fields[to] = winlog[from];
  addEventData(fields, winlog["event_data"]);
  addEventData(fields, winlog["user_data"]);
  const message = toText(object["message"]);
  if (message !== null) fields["Message"] = message;
  fields["EventID"] = id;
  fields["Channel"] = channel;
  return { shape: "winlogbeat", id, channel, fields, get: (name) => fields[name] };
}
