/**
 * What was sent lately, so that a request that is repeated because its answer was lost is not taken twice.
 * It is a window, kept in memory: what is repeated later than that, or after a restart, is taken again.
 * @module
 */
import { digestOf } from "../base/digest.ts";

const MAX_KEYS = 65_536;

export class Recent {
  readonly #keys = new Map<string, Promise<boolean>>();
  readonly #max: number;

  constructor(max: number = MAX_KEYS) {
    this.#max = max;
  }

  /** Whether it was committed, once that is known; null when it was not sent lately. */
  get(kind: string, key: string): Promise<boolean> | null {
    return this.#keys.get(digestOf(kind, key)) ?? null;
  }

  /** @param committed what was not committed in the end may be sent again */
  set(kind: string, key: string, committed: Promise<boolean>): void {
    const digest = digestOf(kind, key);
    this.#keys.set(digest, committed);
    const oldest = this.#keys.size > this.#max ? this.#keys.keys().next().value : undefined;
    if (oldest !== undefined) this.#keys.delete(oldest);
    void committed.then((done) => {
      if (!done && this.#keys.get(digest) === committed) this.#keys.delete(digest);
    });
  }
}
