/**
 * Which fields a correlation reads, and the group an event belongs to.
 * @module
 */
import type { FieldValue } from "../../model/fields.ts";
import type { RuleSet } from "../load.ts";
import type { Correlation } from "../rule.ts";
import type { InnerHit } from "./stretch.ts";

/** The field that a name of `group-by` means in the events of one rule. */
function fieldFor(correlation: Correlation, name: string, rule: string): string {
  return correlation.aliases.get(name)?.get(rule) ?? name;
}

/** A value as text; null when there is none. Lists and objects count as one value. */
function keyText(value: FieldValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The values of several fields, or null when one of them is missing: the event is then left out. */
function valuesOf(names: readonly string[], { fields }: InnerHit): readonly string[] | null {
  const values: string[] = [];
  for (const name of names) {
    const text = keyText(Object.hasOwn(fields, name) ? fields[name] : undefined);
    if (text === null) return null;
    values.push(text);
  }
  return values;
}

/** Reads one list of fields; correlations that want the same of a hit read it once. */
class KeyReader {
  readonly #names: readonly string[];
  #hit: InnerHit | null = null;
  #key: string | null = null;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** One text for the values of a hit, or null when one of them is missing. */
  read(hit: InnerHit): string | null {
    if (hit === this.#hit) return this.#key;
    const values = valuesOf(this.#names, hit);
    this.#hit = hit;
    this.#key = values === null ? null : tupleText(values);
    return this.#key;
  }
}

/** The readers of all correlations of a correlator. */
export class KeyReaders {
  readonly #readers = new Map<string, KeyReader>();

  /** How a correlation reads some of its names in the events of each of its rules. */
  of(correlation: Correlation, names: readonly string[]): (hit: InnerHit) => string | null {
    const byRule = new Map(
      correlation.rules.map((rule) => [
        rule,
        this.#reader(names.map((name) => fieldFor(correlation, name, rule))),
      ]),
    );
    const [only] = byRule.size === 1 ? byRule.values() : [];
    if (only !== undefined) return (hit) => only.read(hit);
    return (hit) => byRule.get(hit.rule)?.read(hit) ?? null;
  }

  #reader(fields: readonly string[]): KeyReader {
    const spelled = JSON.stringify(fields);
    const known = this.#readers.get(spelled) ?? new KeyReader(fields);
    this.#readers.set(spelled, known);
    return known;
  }
}

/** One text for several values; different values never make the same text. */
function tupleText(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : JSON.stringify(values);
}

/** The values behind a text of {@link tupleText}. @param length how many there were */
export function tupleOf(text: string, length: number): readonly string[] {
  return length === 1 ? [text] : (JSON.parse(text) as string[]);
}

/**
 * The fields that correlations need of each base rule's events: what a {@link Hit} must carry.
 * @example neededFields(ruleSet).get("failed-login-id") // ["source.ip", "user.name"]
 */
export function neededFields(
  ruleSet: Pick<RuleSet, "correlations" | "byKey">,
): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, Set<string>>();
  // from above to below: when a correlation's turn comes, all that stand on it have said what they need of it
  for (const correlation of ruleSet.correlations.toReversed()) {
    const above = needed.get(correlation.key) ?? [];
    const names = [...correlation.groupBy, ...correlation.fields, ...above];
    for (const rule of correlation.rules) {
      const fields = needed.get(rule) ?? new Set();
      needed.set(rule, fields);
      for (const name of names) fields.add(fieldFor(correlation, name, rule));
    }
  }
  const rules = [...needed].filter(([key]) => ruleSet.byKey.get(key)?.kind === "rule");
  return new Map(rules.map(([key, fields]) => [key, [...fields].sort()]));
}
