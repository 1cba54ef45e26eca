/**
 * The time after a start: sources speak up one by one, and each may lag behind the others.
 * @module
 */

/** Until then neither the time of one source nor its silence says anything. */
const WARM_UP_MS = 60_000;
/** Takes some hundred megabytes; much more, and correlations would give groups up. */
const MAX_BACKLOG = 2_000_000;
/** Sources that are there at the start speak within this time, one after the other. */
const SETTLED_MS = 5000;

export class WarmUp {
  readonly #startedMs: number;
  readonly #backlog: number;
  /** When a source was heard for the first time, last. */
  #firstHeardMs: number;

  /** @param backlog beyond so much remembered (groups, records, times, values) alerts end also while sources catch up */
  constructor(startedMs: number, backlog: number = MAX_BACKLOG) {
    this.#startedMs = startedMs;
    this.#firstHeardMs = startedMs;
    this.#backlog = backlog;
  }

  /** A source speaks for the first time. */
  heard(nowMs: number): void {
    this.#firstHeardMs = nowMs;
  }

  isOver(nowMs: number): boolean {
    return nowMs - this.#startedMs >= WARM_UP_MS;
  }

  /**
   * Whether alerts may end. What a backlog of days leaves in memory is not kept until the warm-up is over: then it is
   * enough that no further source has spoken up for a while.
   */
  mayEnd(nowMs: number, remembered: number): boolean {
    return this.isOver(nowMs) || (remembered > this.#backlog && nowMs - this.#firstHeardMs >= SETTLED_MS);
  }
}
