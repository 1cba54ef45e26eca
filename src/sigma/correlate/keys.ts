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
export function valuesOf(
  correlation: Correlation,
  names: readonly string[],
  hit: InnerHit,
): readonly string[] | null {
  const values: string[] = [];
  for (const name of names) {
    const field = fieldFor(correlation, name, hit.rule);
    const text = keyText(Object.hasOwn(hit.fields, field) ? hit.fields[field] : undefined);
    if (text === null) return null;
    values.push(text);
  }
  return values;
}

/** One text for several values; different values never make the same text. */
export function tupleText(values: readonly string[]): string {
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
  const demand = (key: string, fields: readonly string[]): void => {
    const item = ruleSet.byKey.get(key);
    if (item?.kind === "correlation") demandOf(item, fields);
    else if (item !== undefined) needed.set(key, new Set([...(needed.get(key) ?? []), ...fields]));
  };
  const demandOf = (correlation: Correlation, above: readonly string[]): void => {
    const names = [...correlation.groupBy, ...correlation.fields, ...above];
    for (const rule of correlation.rules) {
      demand(
        rule,
        names.map((name) => fieldFor(correlation, name, rule)),
      );
    }
  };
  for (const correlation of ruleSet.correlations) demandOf(correlation, []);
  return new Map([...needed].map(([key, fields]) => [key, [...fields].sort()]));
}
