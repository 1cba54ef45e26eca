/**
 * Comparisons with numbers and with parts of a time.
 * @module
 */
import { parseIso } from "../../base/time.ts";
import type { NumberTest, TimePart } from "../plan/tree.ts";

const DECIMAL = /^[+-]?\d{1,300}(?:\.\d{1,300})?$/;

/** A decimal number, or null: hexadecimal and other spellings do not compare. */
function decimalOf(text: string): number | null {
  return DECIMAL.test(text) ? Number(text) : null;
}

/** Compiles `lt`, `lte`, `gt`, `gte` and the parts of a time; a text that is no number or time does not match. */
export function compileNumber(test: NumberTest): (text: string) => boolean {
  const { part, value } = test;
  const read = part === null ? decimalOf : (text: string): number | null => partOf(text, part);
  const compare = comparisons[test.compare];
  return (text) => {
    const found = read(text);
    return found !== null && compare(found, value);
  };
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
