/**
 * Finds where a JSON value ends, without parsing it.
 * @module
 */
import type { Continuation } from "../model/chunk.ts";

const QUOTE = 34;
const BACKSLASH = 92;

/** Where a value ends, or what is still open at the end of the bytes. */
export type ValueEnd = { readonly end: number } | { readonly open: Continuation };

/**
 * Looks for the end of the object or array that begins at `from`, or of one that was open before.
 * Only nesting and strings are looked at; whether it is well-formed is for the parser to say.
 * @example findValueEnd(Buffer.from('{"a":"}"} x'), 0) // { end: 9 }
 */
export function findValueEnd(bytes: Uint8Array, from: number, before: Continuation | null = null): ValueEnd {
  let depth = before?.depth ?? 0;
  let at = from;
  if (before?.inString === true) {
    at = stringEnd(bytes, from - 1);
    if (at >= bytes.length) return { open: before };
    at++;
  }
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      if (at >= bytes.length) return { open: { depth, inString: true } };
    } else if (byte === 123 || byte === 91) depth++;
    else if ((byte === 125 || byte === 93) && --depth === 0) return { end: at + 1 };
  }
  return { open: { depth, inString: false } };
}

/**
 * The offset of the quote that closes the string opened at `at`, or the length of the bytes.
 * Where bytes end right behind a backslash, the escaped character is taken as the first of the next ones: a value cut in
 * just that place may end a quote too early, which costs the rest of one record.
 */
function stringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i;
  }
  return bytes.length;
}
