/**
 * How fast a channel may speak, and when it tries again.
 * @module
 */

/** A bucket of messages: full at first, refilled in the long run, with a shortest time between two. */
export class Pace {
  readonly #burst: number;
  readonly #perMs: number;
  readonly #minIntervalMs: number;
  #tokens: number;
  #sinceMs: number | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(burst: number, perMinute: number, minIntervalMs: number) {
    this.#burst = burst;
    this.#tokens = burst;
    this.#perMs = perMinute / 60_000;
    this.#minIntervalMs = minIntervalMs;
  }

  /** Whether a message may go now. A clock that was set back refills nothing and holds nothing up. */
  isOpen(nowMs: number): boolean {
    if (nowMs < this.#lastMs) this.#lastMs = nowMs - this.#minIntervalMs;
    const passed = Math.max(0, nowMs - (this.#sinceMs ?? nowMs));
    this.#sinceMs = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + passed * this.#perMs);
    return this.#tokens >= 1 && nowMs - this.#lastMs >= this.#minIntervalMs;
  }

  /** One went. */
  take(nowMs: number): void {
    this.#tokens -= 1;
    this.#lastMs = nowMs;
  }
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
/** The waits double up to an hour: together about ten hours, a night in which a mail server is down. */
const MAX_TRIES = 20;

/**
 * When to try again after a failure: exponential, with jitter so that many machines do not come back at once.
 * @param tries failures so far, this one included
 * @param asked what the other side asked for, or null
 * @returns milliseconds from now, or null when it is given up
 * @example retryWait(1, null, () => 0.5) // 3750
 */
export function retryWait(tries: number, asked: number | null, random: () => number): number | null {
  if (tries >= MAX_TRIES) return null;
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  const own = most / 2 + (most / 2) * random();
  return Math.max(own, Math.min(asked ?? 0, LONGEST_WAIT_MS));
}
