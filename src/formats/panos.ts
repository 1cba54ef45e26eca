/**
 * Palo Alto Networks PAN-OS syslog: comma-separated cells in an order fixed by the type in the fourth one.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldBag, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import { parseCsv } from "./csv.ts";
import { verdictOfAction } from "./device.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { toPort } from "./json-value.ts";

/** Reads PAN-OS lines. */
export const panos: LineFormat = {
  name: "panos",
  title: "Palo Alto PAN-OS syslog line",
  kind: "line",
  embeddable: true,
  read: readPanos,
};

const product = "paloalto";
const sources: ReadonlyMap<string, Logsource> = new Map([
  ["TRAFFIC", logsource({ category: "firewall", product, service: "traffic" })],
  ["THREAT", logsource({ category: "ids", product, service: "threat" })],
  [
    "GLOBALPROTECT",
    logsource({ category: ["appliance", "authentication"], product, service: "globalprotect" }),
  ],
  ["SYSTEM", logsource({ product, service: "system" })],
  ["CONFIG", logsource({ product, service: "config" })],
  ["USERID", logsource({ product, service: "userid" })],
]);

const HEAD = /^(?:<\d{1,3}>)?\d{0,4},(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d),[0-9A-Za-z]{1,32},([A-Z]{4,16}),/;
const FEWEST = 12;

function readPanos(line: string, context: ReadContext): Event | null {
  const head = HEAD.exec(line);
  const type = head?.[2] ?? "";
  const source = sources.get(type);
  const cells = source === undefined ? null : parseCsv(line);
  if (head === null || source === undefined || cells === null || cells.length < FEWEST) return null;
  const cell: Cell = (index) => cells[index] ?? "";
  const fields = fieldBag();
  fields["type"] = type;
  fields["subtype"] = cell(4);
  const origin = readCells(type, cell, cells.length, fields);
  const time = parseIso(cell(6).replaceAll("/", "-"), context.zoneMinutes);
  return toEvent({
    format: "panos",
    why: `PAN-OS line of type ${type}`,
    time: time ?? parseIso((head[1] ?? "").replaceAll("/", "-"), context.zoneMinutes),
    origin,
    logsource: source,
    verdict: verdictOf(type, fields),
    fields,
  });
}

type Cell = (index: number) => string;

/** Puts the cells under names, and returns the client. */
function readCells(type: string, cell: Cell, cells: number, fields: FieldBag): string | null {
  if (type === "GLOBALPROTECT") return readGlobalProtect(cell, cells, fields);
  if (type === "TRAFFIC" || type === "THREAT") return readSession(type, cell, fields);
  fields["eventid"] = cell(8);
  fields["event.action"] = "system";
  fields["message"] = type === "SYSTEM" ? cell(14) : cell(10);
  return null;
}

function readSession(type: string, cell: Cell, fields: FieldBag): string | null {
  fields["src_ip"] = cell(7);
  fields["dst_ip"] = fields["destination.ip"] = cell(8);
  fields["rule"] = cell(11);
  fields["user.name"] = cell(12) === "" ? undefined : cell(12);
  fields["app"] = cell(14);
  fields["src_port"] = fields["source.port"] = toPort(cell(24)) ?? undefined;
  fields["dst_port"] = fields["destination.port"] = toPort(cell(25)) ?? undefined;
  fields["network.transport"] = cell(29);
  fields["action"] = cell(30);
  fields["event.action"] = "connection";
  return type === "TRAFFIC" ? parseAddress(cell(7)) : readThreat(cell, fields);
}

function readThreat(cell: Cell, fields: FieldBag): string | null {
  fields["event.action"] = "ids-alert";
  fields["url.original"] = fields["misc"] = cell(31);
  fields["rule.name"] = cell(32);
  fields["event.severity"] = cell(34);
  fields["direction"] = cell(35);
  // In a threat that a server sent to its client, the opener of the session is the victim; a URL with a comma that
  // nobody quoted puts something else there.
  return cell(35) === "client-to-server" ? parseAddress(cell(7)) : null;
}

function readGlobalProtect(cell: Cell, cells: number, fields: FieldBag): string | null {
  fields["eventid"] = cell(8);
  fields["stage"] = cell(9);
  fields["auth_method"] = cell(10);
  fields["user.name"] = cell(12);
  fields["machine_name"] = cell(14);
  fields["reason"] = cell(25);
  fields["message"] = cell(27);
  fields["status"] = cell(28);
  fields["event.action"] = /auth|login/.test(cell(8)) ? "login" : "connection";
  fields["event.outcome"] = cell(28) === "success" ? "success" : "failure";
  return isGlobalProtect(cell, cells) ? peerOf(cell) : null;
}

function peerOf(cell: Cell): string | null {
  const ip = parseAddress(cell(15));
  return ip === null || ip === "0.0.0.0" ? parseAddress(cell(16)) : ip;
}

/**
 * Whether the cells lie where the version of PAN-OS puts them: a user name with a comma that nobody quoted shifts them.
 * The last ones are the device's: the flags, since PAN-OS 10 followed by the time and, at the end, the virtual system.
 */
function isGlobalProtect(cell: Cell, count: number): boolean {
  if (!/^0x[0-9a-f]{1,16}$/i.test(cell(35))) return false;
  if (count === 36) return true;
  return (count === 49 || count === 50) && cell(36).includes("T") && /^\d{1,10}$/.test(cell(48));
}

function verdictOf(type: string, fields: FieldBag): DeviceVerdict | null {
  const action = fields["action"];
  if (typeof action !== "string" || (type !== "TRAFFIC" && type !== "THREAT")) return null;
  return verdictOfAction(action);
}
