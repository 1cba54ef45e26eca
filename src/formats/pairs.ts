/**
 * `key=value key="quoted value"`, as devices and Go programs write it. A client may have planted keys of its own: a key
 * keeps all its values, and the reader is told whether anything but pairs stood in the text.
 * @module
 */
import { parseAddress } from "../base/address.ts";

const MAX_KEYS = 256;
const KEY = /[A-Za-z_@][A-Za-z0-9_.@/-]{0,63}=/y;
const BLANK = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/** Keys and values in order; a key may come twice. */
export type Pairs = ReadonlyMap<string, readonly string[]>;

/** What a text of pairs holds. */
export interface PairText {
  readonly pairs: Pairs;
  /** How many pairs there are. */
  readonly count: number;
  /** Nothing but pairs, every quote closed: otherwise a value may have been taken for a pair. */
  readonly whole: boolean;
}

/** Reads pairs; words that are none are passed over. `\\"` and `\\\\` are un-escaped. */
export function readPairs(text: string): PairText {
  const pairs = new Map<string, string[]>();
  let count = 0;
  let whole = true;
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === BLANK) {
      at++;
      continue;
    }
    KEY.lastIndex = at;
    const key = KEY.exec(text)?.[0];
    const begin = at + (key?.length ?? 0);
    const quoted = key !== undefined && text.charCodeAt(begin) === QUOTE;
    const end = quoted ? quoteEnd(text, begin + 1) : wordEnd(text, begin);
    const closed = key !== undefined && end >= 0 && (end >= text.length || text.charCodeAt(end) === BLANK);
    if (closed) {
      count++;
      addPair(
        pairs,
        key.slice(0, -1),
        quoted ? unescaped(text.slice(begin + 1, end - 1)) : text.slice(begin, end),
      );
    } else whole = false;
    at = closed ? end : wordEnd(text, begin);
  }
  return { pairs, count, whole };
}

/** Behind the closing quote, or -1. */
function quoteEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i + 1;
  }
  return -1;
}

function wordEnd(text: string, start: number): number {
  const end = text.indexOf(" ", start);
  return end < 0 ? text.length : end;
}

function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text;
}

/** Adds a value to a key; the number of keys is bounded. */
export function addPair(pairs: Map<string, string[]>, key: string, value: string): void {
  const known = pairs.get(key);
  if (known !== undefined) known.push(value);
  else if (pairs.size < MAX_KEYS) pairs.set(key, [value]);
}

/** The first value of a key, or null. */
export function pairValue(pairs: Pairs, key: string): string | null {
  return pairs.get(key)?.[0] ?? null;
}

/** The value on which all occurrences of a key agree; undefined when it is not there or was planted a second time. */
export function agreedValue(pairs: Pairs, key: string): string | undefined {
  const values = pairs.get(key);
  return values?.every((value) => value === values[0]) === true ? values[0] : undefined;
}

/** The client that the keys name, each by whatever values it came with: all must name the same one. */
export function agreedClient(
  pairs: Pairs,
  keys: readonly string[],
): { readonly ip: string | null; readonly ambiguous: boolean } {
  const named = new Set(keys.flatMap((key) => pairs.get(key) ?? []).map(parseAddress));
  const [ip = null] = named;
  return named.size > 1 ? { ip: null, ambiguous: true } : { ip, ambiguous: false };
}
