/**
 * Times: milliseconds since 1970-01-01T00:00:00Z, read from the spellings that logs use.
 * Log lines are attacker-influenced: every reader is anchored and checks its ranges.
 * @module
 */

/** RFC 3339 in UTC with milliseconds. @example timeText(0) // "1970-01-01T00:00:00.000Z" */
export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|UTC|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/;

/**
 * Reads ISO 8601 / RFC 3339, also with a space, a comma before the fraction, or without a zone.
 * @param zoneMinutes offset east of UTC taken when the text states no zone
 * @returns milliseconds, or null when it is no such time
 * @example parseIso("2017-04-24T09:12:03.5+02:00") // 1493017923500
 */
export function parseIso(text: string, zoneMinutes = 0): number | null {
  const plain = parsePlainIso(text, zoneMinutes);
  if (plain !== null) return plain;
  const m = ISO.exec(text);
  if (m === null) return null;
  const fraction = Number((m[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offset = m[8] === undefined ? zoneMinutes : zoneOffset(m[8]);
  return utc(
    Number(m[1]),
    Number(m[2]),
    Number(m[3]),
    Number(m[4] ?? 0),
    Number(m[5] ?? 0),
    Number(m[6] ?? 0),
    fraction,
    offset,
  );
}

/**
 * The spelling of almost every line, without the regular expression: `YYYY-MM-DDTHH:MM:SS`, perhaps a fraction, `Z` or an
 * offset with a colon. Null leaves the text to the expression.
 */
function parsePlainIso(text: string, zoneMinutes: number): number | null {
  const { length } = text;
  if (length < 19 || length > 35) return null;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  const separator = text.charCodeAt(10);
  if (separator !== 84 /* T */ && separator !== 32) return null;
  const date = digits(text, 0, 4) * 10_000 + digits(text, 5, 2) * 100 + digits(text, 8, 2);
  const clock = digits(text, 11, 2) * 10_000 + digits(text, 14, 2) * 100 + digits(text, 17, 2);
  if (Number.isNaN(date + clock)) return null;
  let at = 19;
  let milli = 0;
  if (text.charCodeAt(at) === 46 /* . */) {
    const end = digitsEnd(text, at + 1);
    if (end === at + 1 || end > at + 10) return null;
    for (let i = 1; i <= 3; i++) milli = milli * 10 + (at + i < end ? text.charCodeAt(at + i) - ZERO : 0);
    at = end;
  }
  const offset = plainOffset(text, at, zoneMinutes);
  if (offset === null) return null;
  const [year, month, day] = [Math.trunc(date / 10_000), Math.trunc(date / 100) % 100, date % 100];
  const [hour, minute, second] = [Math.trunc(clock / 10_000), Math.trunc(clock / 100) % 100, clock % 100];
  return utc(year, month, day, hour, minute, second, milli, offset);
}

const ZERO = 48;
const DASH = 45;
const COLON = 58;

/** A number of so many digits, NaN when one of them is none. */
function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= 57) end++;
  return end;
}

/** Minutes of nothing, `Z` or `+hh:mm` at the end of the text; null for anything else. */
function plainOffset(text: string, at: number, zoneMinutes: number): number | null {
  const rest = text.length - at;
  if (rest === 0) return zoneMinutes;
  const sign = text.charCodeAt(at);
  if (rest === 1 && (sign === 90 || sign === 122) /* Z z */) return 0;
  if (rest !== 6 || text.charCodeAt(at + 3) !== COLON) return null;
  const minutes = digits(text, at + 1, 2) * 60 + digits(text, at + 4, 2);
  if (Number.isNaN(minutes)) return null;
  if (sign === 43 /* + */) return minutes;
  return sign === DASH ? -minutes : null;
}

/** Minutes east of UTC of `Z`, `+0200`, `+02:00` or `-05`. */
export function zoneOffset(text: string): number {
  if (!text.startsWith("+") && !text.startsWith("-")) return 0;
  const digits = text.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return text.startsWith("-") ? -minutes : minutes;
}

/**
 * Milliseconds of a civil time; null when a part is out of range. A leap second counts as second 59. Years below 100
 * are no years: JavaScript would take them for years of the twentieth century.
 */
export function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  milli: number,
  zoneMinutes: number,
): number | null {
  if (year < 100 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60)
    return null;
  const base = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59), milli);
  if (day > 28 && new Date(base).getUTCDate() !== day) return null;
  return base - zoneMinutes * 60_000;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** 1-12 for an English month name or its first three letters, else 0. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

const CLF = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: ([+-]\d{4}))?$/;

/** Reads `10/Oct/2000:13:55:36 -0700` (Common Log Format). */
export function parseClf(text: string, zoneMinutes = 0): number | null {
  const m = CLF.exec(text);
  if (m === null) return null;
  const zone = m[7] === undefined ? zoneMinutes : zoneOffset(m[7]);
  return utc(
    Number(m[3]),
    monthNumber(m[2] ?? ""),
    Number(m[1]),
    Number(m[4]),
    Number(m[5]),
    Number(m[6]),
    0,
    zone,
  );
}

const DAY_MS = 86_400_000;

/**
 * Puts a year on a time that has none (`Mmm dd HH:MM:SS`, RFC 3164 section 4.1.2): the latest year that does not
 * put it more than a day after the reference clock.
 * @param referenceMs when the record was received, or the file's last modification
 * @example parseYearless(6, 21, 16, 47, 48, Date.UTC(2025, 0, 2)) // 21 June 2024
 */
export function parseYearless(
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  referenceMs: number,
  zoneMinutes = 0,
): number | null {
  const latest = new Date(referenceMs + DAY_MS).getUTCFullYear();
  for (let year = latest; year > latest - 9; year--) {
    const time = utc(year, month, day, hour, minute, second, 0, zoneMinutes); // null on 29 February of other years
    if (time !== null && time <= referenceMs + DAY_MS) return time;
  }
  return null;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** Reads `30s`, `10m`, `4h`, `1d`, `2w` to milliseconds; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const m = /^(\d{1,9})([smhdw])$/.exec(text);
  if (m === null) return null;
  return Number(m[1]) * (UNITS_MS[m[2] ?? ""] ?? Number.NaN);
}
