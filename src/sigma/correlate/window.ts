/**
 * The records of a sliding window: the newest ones whole, older ones as mere times.
 * @module
 */
import { MAX_COUNTED, type Seen } from "./hit.ts";
import { Queue } from "./queue.ts";

export interface WindowState<T> {
  readonly records: readonly T[];
  readonly forgotten: readonly number[];
}

/** How much a window remembers. */
export interface WindowBounds {
  /** Records; of older ones the times are kept. */
  readonly capacity: number;
  /** False keeps nothing of older ones: whoever asks never asks for more than the capacity. */
  readonly countsForgotten: boolean;
}

export class Window<T extends Seen = Seen> {
  readonly #spanMs: number;
  readonly #bounds: WindowBounds;
  readonly #records: Queue<T>;
  readonly #forgotten: Queue<number>;

  /** @param kept records and times of an earlier window, as {@link kept} gave them */
  constructor(spanMs: number, bounds: WindowBounds, kept: WindowState<T> = { records: [], forgotten: [] }) {
    this.#spanMs = spanMs;
    this.#bounds = bounds;
    this.#records = new Queue(kept.records);
    this.#forgotten = new Queue(kept.forgotten);
  }

  get kept(): WindowState<T> {
    return { records: [...this.#records], forgotten: [...this.#forgotten] };
  }

  get size(): number {
    return this.#records.length + this.#forgotten.length;
  }

  /** Records of the window that are no longer known. */
  get omitted(): number {
    return this.#forgotten.length;
  }

  /** Adds a record and slides. Returns whether an older one within the window had to be forgotten. */
  push(seen: T): boolean {
    this.#records.push(seen);
    const from = seen.timeMs - this.#spanMs; // an event exactly one timespan ago still counts
    while ((this.#records.first()?.timeMs ?? from) < from) this.#records.shift();
    while ((this.#forgotten.first() ?? from) < from) this.#forgotten.shift();
    if (this.#records.length <= this.#bounds.capacity) return false;
    const oldest = this.#records.shift();
    if (!this.#bounds.countsForgotten) return true;
    if (oldest !== undefined) this.#forgotten.push(oldest.timeMs);
    if (this.#forgotten.length > MAX_COUNTED) this.#forgotten.shift();
    return true;
  }

  clear(): void {
    this.#records.clear();
    this.#forgotten.clear();
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#records[Symbol.iterator]();
  }
}
