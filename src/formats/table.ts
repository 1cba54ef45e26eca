/**
 * Lines of comma-separated cells under a header, the first line of the source. Exports of Microsoft 365 hold each record
 * as JSON in one cell, and go to its reader.
 * @module
 */
import type { Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { parseCsv } from "./csv.ts";
import type { LineFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { readAuditData } from "./m365.ts";
import {
  addShared,
  clientIn,
  type Getter,
  readFailedLogin,
  timeIn,
  UNKNOWN,
  UNKNOWN_LOGIN,
} from "./well-known.ts";

/** Reads lines under a CSV header. */
export const table: LineFormat = {
  name: "csv",
  title: "comma-separated line under a header",
  kind: "line",
  isHeader: (line, context) => line === context.preamble.first && columnsOf(line) !== null,
  read: readTable,
};

const FEWEST = 3;
const COLUMN = /^[A-Za-z_@#][\w .@()/-]{0,63}$/;
const TIME_COLUMN = /time|date/i;

let lastFirst = "";
let lastColumns: readonly string[] | null = null;

/** The header's names, when the first line is a header: unique names, one of them a time. */
function columnsOf(first: string): readonly string[] | null {
  if (first === lastFirst) return lastColumns;
  lastFirst = first;
  const cells = parseCsv(first.replace(/^\ufeff/, "").trimEnd());
  const named = cells !== null && cells.length >= FEWEST && cells.every((cell) => COLUMN.test(cell));
  const unique = named && new Set(cells).size === cells.length;
  lastColumns = unique && cells.some((cell) => TIME_COLUMN.test(cell)) ? cells : null;
  return lastColumns;
}

function readTable(line: string, context: ReadContext): Event | null {
  const { first } = context.preamble;
  if (first === "" || line === first) return null;
  const columns = columnsOf(first);
  const cells = columns === null ? null : parseCsv(line.trimEnd());
  if (columns === null || cells === null || cells.length !== columns.length) return null;
  const fields = fieldBag();
  for (const [i, name] of columns.entries()) fields[name] = cells[i];
  const get: Getter = (key) => fields[key];
  const audit = get("AuditData");
  if (typeof audit === "string") {
    const event = readAuditData(audit, context);
    if (event !== null) return event;
  }
  const origin = clientIn(get);
  const time = timeIn(get, context.zoneMinutes);
  addShared(get, fields);
  const login = readFailedLogin(get, fields, origin);
  return toEvent({
    format: "csv",
    why: "line under a header",
    time,
    origin,
    logsource: login ? UNKNOWN_LOGIN : UNKNOWN,
    fields,
  });
}
