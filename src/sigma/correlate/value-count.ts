/**
 * value_count: how many different values the window holds. Nothing is recounted: each value keeps the time at which
 * it was last seen, and expiry takes them in that order.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { MAX_COUNTED } from "./hit.ts";
import { tupleText, valuesOf } from "./keys.ts";
import { Queue } from "./queue.ts";
import { largestCount } from "./range.ts";
import type { Tally } from "./sliding.ts";
import type { InnerHit } from "./stretch.ts";

/** Counts distinct values; remembers no more of them than can make a difference. */
export class ValueTally implements Tally {
  readonly #lastSeen: Map<string, number>;
  /**
   * Values in the order in which they were seen; those seen again later stand there again. A queue, because the first
   * key of a Map from whose front thousands were deleted is found only by walking over the holes.
   */
  #order: Queue<string> = new Queue();
  /** When each of them was seen: a queue of its own, for a pair for each event would be most of what is remembered. */
  #times: Queue<number> = new Queue();
  readonly #largest: number;

  /** @param kept values of an earlier tally, each with the time at which it was last seen */
  constructor(correlation: Correlation, kept: unknown = new Map()) {
    this.#lastSeen = new Map(kept as ReadonlyMap<string, number>);
    this.#setOrder();
    this.#largest = Math.max(MAX_COUNTED, largestCount(correlation.range ?? {}));
  }

  get kept(): unknown {
    return new Map(this.#inOrder());
  }

  get count(): number {
    return this.#lastSeen.size;
  }

  get size(): number {
    return this.#lastSeen.size;
  }

  add(timeMs: number, value: string): void {
    this.#lastSeen.set(value, timeMs);
    this.#order.push(value);
    this.#times.push(timeMs);
    if (this.#lastSeen.size > this.#largest) this.#dropFirst();
    if (this.#order.length > 2 * this.#lastSeen.size + SLACK) this.#setOrder();
  }

  expire(beforeMs: number): void {
    while ((this.#times.first() ?? beforeMs) < beforeMs) this.#shift();
  }

  #dropFirst(): void {
    while (this.#lastSeen.size > this.#largest) this.#shift();
  }

  /** Takes the first of the order away; its value goes with it unless it was seen again. */
  #shift(): void {
    const value = this.#order.shift();
    const timeMs = this.#times.shift();
    if (value !== undefined && this.#lastSeen.get(value) === timeMs) this.#lastSeen.delete(value);
  }

  #setOrder(): void {
    const ordered = this.#inOrder();
    this.#order = new Queue(ordered.map(([value]) => value));
    this.#times = new Queue(ordered.map(([, timeMs]) => timeMs));
  }

  #inOrder(): readonly (readonly [string, number])[] {
    return [...this.#lastSeen].sort(([, a], [, b]) => a - b);
  }
}

/** Fewer values that stand twice are not worth sorting. */
const SLACK = 64;

/** The counted value of a hit, or null when one of its fields is missing: the event is then left out. */
export function countedValue(correlation: Correlation, hit: InnerHit): string | null {
  const values = valuesOf(correlation, correlation.fields, hit);
  return values === null ? null : tupleText(values);
}
