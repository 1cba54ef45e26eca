/**
 * Escapes and character classes of regular expressions.
 * @module
 */
import { type CharSet, DIGIT, foldCase, MAX_UNIT, negate, normalize, SPACE, WORD } from "./charset.ts";
import { RegexFault } from "./fault.ts";

/** What was read and where reading goes on. `single`: one character, which the flag `i` folds. */
export interface Read {
  readonly set: CharSet;
  readonly next: number;
  readonly single: boolean;
}

const CLASSES: Readonly<Record<string, CharSet | undefined>> = Object.assign(Object.create(null), {
  d: DIGIT,
  D: negate(DIGIT),
  w: WORD,
  W: negate(WORD),
  s: SPACE,
  S: negate(SPACE),
});

const CONTROLS: Readonly<Record<string, number | undefined>> = Object.assign(Object.create(null), {
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  a: 7,
  e: 27,
  "0": 0,
});

/** Reads an escape at a backslash. @throws RegexFault for backreferences and what RE2 does not have */
export function readEscape(source: string, at: number): Read {
  const letter = source.charAt(at + 1);
  if (letter === "") throw new RegexFault("ends with a backslash");
  const named = CLASSES[letter];
  if (named !== undefined) return { set: named, next: at + 2, single: false };
  const control = CONTROLS[letter];
  if (control !== undefined) return single(control, at + 2);
  if (/[1-9]/.test(letter) || letter === "k" || letter === "g")
    throw new RegexFault("uses a backreference", "unsupported");
  const hex = /^\\(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,4})\}|u([0-9A-Fa-f]{4}))/.exec(
    source.slice(at, at + 9),
  );
  if (hex !== null) return single(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? "", 16), at + hex[0].length);
  if (/[A-Za-z]/.test(letter))
    throw new RegexFault(`uses "\\${letter}", which is not supported`, "unsupported");
  return single(letter.charCodeAt(0), at + 2);
}

function single(unit: number, next: number): Read {
  return { set: [unit, unit], next, single: true };
}

const POSIX: Readonly<Record<string, CharSet | undefined>> = Object.assign(Object.create(null), {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: DIGIT,
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: SPACE,
  upper: [65, 90],
  word: WORD,
  xdigit: [48, 57, 65, 70, 97, 102],
});

/** Reads a class at its opening bracket. @throws RegexFault */
export function readClass(source: string, open: number, ignoreCase: boolean): Read {
  let at = open + 1;
  const negated = source.charAt(at) === "^";
  if (negated) at++;
  const ranges: number[] = [];
  for (let first = true; first || source.charAt(at) !== "]"; first = false) {
    if (at >= source.length) throw new RegexFault("opens a character class that is not closed");
    const low = readMember(source, at);
    at = low.next;
    if (!low.single || source.charAt(at) !== "-" || source.charAt(at + 1) === "]") {
      ranges.push(...low.set);
      continue;
    }
    if (at + 1 >= source.length) throw new RegexFault("opens a character class that is not closed");
    const high = readMember(source, at + 1);
    at = high.next;
    ranges.push(...rangeOf(low, high));
  }
  const set = ignoreCase ? foldCase(normalize(ranges)) : normalize(ranges);
  return { set: negated ? negate(set) : set, next: at + 1, single: false };
}

function rangeOf(low: Read, high: Read): readonly number[] {
  const from = low.set[0] ?? 0;
  if (!high.single) return [...low.set, 45, 45, ...high.set]; // `a-\d` is a, the dash, and digits
  const to = high.set[0] ?? MAX_UNIT;
  if (to < from) throw new RegexFault("has a range whose end is below its start");
  return [from, to];
}

function readMember(source: string, at: number): Read {
  const char = source.charAt(at);
  if (char === "\\") {
    if (source.charAt(at + 1) === "b") return single(8, at + 2);
    return readEscape(source, at);
  }
  const posix = /^\[:(\^?)([a-z]{1,6}):\]/.exec(source.slice(at, at + 12));
  const named = posix === null ? undefined : POSIX[posix[2] ?? ""];
  if (posix !== null && named !== undefined) {
    return { set: posix[1] === "^" ? negate(named) : named, next: at + posix[0].length, single: false };
  }
  return single(char.charCodeAt(0), at + 1);
}
