/**
 * The time at the beginning of a line, in the spellings of syslog daemons and services.
 * @module
 */
import { monthNumber, parseIso, parseYearless, utc, zoneOffset } from "../base/time.ts";
import type { ReadContext } from "./format.ts";

/** A time and where the text after it and one blank begins. */
export interface Stamp {
  readonly time: number | null;
  readonly end: number;
}

const BSD =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4})(?= ))? /;

/** Reads `Mmm dd [yyyy] HH:MM:SS[.frac][ yyyy] `. */
export function bsdStamp(line: string, context: ReadContext): Stamp | null {
  const m = BSD.exec(line.length > 48 ? line.slice(0, 48) : line);
  if (m === null) return null;
  const month = monthNumber(m[1] ?? "");
  if (month === 0) return null;
  const [day, hour, minute, second] = [Number(m[2]), Number(m[4]), Number(m[5]), Number(m[6])];
  const year = m[3] ?? m[8];
  const zone = context.zoneMinutes;
  const milli = m[7] === undefined ? 0 : Math.trunc(Number(`0.${m[7]}`) * 1000 + 1e-6);
  const time =
    year === undefined
      ? parseYearless(month, day, hour, minute, second, context.referenceMs, zone)
      : utc(Number(year), month, day, hour, minute, second, 0, zone);
  return { time: time === null ? null : time + milli, end: m[0].length };
}

const ISO =
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|z| ?[+-]\d\d:?\d\d|[+-]\d\d(?= )| (?:UTC|GMT)(?= ))? /;

/** Reads `YYYY-MM-DD[T ]HH:MM:SS[.,frac][zone] `. */
export function isoStamp(line: string, context: ReadContext): Stamp | null {
  const m = ISO.exec(line.length > 48 ? line.slice(0, 48) : line);
  if (m === null) return null;
  const text = m[0].trimEnd().replace(" GMT", "Z");
  return { time: parseIso(text, context.zoneMinutes), end: m[0].length };
}

const CTIME = /^[A-Z][a-z]{2} (?=[A-Z][a-z]{2} )/;

/** Reads `Www Mmm dd HH:MM:SS yyyy `, the C library's spelling. */
export function ctimeStamp(line: string, context: ReadContext): Stamp | null {
  if (!CTIME.test(line.slice(0, 12))) return null;
  const inner = bsdStamp(line.slice(4, 56), context);
  return inner === null ? null : { time: inner.time, end: inner.end + 4 };
}

/** Any of the spellings above. */
export function anyStamp(line: string, context: ReadContext): Stamp | null {
  const first = line.charCodeAt(0);
  if (first >= 48 && first <= 57) return isoStamp(line, context);
  return bsdStamp(line, context) ?? ctimeStamp(line, context);
}

const SLASHED = /^(\d{4})[/.](\d\d)[/.](\d\d) (?:- )?(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? /;
const NAMED =
  /^(\d{1,2})[-/]([A-Z][a-z]{2})[-/](\d{4})[ :](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?: ([+-]\d{4}))? /;
const COMPACT = /^(\d{4})(\d\d)(\d\d)-(\d\d):(\d\d):(\d\d) /;
const EPOCH = /^(\d{10}) $/;
/** Only a zone's name; its offset is not known. */
const ZONE = /^[A-Z]{3,5} (?=[A-Z][a-z]{2} )/;
/** Day and month cannot be told apart: the line has a time that is not read. */
const UNCLEAR = /^\d\d[-/]\d\d[-/]\d{4} \d\d:\d\d:\d\d /;

/** Spellings whose parts are year, month, day, hour, minute and second, in some order. */
function numberedStamp(line: string, context: ReadContext): Stamp | null {
  const head = line.slice(0, 48);
  const m = SLASHED.exec(head) ?? COMPACT.exec(head);
  if (m !== null) return civil(m, [Number(m[1]), Number(m[2]), Number(m[3])], context.zoneMinutes);
  const n = NAMED.exec(head);
  if (n === null) return null;
  const zone = n[7] === undefined ? context.zoneMinutes : zoneOffset(n[7]);
  return civil(n, [Number(n[3]), monthNumber(n[2] ?? ""), Number(n[1])], zone);
}

function civil(
  m: RegExpExecArray,
  [year, month, day]: readonly [number, number, number],
  zoneMinutes: number,
): Stamp {
  const time = utc(year, month, day, Number(m[4]), Number(m[5]), Number(m[6]), 0, zoneMinutes);
  return { time, end: m[0].length };
}

/** What stands in brackets: also an epoch, or a time after the name of its zone. */
function bracketedStamp(line: string, context: ReadContext): Stamp | null {
  const close = line.slice(0, 48).indexOf("]");
  if (close < 0) return null;
  const inside = `${line.slice(1, close)} `;
  const epoch = EPOCH.exec(inside);
  const skip = ZONE.exec(inside)?.[0].length ?? 0;
  const inner =
    epoch === null
      ? readLoose(inside.slice(skip), context)
      : { time: Number(epoch[1]) * 1000, end: inside.length };
  if (inner === null || inner.end + skip !== close) return null;
  let end = close + 1;
  if (line.charCodeAt(end) === 58 /* : */) end++;
  if (line.charCodeAt(end) === 32) end++;
  return { time: inner.time, end };
}

const ISO_COLON = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)): /;

/** The line asked about last: dozens of formats ask about the same one. */
let remembered: {
  readonly line: string;
  readonly context: ReadContext;
  readonly stamp: Stamp | null;
} | null = null;

/** Any spelling of the application logs: those above, `YYYY/MM/DD ...`, `dd-Mon-yyyy ...`, each perhaps in brackets. */
export function looseStamp(line: string, context: ReadContext): Stamp | null {
  if (remembered !== null && remembered.line === line && remembered.context === context) {
    return remembered.stamp;
  }
  const stamp = readLoose(line, context);
  remembered = { line, context, stamp };
  return stamp;
}

function readLoose(line: string, context: ReadContext): Stamp | null {
  if (line.charCodeAt(0) === 91 /* [ */) return bracketedStamp(line, context);
  const known = anyStamp(line, context) ?? numberedStamp(line, context);
  if (known !== null) return known;
  const colon = ISO_COLON.exec(line.slice(0, 48));
  if (colon !== null) return { time: parseIso(colon[1] ?? ""), end: colon[0].length };
  const unclear = UNCLEAR.exec(line.slice(0, 24));
  return unclear === null ? null : { time: null, end: unclear[0].length };
}
