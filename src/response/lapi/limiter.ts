/**
 * How much one bouncer may ask: a bucket that fills steadily and lets a burst through. A stolen key must not keep the
 * watch busy.
 * @module
 */

interface Bucket {
  level: number;
  timeMs: number;
}

export class Limiter {
  readonly #perSecond: number;
  readonly #burst: number;
  /** By name of a bouncer: as many as there are bouncers, no more. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes from a bucket. @param nowMs a clock that never goes back @returns false when it holds too little */
  take(name: string, cost: number, nowMs: number): boolean {
    const { level, timeMs } = this.#buckets.get(name) ?? { level: this.#burst, timeMs: nowMs };
    const filled = Math.min(this.#burst, level + ((nowMs - timeMs) / 1000) * this.#perSecond);
    const enough = filled >= cost;
    this.#buckets.set(name, { level: enough ? filled - cost : filled, timeMs: nowMs });
    return enough;
  }
}

/** Lets a few remarks through each minute and counts the rest: whoever fails on purpose must not fill the journal. */
export class Remarks {
  readonly #write: (text: string) => void;
  readonly #limiter = new Limiter(5 / 60, 5);
  #kept = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  say(text: string): void {
    if (!this.#limiter.take("", 1, performance.now())) {
      this.#kept++;
      return;
    }
    this.#write(this.#kept === 0 ? text : `${text} (and ${this.#kept} more remarks)`);
    this.#kept = 0;
  }
}
