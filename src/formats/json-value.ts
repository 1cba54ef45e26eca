/**
 * Reading values out of records whose every key may hold anything: the writer of a record is not trusted to keep
 * to its types.
 * @module
 */
import { parseAddress, parseHostPort } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { FieldValue } from "../model/fields.ts";
import type { JsonObject } from "./format.ts";

type Value = FieldValue | undefined;

/** The text, or the number as text; null for anything else and for the empty text. */
export function toText(value: Value): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" ? String(value) : null;
}

/** The inner object, or null. */
export function toObject(value: Value): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The items of a list, or none. */
export function toList(value: Value): readonly FieldValue[] {
  return Array.isArray(value) ? (value as readonly FieldValue[]) : [];
}

/** A finite number, also when written as decimal text; null otherwise. */
export function toNumber(value: Value): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : null;
}

/** A port: 0-65535. */
export function toPort(value: Value): number | null {
  const port = toNumber(value);
  return port !== null && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

/** The address in `ip`, `ip:port`, `[v6]` or `[v6]:port`, canonical; null for anything else. */
export function toAddress(value: Value): string | null {
  return typeof value === "string" && value.length <= 64 ? (parseHostPort(value)?.ip ?? null) : null;
}

/** The address without a port; null for anything else. */
export function toPlainAddress(value: Value): string | null {
  return typeof value === "string" ? parseAddress(value) : null;
}

const SECONDS_BELOW = 1e11;
const MILLIS_BELOW = 1e14;
const MICROS_BELOW = 1e17;
const LAST_MS = 8.64e15;

/** Milliseconds of an epoch number in seconds, milliseconds, microseconds or nanoseconds, told apart by size. */
export function epochMs(epoch: number): number | null {
  if (!(epoch >= 0)) return null;
  const ms = Math.trunc(epoch * scaleOf(epoch) + 1e-4);
  return ms <= LAST_MS ? ms : null;
}

function scaleOf(epoch: number): number {
  if (epoch < SECONDS_BELOW) return 1000;
  if (epoch < MILLIS_BELOW) return 1;
  return epoch < MICROS_BELOW ? 1e-3 : 1e-6;
}

/** The time in ISO 8601 text or in an epoch number; null otherwise. */
export function toTime(value: Value, zoneMinutes = 0): number | null {
  if (typeof value === "number") return epochMs(value);
  if (typeof value !== "string" || value.length > 40) return null;
  const iso = parseIso(value, zoneMinutes);
  if (iso !== null) return iso;
  return /^\d{9,19}(?:\.\d{1,9})?$/.test(value) ? epochMs(Number(value)) : null;
}

const MAX_DEPTH = 64;
const QUOTE = 34;
const BACKSLASH = 92;

/** An object read from text. */
export interface JsonText {
  readonly object: JsonObject;
  /** Whether a key stands twice in one object of the text: of such keys only the last is left. */
  hasTwins(): boolean;
}

/**
 * The object that a text holds, or null; what is nested deeper than {@link MAX_DEPTH} is refused, so that whoever walks
 * it or writes it again needs no stack to speak of. The text is attacker-written; its length is bounded by the framer.
 */
export function parseJson(text: string): JsonText | null {
  if (mayBeDeep(text) && countKeys(text) === null) return null;
  try {
    const object = toObject(JSON.parse(text) as FieldValue);
    return object === null ? null : { object, hasTwins: () => keysIn(object) !== countKeys(text) };
  } catch {
    return null; // the writer put something else there
  }
}

/** The object that a text holds, or null. */
export function parseObject(text: string): JsonObject | null {
  return text.startsWith("{") ? (parseJson(text)?.object ?? null) : null;
}

/** Whether there are enough brackets for such a depth, be they brackets or text: a few native searches tell. */
function mayBeDeep(text: string): boolean {
  return holdsMore(text, "{", MAX_DEPTH / 2) || holdsMore(text, "[", MAX_DEPTH / 2);
}

function holdsMore(text: string, character: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    if (++count > limit) return true;
  }
  return false;
}

/** How many keys are written, told by the colons outside of texts; null when the nesting is too deep. */
function countKeys(text: string): number | null {
  let keys = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = textEnd(text, i + 1);
      if (i < 0) return keys; // no JSON: the parser says so
    } else if (code === 58 /* : */) keys++;
    else if (code === 123 /* { */ || code === 91 /* [ */) {
      if (++depth > MAX_DEPTH) return null;
    } else if (code === 125 /* } */ || code === 93 /* ] */) depth--;
  }
  return keys;
}

/** Where the text that begins here ends: its quote, before which stands an even number of backslashes. */
function textEnd(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end >= 0) {
    let slashes = 0;
    while (end - slashes > start && text.charCodeAt(end - slashes - 1) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

/** How many keys the value has, those of the values in it included. */
function keysIn(value: FieldValue): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value as JsonObject);
  let keys = Array.isArray(value) ? 0 : inner.length;
  for (const item of inner) keys += keysIn(item);
  return keys;
}
