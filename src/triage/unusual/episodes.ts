/**
 * How often a thing happens around a time: episodes with exponential forgetting in both directions.
 * One episode is one, however many alerts it holds: a flood earns nothing.
 * @module
 */
import { firstFrom } from "../../base/search.ts";

/** Episodes of one thing, by time. */
export class Episodes {
  readonly #times: number[];
  /** At each episode: what is remembered of those up to it, and of those from it on, itself included. */
  readonly #before: number[];
  readonly #after: number[];
  readonly #memoryMs: number;

  /** @param times in any order; those closer than `apartMs` are one */
  constructor(times: Iterable<number>, apartMs: number, memoryMs: number) {
    this.#memoryMs = memoryMs;
    this.#times = [];
    for (const time of [...times].sort((a, b) => a - b)) {
      const last = this.#times.at(-1);
      if (last === undefined || time - last > apartMs) this.#times.push(time);
    }
    this.#before = [];
    for (const [i, time] of this.#times.entries()) {
      const gap = time - (this.#times[i - 1] ?? time);
      this.#before.push(1 + (this.#before[i - 1] ?? 0) * Math.exp(-gap / memoryMs));
    }
    this.#after = new Array(this.#times.length).fill(1);
    for (let i = this.#times.length - 2; i >= 0; i--) {
      const gap = (this.#times[i + 1] ?? 0) - (this.#times[i] ?? 0);
      this.#after[i] = 1 + (this.#after[i + 1] ?? 0) * Math.exp(-gap / memoryMs);
    }
  }

  /** How many there are. */
  get count(): number {
    return this.#times.length;
  }

  /** Episodes further than `apartMs` from a time, each by how well it is remembered there. */
  around(timeMs: number, apartMs: number): number {
    const before = this.#index(timeMs - apartMs) - 1; // the last one that is far enough before
    const after = this.#index(timeMs + apartMs, true);
    let sum = 0;
    if (before >= 0)
      sum += (this.#before[before] ?? 0) * Math.exp(-(timeMs - (this.#times[before] ?? 0)) / this.#memoryMs);
    if (after < this.#times.length)
      sum += (this.#after[after] ?? 0) * Math.exp(-((this.#times[after] ?? 0) - timeMs) / this.#memoryMs);
    return sum;
  }

  /** The first episode at or after a time; with `beyond`, after it. */
  #index(timeMs: number, beyond = false): number {
    return firstFrom(this.#times.length, (i) => {
      const time = this.#times[i] ?? 0;
      return time < timeMs || (beyond && time === timeMs);
    });
  }
}
