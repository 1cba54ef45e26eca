/**
 * The modifiers of Sigma 2.1 and what may stand together. Checked before any value is read, so that a rule is
 * rejected for what it says and not for what it happens to contain.
 * @module
 */
import { Fault, type Path } from "../fault.ts";
import { isTransform, type TransformName } from "./transform.ts";
import type { Comparison, TimePart } from "./tree.ts";

const comparisons: readonly string[] = ["lt", "lte", "gt", "gte"] satisfies Comparison[];
const timeParts: readonly string[] = ["minute", "hour", "day", "week", "month", "year"] satisfies TimePart[];
const affixes: readonly string[] = ["contains", "startswith", "endswith"];
const regexFlags: readonly string[] = ["i", "m", "s"];
const generic: readonly string[] = ["all", "neq", "cased"];

/** Names that pySigma accepts for the flags of `re`. */
const synonyms: Readonly<Record<string, string>> = { ignorecase: "i", multiline: "m", dotall: "s" };

/** What a key such as `Image|endswith|all` asks for. */
export interface Modifiers {
  /** null for keywords. Without spaces: `Threat Name` and `ThreatName` are one field. */
  readonly field: string | null;
  readonly kind: "text" | "re" | "cidr" | "fieldref" | "exists" | "number";
  /** In the order written. */
  readonly transforms: readonly TransformName[];
  readonly flags: { readonly i: boolean; readonly m: boolean; readonly s: boolean };
  readonly compare: Comparison | null;
  readonly part: TimePart | null;
  readonly all: boolean;
  readonly neq: boolean;
  readonly cased: boolean;
}

/**
 * Reads a key of a selection.
 * @throws Fault when a modifier is unknown or cannot stand with the others
 * @example parseKey("CommandLine|contains|all", []).transforms // ["contains"]
 */
export function parseKey(key: string, path: Path): Modifiers {
  const [name = "", ...written] = key.split("|");
  const names = written.map((modifier) => synonyms[modifier] ?? modifier);
  for (const modifier of names) checkKnown(modifier, path);
  const kind = kindOf(names);
  checkTogether(kind, names, path);
  const has = (modifier: string): boolean => names.includes(modifier);
  return {
    field: name.trim() === "" ? null : name.replaceAll(/\s/g, ""),
    kind,
    transforms: names.filter(isTransform),
    flags: { i: has("i"), m: has("m"), s: has("s") },
    compare: (names.find((n) => comparisons.includes(n)) as Comparison | undefined) ?? null,
    part: (names.find((n) => timeParts.includes(n)) as TimePart | undefined) ?? null,
    all: has("all"),
    neq: has("neq"),
    cased: has("cased"),
  };
}

const known: readonly string[] = [
  ...["re", "cidr", "fieldref", "exists"],
  ...comparisons,
  ...timeParts,
  ...regexFlags,
  ...generic,
];

function checkKnown(modifier: string, path: Path): void {
  if (known.includes(modifier) || isTransform(modifier)) return;
  throw new Fault(
    path,
    `there is no modifier "${modifier}"`,
    "use a modifier of Sigma 2.1 (docs/sigma.md lists them)",
  );
}

function kindOf(names: readonly string[]): Modifiers["kind"] {
  if (names.includes("re")) return "re";
  if (names.includes("cidr")) return "cidr";
  if (names.includes("fieldref")) return "fieldref";
  if (names.includes("exists")) return "exists";
  if (names.some((n) => comparisons.includes(n) || timeParts.includes(n))) return "number";
  return "text";
}

/** Per kind: the modifiers that may stand beside it. */
const allowed: Readonly<Record<Modifiers["kind"], (name: string) => boolean>> = {
  text: (n) => isTransform(n) || generic.includes(n),
  re: (n) => n === "re" || regexFlags.includes(n) || n === "all" || n === "neq",
  cidr: (n) => n === "cidr" || n === "all" || n === "neq",
  fieldref: (n) => n === "fieldref" || affixes.includes(n) || generic.includes(n),
  exists: (n) => n === "exists",
  number: (n) => comparisons.includes(n) || timeParts.includes(n) || n === "all" || n === "neq",
};

function checkTogether(kind: Modifiers["kind"], names: readonly string[], path: Path): void {
  for (const name of names) {
    if (allowed[kind](name)) continue;
    const what = kind === "number" ? "a comparison" : kind === "text" ? "text" : kind;
    throw new Fault(path, `the modifier "${name}" cannot stand with ${what}`, "remove one of them");
  }
  if (kind === "re" && names.indexOf("re") > names.findIndex((n) => regexFlags.includes(n) || n === "re")) {
    throw new Fault(path, "re must come before its flags", "write field|re|i");
  }
  if (names.filter((n) => comparisons.includes(n)).length > 1) {
    throw new Fault(path, "two comparisons in one key", "write one key for each");
  }
  if (names.filter((n) => timeParts.includes(n)).length > 1) {
    throw new Fault(path, "two parts of a time in one key", "write one key for each");
  }
}
