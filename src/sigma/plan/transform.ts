/**
 * The modifiers that change text, applied one after the other in the order written.
 * @module
 */
import { Fault, type Path } from "../fault.ts";
import { expandDashes, optionDashes, toBase64, toBase64Offsets, toUtf16 } from "./encode.ts";
import { hasWildcard, mapLiterals, parsePattern, surround } from "./pattern.ts";
import type { Part } from "./tree.ts";

/** Values for `%name%`, given by whoever loads the rules. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

/** A value on its way through the modifiers: alternatives, any of which may match. */
export interface TextValue {
  readonly alternatives: readonly (readonly Part[])[];
  /** Each character is a byte (after utf16*). */
  readonly bytes: boolean;
  readonly windash: boolean;
}

/** One value may stand for this many at most; a rule of a stranger must not fill the memory. */
const MAX_ALTERNATIVES = 1000;

type Transform = (value: TextValue, path: Path, placeholders: Placeholders) => TextValue;

/** Names of the modifiers that change text. */
export type TransformName =
  | "contains"
  | "startswith"
  | "endswith"
  | "windash"
  | "utf16le"
  | "wide"
  | "utf16be"
  | "utf16"
  | "base64"
  | "base64offset"
  | "expand";

const transforms: Readonly<Record<TransformName, Transform>> = {
  contains: (v) => each(v, (parts) => surround(parts, true, true)),
  startswith: (v) => each(v, (parts) => surround(parts, false, true)),
  endswith: (v) => each(v, (parts) => surround(parts, true, false)),
  windash: (v) => ({ ...v, windash: true }),
  utf16le: (v, path) => toWide(v, "le", path),
  wide: (v, path) => toWide(v, "le", path),
  utf16be: (v, path) => toWide(v, "be", path),
  utf16: (v, path) => toWide(v, "bom", path),
  base64: (v, path) => encode(v, path, (text, bytes) => [toBase64(text, bytes)]),
  base64offset: (v, path) => encode(v, path, toBase64Offsets),
  expand: expandPlaceholders,
};

export function isTransform(name: string): name is TransformName {
  return Object.hasOwn(transforms, name);
}

/**
 * Applies modifiers to one value in the order written.
 * @throws Fault when a modifier cannot take what the ones before it made
 * @example transformText("foo", ["base64offset", "contains"], [], new Map()).alternatives.length // 3
 */
export function transformText(
  value: string,
  names: readonly TransformName[],
  path: Path,
  placeholders: Placeholders,
): TextValue {
  let made: TextValue = { alternatives: [parsePattern(value)], bytes: false, windash: false };
  for (const name of names) {
    made = transforms[name](made, path, placeholders);
    if (made.alternatives.length > MAX_ALTERNATIVES) {
      throw new Fault(
        path,
        `the value expands to more than ${MAX_ALTERNATIVES}`,
        "use fewer or shorter lists",
      );
    }
  }
  return made;
}

function each(value: TextValue, change: (parts: readonly Part[]) => readonly Part[]): TextValue {
  return { ...value, alternatives: value.alternatives.map(change) };
}

/** windash stands before an encoding: the spellings must be encoded one by one. */
function spellOut(value: TextValue, path: Path): TextValue {
  if (!value.windash) return value;
  const alternatives = value.alternatives.flatMap((parts) => {
    const dashes = parts.flatMap((part) => (typeof part === "string" ? optionDashes(part) : []));
    if (dashes.length > 3) {
      throw new Fault(path, "windash before an encoding takes at most 3 dashes", "split the value");
    }
    return spellings(parts);
  });
  return { ...value, alternatives, windash: false };
}

function spellings(parts: readonly Part[]): readonly (readonly Part[])[] {
  let made: (readonly Part[])[] = [[]];
  for (const part of parts) {
    const options: readonly Part[] = typeof part === "string" ? expandDashes(part) : [part];
    made = made.flatMap((before) => options.map((option) => [...before, option]));
  }
  return made;
}

function toWide(value: TextValue, order: "le" | "be" | "bom", path: Path): TextValue {
  if (value.bytes) throw new Fault(path, "the value is already UTF-16", "keep one utf16 modifier");
  const plain = spellOut(value, path);
  return { ...each(plain, (parts) => mapLiterals(parts, (text) => toUtf16(text, order))), bytes: true };
}

function encode(
  value: TextValue,
  path: Path,
  change: (text: string, bytes: boolean) => readonly string[],
): TextValue {
  const plain = spellOut(value, path);
  const alternatives = plain.alternatives.flatMap((parts) => {
    if (hasWildcard(parts)) {
      throw new Fault(
        path,
        "base64 cannot encode a value with wildcards",
        "escape * and ? with a backslash, and write contains after base64",
      );
    }
    return change(parts.join(""), plain.bytes).map((text) => [text]);
  });
  return { ...plain, alternatives, bytes: false };
}

const PLACEHOLDER = /(?<!\\)%([^%\s\\]+)%/;

function expandPlaceholders(value: TextValue, path: Path, placeholders: Placeholders): TextValue {
  const alternatives: (readonly Part[])[] = [];
  const queue = [...value.alternatives];
  for (let parts = queue.shift(); parts !== undefined; parts = queue.shift()) {
    const at = parts.findIndex((part) => typeof part === "string" && PLACEHOLDER.test(part));
    if (at < 0) alternatives.push(mapLiterals(parts, (text) => text.replaceAll("\\%", "%")));
    else queue.unshift(...replaceAt(parts, at, path, placeholders));
    if (alternatives.length + queue.length > MAX_ALTERNATIVES) break; // transformText reports it
  }
  return { ...value, alternatives: [...alternatives, ...queue] };
}

function replaceAt(
  parts: readonly Part[],
  at: number,
  path: Path,
  placeholders: Placeholders,
): readonly (readonly Part[])[] {
  const text = String(parts[at]);
  const match = PLACEHOLDER.exec(text);
  const name = match?.[1] ?? "";
  const values = placeholders.get(name);
  if (match === null || values === undefined || values.length === 0) {
    const remedy = `give its values under "placeholders:" in vigie.yaml, or leave the rule out`;
    throw new Fault(path, `there is no value for the placeholder %${name}%`, remedy);
  }
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return values.map((value) => {
    // A percent sign inside a given value is no placeholder of its own.
    const given = mapLiterals(parsePattern(value), (literal) => literal.replaceAll("%", "\\%"));
    return join([...parts.slice(0, at), before, ...given, after, ...parts.slice(at + 1)]);
  });
}

/** Joins neighbouring literals, so that a pattern never holds two in a row. */
function join(parts: readonly Part[]): readonly Part[] {
  const made: Part[] = [];
  for (const part of parts) {
    const last = made.at(-1);
    if (typeof part === "string" && typeof last === "string") made[made.length - 1] = last + part;
    else if (part !== "") made.push(part);
  }
  return made.filter((part) => part !== "");
}
