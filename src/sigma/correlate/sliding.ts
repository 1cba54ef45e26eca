/**
 * event_count and value_count with a lower bound: judged at each event over the window that ends with it.
 *
 * An alert opens at the event at which the condition first holds; it stays open while the condition holds at each
 * further event of the group and no gap is longer than the window.
 * @module
 */
import type { Range } from "../rule.ts";
import { freezeWindow, type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import { MAX_REFS } from "./hit.ts";
import { holds, largestCount } from "./range.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch } from "./stretch.ts";
import { Window } from "./window.ts";

/** How a type counts the events of a window. */
export interface Tally {
  /** Takes note of an event at a time that is not before the last. */
  add(timeMs: number, value: string): void;
  /** Forgets what is before a time. */
  expire(beforeMs: number): void;
  readonly count: number;
  readonly size: number;
  /** What it remembers, as plain data. */
  readonly kept: unknown;
}

export class SlidingGroup implements Group {
  readonly #context: GroupContext;
  readonly #range: Range;
  readonly #tally: Tally;
  readonly #toValue: (hit: InnerHit) => string;
  readonly #window: Window;
  #lastMs = Number.NEGATIVE_INFINITY;
  #open: Stretch | null = null;

  /** @param toTally makes the tally, from what an earlier one kept */
  constructor(
    context: GroupContext,
    range: Range,
    toTally: (kept: unknown) => Tally,
    toValue: (hit: InnerHit) => string,
  ) {
    const { kept, correlation } = context;
    this.#context = context;
    this.#range = range;
    this.#tally = toTally(kept?.state["tally"]);
    this.#toValue = toValue;
    const capacity = Math.max(MAX_REFS, largestCount(range));
    this.#window = new Window(correlation.timespanMs, capacity, kept?.window("window"));
    if (kept === null) return;
    this.#lastMs = Number(kept.state["lastMs"]);
    this.#open = kept.stretch("open");
  }

  state(freezer: Freezer): State {
    return {
      lastMs: this.#lastMs,
      tally: this.#tally.kept,
      window: freezeWindow(this.#window, freezer),
      open: this.#open?.freeze(freezer) ?? null,
    };
  }

  get deadlineMs(): number {
    return this.#lastMs + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#window.size + this.#tally.size;
  }

  add(hit: InnerHit): Outcome {
    this.#lastMs = hit.timeMs;
    this.#tally.expire(hit.timeMs - this.#context.correlation.timespanMs);
    this.#tally.add(hit.timeMs, this.#toValue(hit));
    const forgot = this.#window.push(hit); // the hit itself: one object, however many correlations remember it
    if (forgot && this.#open === null) this.#context.forget();
    const count = this.#tally.count;
    if (!holds(this.#range, count)) return this.close();
    if (this.#open !== null) {
      this.#open.add(hit.timeMs, hit.record, count);
      return NOTHING;
    }
    this.#open = this.#begin(hit, count);
    return { opened: this.#open, openedMs: hit.timeMs, closed: null };
  }

  close(): Outcome {
    if (this.#open === null) return NOTHING;
    const closed = this.#open;
    this.#open = null;
    return { opened: null, openedMs: 0, closed };
  }

  #begin(hit: InnerHit, count: number): Stretch {
    const { correlation, group } = this.#context;
    const made = new Stretch(correlation, hit, group, this.#window.omitted);
    for (const { timeMs, record } of this.#window) made.add(timeMs, record, count);
    return made;
  }
}
