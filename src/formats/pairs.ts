/**
 * `key=value key="quoted value"` (logfmt and its relatives).
 * @module
 */

const MAX_PAIRS = 256;
const KEY = /[\w.@-]{1,64}=/y;

/** The pairs of a line. */
export interface Pairs {
  readonly values: ReadonlyMap<string, string>;
  /** Keys that came with two different values: what they say cannot be trusted. */
  readonly twice: ReadonlySet<string>;
}

/** Reads pairs from the beginning; words that are no pair are passed over. `\"` and `\\` are un-escaped. */
export function readPairs(text: string): Pairs {
  const values = new Map<string, string>();
  const twice = new Set<string>();
  let at = 0;
  while (at < text.length && values.size < MAX_PAIRS) {
    KEY.lastIndex = at;
    const key = KEY.exec(text)?.[0];
    if (key === undefined) {
      const blank = text.indexOf(" ", at);
      if (blank < 0) break;
      at = blank + 1;
      continue;
    }
    const value = readValue(text, at + key.length);
    note(values, twice, key.slice(0, -1), value.text);
    at = value.end + 1;
  }
  return { values, twice };
}

function note(values: Map<string, string>, twice: Set<string>, key: string, value: string): void {
  if (values.has(key) && values.get(key) !== value) twice.add(key);
  else values.set(key, value);
}

function readValue(text: string, at: number): { readonly text: string; readonly end: number } {
  if (text.charCodeAt(at) !== 34 /* " */) {
    const blank = text.indexOf(" ", at);
    const end = blank < 0 ? text.length : blank;
    return { text: text.slice(at, end), end };
  }
  let from = at + 1;
  let value = "";
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return { text: value + text.slice(from, i), end: i + 1 };
    if (code !== 92 /* \ */) continue;
    value += text.slice(from, i);
    from = ++i;
  }
  return { text: value + text.slice(from), end: text.length };
}
