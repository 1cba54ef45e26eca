/**
 * value_sum, value_avg, value_percentile and value_median: a measure of the numbers in a window.
 *
 * Sums of whole numbers are kept; with fractions in the window they are added up anew, in the order of time, so that
 * nothing that left the window stays behind as a rounding error. Percentiles are those of the nearest rank: the
 * smallest value that at least so many percent of the values do not exceed.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { MAX_COUNTED } from "./hit.ts";
import { Queue } from "./queue.ts";
import type { Tally } from "./sliding.ts";

type Entry = readonly [timeMs: number, value: number];

/** Measures the newest ten thousand numbers of a window. */
export class NumberTally implements Tally {
  readonly #entries: Queue<Entry>;
  /** For percentiles: the values in order of size. */
  readonly #sorted: number[] | null;
  readonly #correlation: Correlation;
  #sum = 0;
  #fractions = 0;

  /** @param kept times and values of an earlier tally */
  constructor(correlation: Correlation, kept: unknown = []) {
    this.#correlation = correlation;
    this.#entries = new Queue();
    this.#sorted = correlation.type === "value_sum" || correlation.type === "value_avg" ? null : [];
    for (const [timeMs, value] of kept as readonly Entry[]) this.add(timeMs, String(value));
  }

  get kept(): unknown {
    return [...this.#entries];
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The measure; 0 of nothing. */
  get count(): number {
    const { length } = this.#entries;
    if (this.#sorted !== null) return nearestRank(this.#sorted, this.#correlation.percentile ?? 50);
    if (length === 0) return 0;
    return this.#correlation.type === "value_avg" ? this.#total() / length : this.#total();
  }

  add(timeMs: number, text: string): void {
    const value = Number(text);
    this.#entries.push([timeMs, value]);
    this.#sum += value;
    if (!Number.isSafeInteger(value)) this.#fractions++;
    if (this.#sorted !== null) this.#sorted.splice(placeOf(this.#sorted, value), 0, value);
    if (this.#entries.length > MAX_COUNTED) this.#shift();
  }

  expire(beforeMs: number): void {
    while ((this.#entries.first()?.[0] ?? beforeMs) < beforeMs) this.#shift();
  }

  #shift(): void {
    const first = this.#entries.shift();
    if (first === undefined) return;
    const [, value] = first;
    this.#sum -= value;
    if (!Number.isSafeInteger(value) && --this.#fractions === 0) this.#addUp();
    this.#sorted?.splice(placeOf(this.#sorted, value), 1);
  }

  #total(): number {
    if (this.#fractions > 0 || !Number.isSafeInteger(this.#sum)) this.#addUp();
    return this.#sum;
  }

  #addUp(): void {
    this.#sum = 0;
    for (const [, value] of this.#entries) this.#sum += value;
  }
}

/** The first place whose value is not smaller. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @example nearestRank([10, 20, 30, 40], 50) // 20 */
function nearestRank(sorted: readonly number[], percentile: number): number {
  const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length));
  return sorted[rank - 1] ?? 0;
}
