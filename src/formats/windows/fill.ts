/**
 * What rules ask for and a Windows event says under another name, or in parts: set beside its own fields.
 * @module
 */
import type { DeviceVerdict } from "../../model/event.ts";
import type { FieldBag, FieldValue } from "../../model/fields.ts";
import type { Logsource } from "../../model/logsource.ts";
import { toAddress, toPort, toText } from "../json-value.ts";
import { windowsSource } from "./channels.ts";
import type { WindowsRecord } from "./shapes.ts";

/** Sets what rules ask for and the record does not say under that name. @returns the client */
export function setFields(record: WindowsRecord, service: string): string | null {
  fillIn(record, service);
  const { fields } = record;
  const client = clientOf(record, service);
  fields["host.name"] = toText(record.get("Computer")) ?? undefined;
  fields["user.name"] = userOf(record) ?? undefined;
  if (service === "security") fields["source.domain"] = toText(record.get("WorkstationName")) ?? undefined;
  fields["source.port"] = client === null ? undefined : (toPort(record.get("IpPort")) ?? undefined);
  return client;
}

/** Of a record whose fields are set. */
export function sourceOf({ channel, id, get }: WindowsRecord): Logsource {
  const type = id === 4657 ? get("OperationType") : get("EventType");
  return windowsSource(channel, id, typeof type === "string" ? type : "");
}

/** Windows Firewall and the filtering platform say so themselves. */
export function verdictOf(record: WindowsRecord, service: string): DeviceVerdict | null {
  if (service !== "security") return null;
  if (record.id === 5152 || record.id === 5157) return "denied";
  return record.id === 5156 ? "allowed" : null;
}

/** Set on every event, or only where the event itself has no such field. */
const SHARED: readonly string[] = [
  "host.name",
  "user.name",
  "source.ip",
  "source.port",
  "event.type",
  "EventID",
  "Channel",
  "Provider_Name",
  "Computer",
  "EventLog",
];
const SYSMON: readonly string[] = ["MD5", "SHA1", "SHA256", "IMPHASH", "Imphash", "EventType"];
const LOGIN: readonly string[] = ["event.action", "event.outcome"];
const SECURITY: readonly string[] = [
  ...LOGIN,
  "source.domain",
  "Image",
  "ParentImage",
  "ProcessId",
  "ParentProcessId",
  "LogonId",
  "IntegrityLevel",
  "User",
  "TargetObject",
  "Details",
];

const settable: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    "": SYSMON,
    sysmon: SYSMON,
    security: SECURITY,
    "powershell-classic": ["Data"],
    powershell: ["Payload"],
    windefend: ["ThreatName", "Path", "event.action"],
    "terminalservices-remoteconnectionmanager": LOGIN,
  }).map(([service, names]) => [service, new Set([...SHARED, ...names])]),
);
const settableAnywhere: ReadonlySet<string> = new Set(SHARED);

/** All names that may be set on events of a service; the others are what the record says. */
export function settableNames(service: string): ReadonlySet<string> {
  return settable.get(service) ?? settableAnywhere;
}

/** Fields whose values are put together or chosen here; those of all others stand in the record. */
export const MADE: readonly string[] = [
  "source.ip",
  "event.type",
  "event.action",
  "event.outcome",
  "EventID",
  "User",
  "IntegrityLevel",
  "TargetObject",
];

/** What rules ask for under one name is written under several. */
function fillIn(record: WindowsRecord, service: string): void {
  const { id, fields } = record;
  if (service === "sysmon" || service === "") fillSysmon(record);
  else if (service === "security") fillSecurity(record);
  else if (service === "powershell-classic") orElse(record, "Data", "Message");
  else if (service === "powershell" && id === 4103) orElse(record, "Payload", "Message");
  else if (service === "windefend") fillDefender(record);
  else if (id === 1149 && service === "terminalservices-remoteconnectionmanager") {
    login(fields, "success");
  }
}

function orElse(record: WindowsRecord, name: string, from: string): void {
  if (record.get(name) === undefined) record.fields[name] = record.get(from);
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: "MD5",
  SHA1: "SHA1",
  SHA256: "SHA256",
  IMPHASH: "IMPHASH",
};

function fillSysmon(record: WindowsRecord): void {
  const hashes = record.get("Hashes") ?? record.get("Hash");
  if (typeof hashes === "string" && hashes.includes("=")) splitHashes(hashes, record.fields);
  if (record.id >= 12 && record.id <= 14) restoreType(record);
}

/** `SHA1=..,MD5=..` becomes one field each. */
function splitHashes(hashes: string, fields: FieldBag): void {
  for (const pair of hashes.split(",", 8)) {
    const equals = pair.indexOf("=");
    const name = HASHES[pair.slice(0, Math.max(equals, 0)).trim().toUpperCase()];
    if (name === undefined) continue;
    fields[name] = pair.slice(equals + 1);
    if (name === "IMPHASH") fields["Imphash"] = pair.slice(equals + 1);
  }
}

/** NXLog overwrites Sysmon's EventType with its own ("INFO"); the message still says it. */
function restoreType(record: WindowsRecord): void {
  if (record.get("EventType") !== "INFO") return;
  const message = record.get("Message");
  const match = typeof message === "string" ? /^EventType: ([A-Za-z]{1,20})\s*$/m.exec(message) : null;
  if (match?.[1] !== undefined) record.fields["EventType"] = match[1];
}

function fillSecurity(record: WindowsRecord): void {
  const { id, fields } = record;
  if (id === 4688) fillProcess(record);
  else if (id === 4657) fillRegistry(record);
  else if (id === 4624) login(fields, "success");
  else if (id === 4625 || id === 4771) login(fields, "failure");
  else if (id === 4776 || id === 4768) login(fields, isZero(record.get("Status")) ? "success" : "failure");
  else if (id === 4634 || id === 4647) fields["event.action"] = "logout";
  else if (id === 4689) orElse(record, "Image", "ProcessName");
}

function login(fields: FieldBag, outcome: "success" | "failure"): void {
  fields["event.action"] = "login";
  fields["event.outcome"] = outcome;
}

function isZero(value: FieldValue | undefined): boolean {
  return value === 0 || (typeof value === "string" && /^(?:0x)?0+$/.test(value));
}

/** Process creation audited without Sysmon. */
function fillProcess(record: WindowsRecord): void {
  const { fields } = record;
  const parent = record.get("ProcessId");
  fields["Image"] = record.get("NewProcessName");
  fields["ParentImage"] = record.get("ParentProcessName");
  fields["ProcessId"] = record.get("NewProcessId");
  fields["ParentProcessId"] = parent;
  fields["LogonId"] = record.get("SubjectLogonId");
  fields["IntegrityLevel"] = levelOf(record.get("MandatoryLabel"));
  const user = toText(record.get("SubjectUserName"));
  const domain = toText(record.get("SubjectDomainName"));
  if (user !== null) fields["User"] = domain === null || domain === "-" ? user : `${domain}\\${user}`;
}

const LEVELS: Readonly<Record<string, readonly string[]>> = {
  "S-1-16-0": ["Untrusted", "S-1-16-0"],
  "S-1-16-4096": ["Low", "S-1-16-4096"],
  "S-1-16-8192": ["Medium", "S-1-16-8192"],
  "S-1-16-12288": ["High", "S-1-16-12288"],
  "S-1-16-16384": ["System", "S-1-16-16384"],
};

function levelOf(label: FieldValue | undefined): FieldValue | undefined {
  return typeof label === "string" && Object.hasOwn(LEVELS, label) ? LEVELS[label] : label;
}

const HIVES: readonly (readonly [RegExp, string])[] = [
  [/^\\REGISTRY\\MACHINE\b/i, "HKLM"],
  [/^\\REGISTRY\\USER\b/i, "HKU"],
];

/** A registry value audited without Sysmon. */
function fillRegistry(record: WindowsRecord): void {
  const { fields } = record;
  let key = toText(record.get("ObjectName")) ?? "";
  for (const [hive, short] of HIVES) key = key.replace(hive, short);
  const value = toText(record.get("ObjectValueName"));
  fields["TargetObject"] = value === null ? key : `${key}\\${value}`;
  fields["Details"] = record.get("NewValue");
  fields["Image"] = record.get("ProcessName");
}

const DETECTIONS: ReadonlySet<number> = new Set([1006, 1007, 1116, 1117]);

function fillDefender(record: WindowsRecord): void {
  if (!DETECTIONS.has(record.id)) return;
  orElse(record, "Signature", "ThreatName");
  orElse(record, "Filename", "Path");
  record.fields["event.action"] = "malware";
}

const CLIENT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  security: ["IpAddress", "ClientAddress"],
  "terminalservices-localsessionmanager": ["Address"],
  "terminalservices-remoteconnectionmanager": ["Param3"],
};

const UNREAL: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "0.0.0.0", "::"]);

function clientOf(record: WindowsRecord, service: string): string | null {
  if (!Object.hasOwn(CLIENT_FIELDS, service)) return null;
  for (const name of CLIENT_FIELDS[service] ?? []) {
    const ip = toAddress(record.get(name));
    if (ip !== null && !UNREAL.has(ip)) return ip;
  }
  return null;
}

function userOf(record: WindowsRecord): string | null {
  for (const name of ["TargetUserName", "SubjectUserName", "User", "AccountName"]) {
    const text = toText(record.get(name));
    if (text !== null && text !== "-") return text;
  }
  return null;
}
