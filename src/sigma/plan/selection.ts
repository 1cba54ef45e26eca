/**
 * A selection (or keyword list) of a rule -> a tree of tests.
 * @module
 */
import { parseRange } from "../../base/address.ts";
import { every, Fault, type Path } from "../fault.ts";
import { checkRegex } from "../regex/check.ts";
import { type Modifiers, parseKey } from "./modifiers.ts";
import { toTest } from "./pattern.ts";
import { type Placeholders, transformText } from "./transform.ts";
import { and, not, or, type Test, type Tree } from "./tree.ts";

/**
 * Plans one selection: a map (AND), a list of maps (OR), a list of keywords (OR), or one keyword.
 * @param raw the YAML value; written by whoever wrote the rule
 * @throws Fault
 */
export function planSelection(raw: unknown, path: Path, placeholders: Placeholders): Tree {
  if (Array.isArray(raw)) {
    if (raw.length === 0) throw new Fault(path, "the selection is an empty list", "remove it or fill it");
    return or(every(raw, (item, i) => planItem(item, [...path, i], placeholders)));
  }
  return planItem(raw, path, placeholders);
}

function planItem(raw: unknown, path: Path, placeholders: Placeholders): Tree {
  if (Array.isArray(raw)) throw new Fault(path, "a list inside the list of a selection", "write one list");
  if (raw === null || raw === undefined) {
    throw new Fault(path, "a selection holds nothing here", "write a field and its value, or a keyword");
  }
  if (typeof raw !== "object") return planKey("", raw, path, placeholders);
  const entries = Object.entries(raw);
  if (entries.length === 0) throw new Fault(path, "the selection is empty", "write a field and its value");
  return and(every(entries, ([key, value]) => planKey(key, value, [...path, key], placeholders)));
}

function planKey(key: string, value: unknown, path: Path, placeholders: Placeholders): Tree {
  const modifiers = parseKey(key, path);
  if (modifiers.field === null && !["text", "re"].includes(modifiers.kind)) {
    throw new Fault(path, `"${key}" needs the name of a field`, "write field|modifier");
  }
  const list = Array.isArray(value);
  const values: readonly unknown[] = list ? value : [value];
  if (values.length === 0)
    throw new Fault(path, "the list of values is empty", "remove the key or fill the list");
  const tests = every(values, (item, i) => {
    const at = list ? [...path, i] : path;
    if (list && item === null) {
      throw new Fault(at, "null inside a list", "write a second selection with null, joined by or");
    }
    return planValue(item, modifiers, at, placeholders);
  });
  const tree = modifiers.all
    ? and(tests.map((group) => node(modifiers.field, group)))
    : node(modifiers.field, tests.flat());
  return modifiers.neq ? not(tree) : tree;
}

function node(field: string | null, tests: readonly Test[]): Tree {
  const frozen = Object.freeze([...tests]);
  return Object.freeze(
    field === null ? { kind: "keyword", tests: frozen } : { kind: "field", field, tests: frozen },
  );
}

function planValue(
  value: unknown,
  modifiers: Modifiers,
  path: Path,
  placeholders: Placeholders,
): readonly Test[] {
  if (typeof value === "object" && value !== null) {
    throw new Fault(
      path,
      "a map or list where a value is expected",
      "write a text, number, true, false or null",
    );
  }
  switch (modifiers.kind) {
    case "text":
      return planText(value, modifiers, path, placeholders);
    case "re":
      return [planRegex(value, modifiers, path)];
    case "cidr":
      return [planRange(value, path)];
    case "fieldref":
      return [planReference(value, modifiers, path)];
    case "exists":
      if (typeof value === "boolean") return [{ kind: "exists", wanted: value }];
      throw new Fault(path, "exists takes true or false", "write true or false without quotes");
    case "number":
      return [planNumber(value, modifiers, path)];
  }
}

function planText(
  value: unknown,
  modifiers: Modifiers,
  path: Path,
  placeholders: Placeholders,
): readonly Test[] {
  if (value === null) {
    if (modifiers.field !== null && modifiers.transforms.length === 0) return [{ kind: "null" }];
    throw new Fault(path, "null cannot be changed by a modifier or be a keyword", "write field: null");
  }
  const bare = modifiers.field === null && !modifiers.transforms.some((t) => t.endsWith("with"));
  const names = bare ? ([...modifiers.transforms, "contains"] as const) : modifiers.transforms;
  const made = transformText(String(value), names, path, placeholders);
  return made.alternatives.map((parts) => toTest(parts, modifiers.cased, made.windash));
}

function planRegex(value: unknown, modifiers: Modifiers, path: Path): Test {
  if (value === null) throw new Fault(path, "re takes a pattern, not null", "write field: null");
  const source = String(value);
  const wrong = checkRegex(source, modifiers.flags);
  if (wrong !== null) throw new Fault(path, `the regular expression ${wrong.message}`, wrong.remedy);
  const { i, m, s } = modifiers.flags;
  return { kind: "regex", source, ignoreCase: i, multiline: m, dotAll: s };
}

function planRange(value: unknown, path: Path): Test {
  if (typeof value === "string" && parseRange(value) !== null) return { kind: "cidr", range: value };
  throw new Fault(path, `"${String(value)}" is no range of addresses`, "write 192.0.2.0/24 or 2001:db8::/32");
}

function planReference(value: unknown, modifiers: Modifiers, path: Path): Test {
  if (typeof value !== "string" || value.trim() === "") {
    throw new Fault(path, "fieldref takes the name of a field", "write the other field's name");
  }
  const last = modifiers.transforms.at(-1);
  const how =
    last === "contains" ? last : last === "startswith" ? "starts" : last === "endswith" ? "ends" : "equals";
  return { kind: "reference", field: value.replaceAll(/\s/g, ""), how, cased: modifiers.cased };
}

function planNumber(value: unknown, modifiers: Modifiers, path: Path): Test {
  if (typeof value === "number" && Number.isFinite(value)) {
    return { kind: "number", compare: modifiers.compare ?? "eq", value, part: modifiers.part };
  }
  throw new Fault(path, `"${String(value)}" is no number`, "write a number without quotes");
}
