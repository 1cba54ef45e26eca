/**
 * What a window that is judged at its end is judged by.
 * @module
 */
import type { Correlation, RuleExpression } from "../rule.ts";
import type { Measure } from "./closing.ts";
import { isMet } from "./expression.ts";
import { MAX_COUNTED } from "./hit.ts";
import { NumberTally } from "./number-tally.ts";
import { holds, largestCount } from "./range.ts";
import type { State } from "./state.ts";
import type { InnerHit } from "./stretch.ts";

/** Events, or the different values in them. */
export class CountMeasure implements Measure {
  readonly #correlation: Correlation;
  /** null: counts events. */
  readonly #toValue: ((hit: InnerHit) => string) | null;
  readonly #values: Set<string>;
  readonly #largest: number;
  #events: number;

  constructor(correlation: Correlation, toValue: ((hit: InnerHit) => string) | null, kept: State | null) {
    this.#correlation = correlation;
    this.#toValue = toValue;
    this.#values = new Set((kept?.["values"] as readonly string[] | undefined) ?? []);
    this.#events = Number(kept?.["events"] ?? 0);
    this.#largest = Math.max(MAX_COUNTED, largestCount(correlation.range ?? {}));
  }

  add(hit: InnerHit): void {
    this.#events++;
    if (this.#toValue !== null && this.#values.size < this.#largest) this.#values.add(this.#toValue(hit));
  }

  get count(): number {
    return this.#toValue === null ? this.#events : this.#values.size;
  }

  get isMet(): boolean {
    return holds(this.#correlation.range ?? {}, this.count);
  }

  get size(): number {
    return this.#values.size + Math.min(this.#events, MAX_COUNTED);
  }

  get kept(): State {
    return { values: [...this.#values], events: this.#events };
  }
}

/** The numbers of a field. */
export class NumberMeasure implements Measure {
  readonly #correlation: Correlation;
  readonly #toValue: (hit: InnerHit) => string;
  readonly #tally: NumberTally;

  constructor(correlation: Correlation, toValue: (hit: InnerHit) => string, kept: State | null) {
    this.#correlation = correlation;
    this.#toValue = toValue;
    this.#tally = new NumberTally(correlation, kept?.["numbers"]);
  }

  add(hit: InnerHit): void {
    this.#tally.add(hit.timeMs, this.#toValue(hit));
  }

  get count(): number {
    return this.#tally.count;
  }

  get isMet(): boolean {
    return holds(this.#correlation.range ?? {}, this.#tally.count);
  }

  get size(): number {
    return this.#tally.size;
  }

  get kept(): State {
    return { numbers: this.#tally.kept };
  }
}

/** Which rules were seen. */
export class RulesMeasure implements Measure {
  readonly #expression: RuleExpression;
  readonly #seen: Set<string>;

  constructor(expression: RuleExpression, kept: State | null) {
    this.#expression = expression;
    this.#seen = new Set((kept?.["rules"] as readonly string[] | undefined) ?? []);
  }

  add(hit: InnerHit): void {
    this.#seen.add(hit.rule);
  }

  get count(): number {
    return this.#seen.size;
  }

  get isMet(): boolean {
    return isMet(this.#expression, this.#seen);
  }

  get size(): number {
    return this.#seen.size;
  }

  get kept(): State {
    return { rules: [...this.#seen] };
  }
}
