/**
 * value_count: how many different values the window holds. Nothing is recounted: each value keeps the time at which
 * it was last seen, and expiry takes them in that order.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { MAX_COUNTED } from "./hit.ts";
import { largestCount } from "./range.ts";
import type { Tally } from "./sliding.ts";

/** A value, between those that were seen before and after it. */
interface Node {
  readonly value: string;
  timeMs: number;
  before: Node | null;
  after: Node | null;
}

/** Counts distinct values; remembers no more of them than can make a difference. */
export class ValueTally implements Tally {
  /**
   * A list beside the map, in the order in which values were last seen: the first key of a Map from whose front thousands
   * were deleted is found only by walking over the holes.
   */
  readonly #nodes = new Map<string, Node>();
  #first: Node | null = null;
  #last: Node | null = null;
  readonly #largest: number;

  /** @param kept values of an earlier tally, each with the time at which it was last seen */
  constructor(correlation: Correlation, kept: unknown = new Map()) {
    this.#largest = Math.max(MAX_COUNTED, largestCount(correlation.range ?? {}));
    const inOrder = [...(kept as ReadonlyMap<string, number>)].sort(([, a], [, b]) => a - b);
    for (const [value, timeMs] of inOrder) this.add(timeMs, value);
  }

  get kept(): unknown {
    const kept = new Map<string, number>();
    for (let node = this.#first; node !== null; node = node.after) kept.set(node.value, node.timeMs);
    return kept;
  }

  get count(): number {
    return this.#nodes.size;
  }

  get size(): number {
    return this.#nodes.size;
  }

  add(timeMs: number, value: string): void {
    const known = this.#nodes.get(value);
    if (known !== undefined) {
      known.timeMs = timeMs;
      if (known === this.#last) return;
      this.#unlink(known);
      this.#append(known);
      return;
    }
    const node = { value, timeMs, before: null, after: null };
    this.#nodes.set(value, node);
    this.#append(node);
    if (this.#nodes.size > this.#largest && this.#first !== null) this.#drop(this.#first);
  }

  expire(beforeMs: number): void {
    while (this.#first !== null && this.#first.timeMs < beforeMs) this.#drop(this.#first);
  }

  #drop(node: Node): void {
    this.#nodes.delete(node.value);
    this.#unlink(node);
  }

  #append(node: Node): void {
    node.before = this.#last;
    node.after = null;
    if (this.#last === null) this.#first = node;
    else this.#last.after = node;
    this.#last = node;
  }

  #unlink({ before, after }: Node): void {
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }
}
