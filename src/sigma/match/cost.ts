/**
 * What rules cost: how often each was evaluated, how often it fired, and how long that took.
 * @module
 */
import type { SigmaRule } from "../rule.ts";
import { ANYWHERE } from "./anchor.ts";
import type { CompiledRule } from "./bucket.ts";

/** The cost of one rule over all events so far. */
export interface RuleCost {
  readonly rule: SigmaRule;
  readonly evaluated: number;
  readonly fired: number;
  readonly nanoseconds: number;
  /** What had to be met before it was evaluated, as `field: text`; null when it was evaluated on every event. */
  readonly anchors: readonly string[] | null;
}

interface Meter {
  evaluated: number;
  fired: number;
  nanoseconds: number;
  anchors: Set<string> | null;
}

/** Texts shown for one rule. */
const MAX_SHOWN = 20;

/** Measures checks; one for each matcher that is asked to. */
export class CostMeter {
  readonly #meters = new Map<SigmaRule, Meter>();
  readonly #names: readonly string[];

  /** @param names of the slots */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The rule with a check that is measured. */
  metered(rule: SigmaRule, compiled: CompiledRule): CompiledRule {
    const meter = this.#meterOf(rule);
    if (compiled.anchors === null) meter.anchors = null;
    for (const { slot, text, pattern } of compiled.anchors ?? []) {
      if (meter.anchors === null || meter.anchors.size >= MAX_SHOWN) break;
      const field = slot === ANYWHERE ? "*" : (this.#names[slot] ?? "");
      meter.anchors.add(`${field}: ${pattern === undefined ? text : "(pattern)"}`);
    }
    const { check } = compiled;
    return {
      anchors: compiled.anchors,
      check: (view) => {
        const began = process.hrtime.bigint();
        const fired = check(view);
        meter.nanoseconds += Number(process.hrtime.bigint() - began);
        meter.evaluated++;
        if (fired) meter.fired++;
        return fired;
      },
    };
  }

  #meterOf(rule: SigmaRule): Meter {
    const known = this.#meters.get(rule);
    if (known !== undefined) return known;
    const made: Meter = { evaluated: 0, fired: 0, nanoseconds: 0, anchors: new Set() };
    this.#meters.set(rule, made);
    return made;
  }

  /** The dearest first. */
  costs(): readonly RuleCost[] {
    return [...this.#meters]
      .map(([rule, { anchors, ...meter }]) => ({ rule, ...meter, anchors: anchors && [...anchors] }))
      .sort((a, b) => b.nanoseconds - a.nanoseconds);
  }
}
