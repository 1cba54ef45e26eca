/**
 * Finds where a JSON value ends, without parsing it.
 * @module
 */

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The offset after the object that begins at `start`, or -1 when it does not end within `limit` bytes.
 * Only nesting and strings are looked at; whether it is well-formed is for the parser to say.
 * @example findValueEnd(Buffer.from('{"a":"}"} x'), 0, 100) // 9
 */
export function findValueEnd(bytes: Uint8Array, start: number, limit: number): number {
  const stop = Math.min(bytes.length, start + limit);
  let depth = 0;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at, stop);
      continue;
    }
    if (byte === 123 || byte === 91) depth++;
    else if ((byte === 125 || byte === 93) && --depth === 0) return at + 1;
  }
  return -1;
}

/** The offset of the quote that closes the string opened at `at`, or `stop`. */
function stringEnd(bytes: Uint8Array, at: number, stop: number): number {
  for (let i = at + 1; i < stop; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i;
  }
  return stop;
}
