/**
 * value_count: how many different values the window holds. Nothing is recounted: each value keeps the time at which
 * it was last seen, in that order, so that expiry takes from the front.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { MAX_COUNTED } from "./hit.ts";
import { tupleText, valuesOf } from "./keys.ts";
import { largestCount } from "./range.ts";
import type { Tally } from "./sliding.ts";
import type { InnerHit } from "./stretch.ts";

/** Counts distinct values; remembers no more of them than can make a difference. */
export class ValueTally implements Tally {
  readonly #lastSeen: Map<string, number>;
  readonly #largest: number;

  /** @param kept values of an earlier tally, each with the time at which it was last seen */
  constructor(correlation: Correlation, kept: unknown = new Map()) {
    this.#lastSeen = new Map(kept as ReadonlyMap<string, number>);
    this.#largest = Math.max(MAX_COUNTED, largestCount(correlation.range ?? {}));
  }

  get kept(): unknown {
    return new Map(this.#lastSeen);
  }

  get count(): number {
    return this.#lastSeen.size;
  }

  get size(): number {
    return this.#lastSeen.size;
  }

  add(timeMs: number, value: string): void {
    this.#lastSeen.delete(value); // moves it to the end of the map's order
    this.#lastSeen.set(value, timeMs);
    if (this.#lastSeen.size > this.#largest) this.#dropFirst();
  }

  expire(beforeMs: number): void {
    for (const [value, timeMs] of this.#lastSeen) {
      if (timeMs >= beforeMs) return;
      this.#lastSeen.delete(value);
    }
  }

  #dropFirst(): void {
    for (const value of this.#lastSeen.keys()) {
      this.#lastSeen.delete(value);
      return;
    }
  }
}

/** The counted value of a hit, or null when one of its fields is missing: the event is then left out. */
export function countedValue(correlation: Correlation, hit: InnerHit): string | null {
  const values = valuesOf(correlation, correlation.fields, hit);
  return values === null ? null : tupleText(values);
}
