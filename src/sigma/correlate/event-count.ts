/**
 * event_count: how many events the window holds.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { MAX_COUNTED } from "./hit.ts";
import { Queue } from "./queue.ts";
import { largestCount } from "./range.ts";
import type { Tally } from "./sliding.ts";

/** Counts events; remembers no more times than can make a difference. */
export class EventTally implements Tally {
  readonly #times: Queue<number>;
  readonly #largest: number;

  /** @param kept times of an earlier tally */
  constructor(correlation: Correlation, kept: unknown = []) {
    this.#times = new Queue(kept as readonly number[]);
    this.#largest = Math.max(MAX_COUNTED, largestCount(correlation.range ?? {}));
  }

  get kept(): unknown {
    return [...this.#times];
  }

  get count(): number {
    return this.#times.length;
  }

  get size(): number {
    return this.#times.length;
  }

  add(timeMs: number): void {
    this.#times.push(timeMs);
    // The newest ones decide whether the bound is reached; older ones beyond it cannot change that.
    if (this.#times.length > this.#largest) this.#times.shift();
  }

  expire(beforeMs: number): void {
    while ((this.#times.first() ?? beforeMs) < beforeMs) this.#times.shift();
  }
}
