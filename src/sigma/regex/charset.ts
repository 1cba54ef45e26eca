/**
 * Sets of UTF-16 code units as sorted, disjoint ranges [low, high, low, high, ...].
 * @module
 */

export type CharSet = readonly number[];

export const MAX_UNIT = 0xffff;
const NEWLINE = 10;

export const DIGIT: CharSet = [48, 57];
export const WORD: CharSet = [48, 57, 65, 90, 95, 95, 97, 122];
/** Space, tab, line feed, vertical tab, form feed, carriage return: the ASCII set of PCRE. */
export const SPACE: CharSet = [9, 13, 32, 32];
export const ALL: CharSet = [0, MAX_UNIT];
export const NOT_NEWLINE: CharSet = [0, NEWLINE - 1, NEWLINE + 1, MAX_UNIT];

/** Sorts and joins ranges. @example normalize([5, 9, 1, 5]) // [1, 9] */
export function normalize(ranges: readonly number[]): CharSet {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0]);
  const made: number[] = [];
  for (const [low, high] of pairs) {
    const last = made.length - 1;
    if (last > 0 && low <= (made[last] ?? 0) + 1) made[last] = Math.max(made[last] ?? 0, high);
    else made.push(low, high);
  }
  return made;
}

/** Everything that is not in the set. */
export function negate(set: CharSet): CharSet {
  const made: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    const low = set[i] ?? 0;
    if (low > next) made.push(next, low - 1);
    next = (set[i + 1] ?? 0) + 1;
  }
  if (next <= MAX_UNIT) made.push(next, MAX_UNIT);
  return made;
}

/** Adds the other case of every member (one-to-one mappings only, as simple case folding does). */
export function foldCase(set: CharSet): CharSet {
  const made: number[] = [...set];
  for (let i = 0; i < set.length; i += 2) {
    for (let unit = set[i] ?? 0; unit <= (set[i + 1] ?? -1); unit++) {
      const char = String.fromCharCode(unit);
      addSingle(made, unit, char.toLowerCase());
      addSingle(made, unit, char.toUpperCase());
    }
  }
  return normalize(made);
}

function addSingle(ranges: number[], unit: number, changed: string): void {
  const code = changed.charCodeAt(0);
  if (changed.length !== 1 || code === unit) return;
  // Kelvin sign and long s fold to ASCII letters in Unicode but in no rule's intention; V8 leaves them out as well.
  if (unit > 127 === code > 127) ranges.push(code, code);
}
