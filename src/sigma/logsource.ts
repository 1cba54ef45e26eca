/**
 * Which rules an event concerns, and which rules a filter or field map concerns.
 * @module
 */
import type { Logsource } from "../model/logsource.ts";
import type { RuleLogsource } from "./rule.ts";

const keys = ["category", "product", "service"] as const;

/**
 * Whether a rule is about events of this kind: each key the rule gives is among the event's, whatever the case.
 * @example fitsEvent({ category: null, product: "windows", service: null }, event.logsource)
 */
export function fitsEvent(rule: RuleLogsource, event: Logsource): boolean {
  return keys.every((key) => {
    const wanted = rule[key]?.toLowerCase();
    return wanted === undefined || event[key].some((name) => name.toLowerCase() === wanted);
  });
}

/** Whether a rule's logsource is at least as specific as the wider one: each key the wider one gives is equal. */
export function fitsWithin(rule: RuleLogsource, wider: Partial<RuleLogsource>): boolean {
  return keys.every((key) => {
    const wanted = wider[key];
    return wanted === undefined || wanted === null || wanted.toLowerCase() === rule[key]?.toLowerCase();
  });
}

/** The names that rules ask for at all: what else an event's log source says chooses nothing. */
export class AskedNames {
  readonly #asked: Readonly<Record<(typeof keys)[number], ReadonlySet<string>>>;

  constructor(rules: Iterable<RuleLogsource>) {
    const asked = { category: new Set<string>(), product: new Set<string>(), service: new Set<string>() };
    for (const rule of rules) {
      for (const key of keys) if (rule[key] !== null) asked[key].add(rule[key].toLowerCase());
    }
    this.#asked = asked;
  }

  /** The log source without the names that no rule asks for. */
  of({ category, product, service }: Logsource): Logsource {
    const kept = (key: (typeof keys)[number], names: readonly string[]): readonly string[] =>
      names.map((name) => name.toLowerCase()).filter((name) => this.#asked[key].has(name));
    return {
      category: kept("category", category),
      product: kept("product", product),
      service: kept("service", service),
    };
  }
}
