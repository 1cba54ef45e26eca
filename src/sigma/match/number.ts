/**
 * Comparisons with numbers and with parts of a time.
 * @module
 */
import { parseIso } from "../../base/time.ts";
import type { NumberTest, TimePart } from "../plan/tree.ts";

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
const MAX_DECIMAL = 600;

/** A decimal number, or null: hexadecimal and other spellings do not compare. */
function decimalOf(text: string): number | null {
  return text.length <= MAX_DECIMAL && DECIMAL.test(text) ? Number(text) : null;
}

/**
 * The same for whole numbers, which need not become text first; null for the parts of a time.
 * @example compileNumeric({ kind: "number", compare: "gte", value: 5, part: null })?.(7) // true
 */
export function compileNumeric({ part, compare, value }: NumberTest): ((number: number) => boolean) | null {
  if (part !== null) return null;
  const comparison = comparisons[compare];
  return (number) => comparison(number, value);
}

/** Whether a number's text is its plain digits: beyond this size, and between whole numbers, it may be written otherwise. */
export function isPlainNumber(number: number): boolean {
  return Number.isInteger(number) && Math.abs(number) < 1e21;
}

/** Compiles `lt`, `lte`, `gt`, `gte` and the parts of a time; a text that is no number or time does not match. */
export function compileNumber(test: NumberTest): (text: string) => boolean {
  const { part, value } = test;
  const read = part === null ? decimalOf : (text: string): number | null => partOf(text, part);
  const compare = comparisons[test.compare];
  const shortest = part === null ? shortestOf(test) : 0;
  return (text) => {
    if (text.length < shortest) return false;
    const found = read(text);
    return found !== null && compare(found, value);
  };
}

/** A number of fewer digits than a positive bound lies below it. */
function shortestOf({ compare, value }: NumberTest): number {
  const isLower = compare === "gt" || compare === "gte" || compare === "eq";
  return isLower && value >= 1 && value < 1e15 ? String(Math.trunc(value)).length : 0;
}

const comparisons: Readonly<Record<NumberTest["compare"], (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  eq: (a, b) => a === b,
};

/** Digits beyond this are milliseconds since 1970, up to it seconds: the boundary is the year 5138 in seconds. */
const LARGEST_SECONDS = 99_999_999_999;
const LAST_TIME = 8.64e15;

function partOf(text: string, part: TimePart): number | null {
  const time = timeOf(text);
  return time === null ? null : parts[part](new Date(time));
}

function timeOf(text: string): number | null {
  const digits = decimalOf(text);
  if (digits === null) return parseIso(text);
  const time = Math.abs(digits) > LARGEST_SECONDS ? digits : digits * 1000;
  return Math.abs(time) <= LAST_TIME ? time : null;
}

const parts: Readonly<Record<TimePart, (date: Date) => number>> = {
  minute: (date) => date.getUTCMinutes(),
  hour: (date) => date.getUTCHours(),
  day: (date) => date.getUTCDate(),
  week: isoWeek,
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
};

const DAY_MS = 86_400_000;

/** ISO 8601 week: the one that holds the year's first Thursday is week 1. */
function isoWeek(date: Date): number {
  const day = (date.getUTCDay() + 6) % 7; // Monday is 0
  const thursday = new Date(date.getTime() + (3 - day) * DAY_MS);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - newYear) / DAY_MS / 7);
}
