/**
 * What people decided before, as data that the model may learn from: a bounded, visible term and nothing more. Somebody
 * who judges an attack tells something about its rules; attacks of the same rules move by at most a fixed amount.
 * @module
 */
import type { Attack, Reason, VerdictClass } from "../model/attack.ts";
import { makeReason } from "./reason.ts";
import { verdict as W } from "./weights.ts";

/** A decision of a person about one attack. */
export interface Judgement {
  /** Id of the attack. */
  readonly about: string;
  readonly verdict: VerdictClass;
  /** Rules of the attack when it was judged: what is learnt from outlives the attack. */
  readonly rules: readonly string[];
}

/** Half as much as one more decision: a single one moves little. */
const PRIOR = 2;
/** So many rules that everybody judged the same way move the score by all that they may. */
const FULL = 3;

export class Judgements {
  /** By rule: decisions for (elaborate) and against. */
  readonly #rules = new Map<string, { for: number; against: number }>();

  constructor(judgements: Iterable<Judgement>) {
    for (const { verdict, rules } of judgements) {
      for (const rule of new Set(rules)) {
        const known = this.#rules.get(rule) ?? { for: 0, against: 0 };
        this.#rules.set(rule, known);
        if (verdict === "elaborate") known.for++;
        else known.against++;
      }
    }
  }

  /** What decisions on the same rules add or take away; null when there are none. @param score without it */
  reason(attacks: readonly Attack[], score: number): Reason | null {
    if (this.#rules.size === 0) return null;
    const rules = [...new Set(attacks.flatMap((attack) => attack.rules))];
    const known = rules.map((rule) => this.#rules.get(rule)).filter((one) => one !== undefined);
    if (known.length === 0) return null;
    const lean = (one: { for: number; against: number }): number =>
      (one.for - one.against) / (one.for + one.against + PRIOR);
    const sum = known.reduce((total, one) => total + lean(one), 0);
    const value = Math.max(-1, Math.min(1, sum / FULL));
    const weight = Math.max(-score, Math.min(1 - score, W.judged * value));
    const made = makeReason("judged", weight, value, [String(known.length), String(rules.length)], []);
    return made.weight === 0 ? null : made;
  }
}
