/**
 * Remarks on rules that load and yet can hardly be meant: misspelt fields, selections that the condition forgets, conditions that
 * can never hold. A rule with a remark works as it is written.
 * @module
 */
import { type Problem, problem } from "../base/errors.ts";
import type { Path } from "./fault.ts";
import { Positions } from "./parse/position.ts";
import { isRawMap, type RawMap } from "./parse/reader.ts";
import { parseYaml } from "./parse/yaml.ts";
import type { FieldNode, Tree } from "./plan/tree.ts";
import type { Correlation, SigmaRule } from "./rule.ts";
import { fieldsOf } from "./taxonomy.ts";

/** Keys that are read or that people read, by where they stand. */
const KEYS: readonly (readonly [path: Path, keys: string])[] = [
  [
    [],
    "title id name status level description author date modified license references tags falsepositives related logsource detection correlation filter fields scope taxonomy generate vigie",
  ],
  [["logsource"], "category product service definition"],
  [["correlation"], "type rules group-by timespan condition aliases generate"],
  [["correlation", "condition"], "gt gte lt lte eq neq field percentile"],
];

/**
 * Remarks on the rules of one file, by their places. A document that was rejected gets none: it has its faults.
 * @param loaded rules and correlations of this file
 */
export function lintFile(
  file: string,
  text: string,
  loaded: readonly (SigmaRule | Correlation)[],
): readonly Problem[] {
  const positions = new Positions(file, text);
  const found: Problem[] = [];
  const documents = parseYaml(file, text);
  const titles = new Set(loaded.map(({ title }) => title));
  for (const [number, document] of (documents.ok ? documents.value : []).entries()) {
    if (!isRawMap(document) || !titles.has(String(document["title"]))) continue;
    const remark = (path: Path, wrong: string, remedy: string): void => {
      found.push(problem("rule-remark", positions.find(number, path), wrong, remedy));
    };
    for (const [path, key, meant] of misspelt(document))
      remark([...path, key], `the key "${key}" is not read`, `did you mean "${meant}"?`);
    const { detection } = document;
    for (const name of isRawMap(detection) ? forgotten(detection) : [])
      remark(
        ["detection", name],
        `the condition never uses the selection "${name}"`,
        "use it, take it out, or begin its name with _ where it only helps",
      );
  }
  for (const rule of loaded) if (rule.kind === "rule") found.push(...lintRule(rule));
  return found.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

/** Keys that nobody reads and that are near to one that is read: what stands there counts for nothing. */
function* misspelt(document: RawMap): Iterable<readonly [path: Path, key: string, meant: string]> {
  for (const [path, names] of KEYS) {
    let map: unknown = document;
    for (const step of path) map = isRawMap(map) && Object.hasOwn(map, step) ? map[step] : undefined;
    if (!isRawMap(map)) continue;
    const known = names.split(" ");
    for (const key of Object.keys(map)) {
      const meant = known.includes(key) ? undefined : known.find((one) => isNear(one, key.toLowerCase()));
      if (meant !== undefined) yield [path, key, meant];
    }
  }
}

/** Selections that no condition names, alone or by a pattern. */
function forgotten(detection: Readonly<Record<string, unknown>>): readonly string[] {
  const conditions = [detection["condition"]].flat().filter((text) => typeof text === "string");
  const words = conditions.flatMap((text) => text.match(/[^\s()]+/g) ?? []);
  const isUsed = (name: string): boolean =>
    words.some(
      (word) =>
        word === name ||
        (word === "them" && !name.startsWith("_")) ||
        (word.includes("*") && new RegExp(`^${word.split("*").map(escaped).join(".*")}$`).test(name)),
    );
  return Object.keys(detection).filter(
    (name) => name !== "condition" && name !== "timeframe" && !name.startsWith("_") && !isUsed(name),
  );
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
}

function* lintRule({ tree, logsource, place, title }: SigmaRule): Iterable<Problem> {
  const impossible = contradiction(tree);
  if (impossible !== null)
    yield problem("rule-remark", place, `"${title}" can never fire: ${impossible}`, "mend its condition");
  const fields = logsource.category === null ? null : fieldsOf(logsource.category);
  if (fields === null) return;
  for (const field of new Set(fieldsIn(tree))) {
    if (fields.has(field)) continue;
    const meant = [...fields].find((one) => isNear(one.toLowerCase(), field.toLowerCase()));
    if (meant === undefined) continue; // another product's field: nobody can list them all
    const text = `"${field}" is no field of ${logsource.category}`;
    yield problem("rule-remark", place, text, `did you mean "${meant}"?`);
  }
}

function* fieldsIn(tree: Tree): Iterable<string> {
  if (tree.kind === "field") yield tree.field;
  else if (tree.kind === "not") yield* fieldsIn(tree.item);
  else if (tree.kind !== "keyword") for (const item of tree.items) yield* fieldsIn(item);
}

/** Why a tree can never hold; null where that cannot be seen from its shape. */
function contradiction(tree: Tree): string | null {
  if (tree.kind === "or") {
    const reasons = tree.items.map(contradiction);
    return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
  }
  if (tree.kind !== "and") return null;
  const parts = conjuncts(tree);
  const wanted = new Set(parts.filter(({ kind }) => kind !== "not").map((part) => JSON.stringify(part)));
  for (const part of parts) {
    const inner = contradiction(part);
    if (inner !== null) return inner;
    if (part.kind === "not" && conjuncts(part.item).every((one) => wanted.has(JSON.stringify(one))))
      return "its condition asks for something and for its opposite";
  }
  return disjointIds(parts);
}

function conjuncts(tree: Tree): readonly Tree[] {
  return tree.kind === "and" ? tree.items.flatMap(conjuncts) : [tree];
}

/** A record has one EventID: two selections that both must hold cannot ask for different ones. */
function disjointIds(parts: readonly Tree[]): string | null {
  const asked = parts.filter((part): part is FieldNode => part.kind === "field" && part.field === "EventID");
  const sets = asked.map(({ tests }) => tests.flatMap((test) => (test.kind === "equals" ? [test.text] : [])));
  if (sets.some((ids, i) => ids.length !== asked[i]?.tests.length)) return null;
  const [first = [], ...others] = sets;
  const common = first.filter((id) => others.every((ids) => ids.includes(id)));
  return others.length > 0 && common.length === 0 ? "it asks for two different EventIDs at once" : null;
}

/** Within two slips of the keyboard, one in short names: inserted, left out or exchanged letters. */
function isNear(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) < 6 ? 1 : 2;
  if (a === b) return true; // only the case differs: fields are told apart by it
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return (row[b.length] ?? 9) <= most;
}
