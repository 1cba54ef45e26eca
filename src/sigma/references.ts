/**
 * Correlations: what they refer to is found, cycles are rejected, and their base rules fall silent.
 * @module
 */
import { type Problem, problem } from "../base/errors.ts";
import { renamed } from "./correlate/expression.ts";
import type { RuleSet } from "./load.ts";
import { Names } from "./names.ts";
import type { Correlation, SigmaRule } from "./rule.ts";

/** Turns references into keys and puts correlations into an order of use. */
export function resolveCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly Correlation[],
  problems: Problem[],
): RuleSet {
  const names = new Names<SigmaRule | Correlation>([...rules, ...correlations], problems);
  const resolver = new Resolver(names, problems);
  for (const correlation of correlations) resolver.resolve(correlation, []);
  const resolved = resolver.resolved;
  const silent = silencedBy(resolved);
  const loud = <T extends SigmaRule | Correlation>(item: T): T =>
    silent.has(item.key) ? { ...item, alerts: false } : item;
  const loadedRules = rules.map(loud);
  const loadedCorrelations = resolved.map(loud);
  const byKey = new Map<string, SigmaRule | Correlation>();
  for (const item of [...loadedRules, ...loadedCorrelations]) byKey.set(item.key, item);
  return { rules: loadedRules, correlations: loadedCorrelations, byKey };
}

/** What some correlation uses and none of them wants to hear. */
function silencedBy(correlations: readonly Correlation[]): ReadonlySet<string> {
  const used = new Set(correlations.flatMap((correlation) => correlation.rules));
  const generated = new Set(correlations.flatMap((c) => (c.generate ? c.rules : [])));
  return used.difference(generated);
}

/** So many correlations may stand on each other; whoever writes rules decides how many do. */
const MAX_HEIGHT = 64;
/** A tower is climbed down no further than this: far more than may load, and far from where the stack ends. */
const MAX_DEPTH = 1000;

const TOO_HIGH = [
  `stands on more than ${MAX_HEIGHT} others, one on the other`,
  "let fewer correlations stand on each other",
] as const;

class Resolver {
  /** Each after what it uses. */
  readonly resolved: Correlation[] = [];
  readonly #done = new Map<Correlation, boolean>();
  /** By key: how many correlations stand on each other, up to this one. */
  readonly #heights = new Map<string, number>();
  readonly #names: Names<SigmaRule | Correlation>;
  readonly #problems: Problem[];

  constructor(names: Names<SigmaRule | Correlation>, problems: Problem[]) {
    this.#names = names;
    this.#problems = problems;
  }

  /** Returns whether the correlation can be used. @param above those whose rules are being resolved */
  resolve(correlation: Correlation, above: readonly Correlation[]): boolean {
    const known = this.#done.get(correlation);
    if (known !== undefined) return known;
    if (above.includes(correlation)) {
      this.#reject(correlation, "refers to itself through others", "break the circle");
      return false;
    }
    const found = above.length < MAX_DEPTH ? this.#keys(correlation, [...above, correlation]) : null;
    const already = this.#done.get(correlation); // a circle found below settles it
    if (already !== undefined) return already;
    const keys = found !== null && this.#fits(correlation, found) ? found : null;
    if (above.length >= MAX_DEPTH) this.#reject(correlation, ...TOO_HIGH);
    this.#done.set(correlation, keys !== null);
    if (keys !== null) {
      const { expression } = correlation;
      this.resolved.push({
        ...correlation,
        rules: keys,
        aliases: this.#aliases(correlation, keys),
        expression: expression && renamed(expression, (rule) => this.#names.find(rule)?.key ?? rule),
      });
    }
    return keys !== null;
  }

  /** Whether it stands on few enough others, whatever the order of the files; takes note of how many. */
  #fits(correlation: Correlation, keys: readonly string[]): boolean {
    const height = 1 + Math.max(0, ...keys.map((key) => this.#heights.get(key) ?? 0));
    this.#heights.set(correlation.key, height);
    if (height <= MAX_HEIGHT) return true;
    this.#reject(correlation, ...TOO_HIGH);
    return false;
  }

  #keys(correlation: Correlation, above: readonly Correlation[]): readonly string[] | null {
    const keys: string[] = [];
    for (const reference of correlation.rules) {
      const found = this.#names.find(reference);
      if (found === undefined) {
        this.#reject(
          correlation,
          `names "${reference}", which is not loaded`,
          "correct it, or load that rule",
        );
        return null;
      }
      if (found.kind === "correlation" && !this.resolve(found, above)) {
        this.#reject(correlation, `uses "${reference}", which was rejected`, "mend that correlation first");
        return null;
      }
      keys.push(found.key);
    }
    return keys;
  }

  #aliases(correlation: Correlation, keys: readonly string[]): Correlation["aliases"] {
    const aliases = new Map<string, ReadonlyMap<string, string>>();
    for (const [alias, fields] of correlation.aliases) {
      const byKey = new Map<string, string>();
      for (const [reference, field] of fields) {
        const key = this.#names.find(reference)?.key;
        if (key !== undefined && keys.includes(key)) byKey.set(key, field);
        else
          this.#report(
            correlation,
            `has an alias for "${reference}", which it does not use`,
            "correct the name",
          );
      }
      aliases.set(alias, byKey);
    }
    return aliases;
  }

  #reject(correlation: Correlation, text: string, remedy: string): void {
    if (this.#done.get(correlation) === false) return;
    this.#done.set(correlation, false);
    this.#report(correlation, text, remedy);
  }

  #report(correlation: Correlation, text: string, remedy: string): void {
    const sentence = `the correlation "${correlation.title}" ${text}`;
    this.#problems.push(problem("rule-reference", correlation.place, sentence, remedy));
  }
}
