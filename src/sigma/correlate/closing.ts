/**
 * Conditions that only the end of a window can settle (lt, lte, eq, neq; a rule that must not be seen): a window opens
 * with a group's first event, lasts one timespan, and is judged when it closes; the next event opens the next window.
 * While a window is still open the count may yet change, so judging earlier would raise alerts that are wrong a moment
 * later.
 * @module
 */
import { type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch, type Visit } from "./stretch.ts";

/** What is made of the events of one window. */
export interface Measure {
  add(hit: InnerHit): void;
  /** What is told of the alert. */
  readonly count: number;
  readonly isMet: boolean;
  readonly size: number;
  /** What it remembers, as plain data. */
  readonly kept: State;
}

export class ClosingGroup implements Group {
  readonly #context: GroupContext;
  readonly #measure: Measure;
  #window: Stretch | null = null;

  /** @param toMeasure makes the measure, from what an earlier one kept */
  constructor(context: GroupContext, toMeasure: (kept: State | null) => Measure) {
    this.#context = context;
    const { kept } = context;
    this.#measure = toMeasure(kept?.state ?? null);
    if (kept !== null) this.#window = kept.stretch("open");
  }

  state(freezer: Freezer): State {
    return { ...this.#measure.kept, open: this.#window?.freeze(freezer) ?? null };
  }

  visit(visit: Visit): void {
    this.#window?.visit(visit);
  }

  get deadlineMs(): number {
    return (this.#window?.timeMs ?? Number.NEGATIVE_INFINITY) + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#measure.size;
  }

  /** The caller closes the group when the deadline has passed: every hit that comes here is within the window. */
  add(hit: InnerHit): Outcome {
    this.#window ??= new Stretch(this.#context.correlation, hit, this.#context.group, 0);
    this.#measure.add(hit);
    this.#window.add(hit.timeMs, hit.record, this.#measure.count);
    return NOTHING;
  }

  close(): Outcome {
    const window = this.#window;
    if (window === null || !this.#measure.isMet) return NOTHING;
    return { opened: window, openedMs: this.deadlineMs, closed: window };
  }
}
