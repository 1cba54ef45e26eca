/**
 * event_count, value_count and the measures of numbers with a lower bound: judged at each event over the window that ends with it.
 *
 * An alert opens at the event at which the condition first holds; it stays open while the condition holds at each
 * further event of the group and no gap is longer than the window.
 * @module
 */
import type { Range } from "../rule.ts";
import { freezeWindow, type Group, type GroupContext, type Kept, NOTHING, type Outcome } from "./group.ts";
import type { Seen } from "./hit.ts";
import { holds } from "./range.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch, type Visit, visitRecord } from "./stretch.ts";
import { Window, type WindowBounds, type WindowState } from "./window.ts";

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

/** What all groups of a correlation share. */
export interface SlidingShape {
  readonly range: Range;
  /** What a window holds of its records when an alert opens. */
  readonly bounds: WindowBounds;
  /** Makes the tally, from what an earlier one kept. */
  toTally(kept: unknown): Tally;
  /** The counted value of a hit. */
  toValue(hit: InnerHit): string;
  /** What the tally counts when it holds this value and no other. */
  toSingle(value: string): number;
}

/** Window and tally of a group of more than one event. */
interface Whole {
  readonly window: Window;
  readonly tally: Tally;
}

/** The one value that a tally kept: a key of values, the number of a time, or nothing but a time. */
function onlyValueOf(kept: unknown): string {
  const [first] = kept as Iterable<unknown>;
  if (!Array.isArray(first)) return "";
  return String(kept instanceof Map ? first[0] : first[1]);
}

/**
 * Most groups of a flood see one event and no other: such a group is that event and nothing else, and gets a window and
 * a tally with its second one.
 */
export class SlidingGroup implements Group {
  readonly #context: GroupContext;
  readonly #shape: SlidingShape;
  /** The only event so far, and its counted value; null once there is a window. */
  #single: Seen | null = null;
  #value = "";
  #whole: Whole | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;
  #open: Stretch | null = null;

  constructor(context: GroupContext, shape: SlidingShape) {
    this.#context = context;
    this.#shape = shape;
    const { kept } = context;
    if (kept !== null) this.#restore(kept);
  }

  #restore(kept: Kept): void {
    const { state } = kept;
    this.#lastMs = Number(state["lastMs"]);
    this.#open = kept.stretch("open");
    const window = kept.window("window");
    const [only] = window.records;
    const isSingle = window.records.length === 1 && window.forgotten.length === 0 && this.#open === null;
    if (only === undefined || !isSingle || this.#shape.toTally(state["tally"]).size !== 1) {
      this.#whole = this.#make(window, state["tally"]);
      return;
    }
    this.#single = only;
    this.#value = onlyValueOf(state["tally"]);
  }

  state(freezer: Freezer): State {
    const { window, tally } = this.#whole ?? this.#grown();
    return {
      lastMs: this.#lastMs,
      tally: tally.kept,
      window: freezeWindow(window, freezer),
      open: this.#open?.freeze(freezer) ?? null,
    };
  }

  visit(visit: Visit): void {
    if (this.#single !== null) visitRecord(this.#single.record, visit);
    for (const { record } of this.#whole?.window ?? []) visitRecord(record, visit);
    this.#open?.visit(visit);
  }

  get deadlineMs(): number {
    return this.#lastMs + this.#context.correlation.timespanMs;
  }

  get size(): number {
    if (this.#whole === null) return this.#single === null ? 0 : 2;
    return this.#whole.window.size + this.#whole.tally.size;
  }

  add(hit: InnerHit): Outcome {
    this.#lastMs = hit.timeMs;
    const { range } = this.#shape;
    const isFirst = this.#whole === null && this.#single === null;
    const value = this.#shape.toValue(hit);
    if (isFirst && !holds(range, this.#shape.toSingle(value))) {
      this.#single = hit.seen;
      this.#value = value;
      return NOTHING;
    }
    this.#whole ??= this.#grown();
    this.#single = null;
    const { window, tally } = this.#whole;
    tally.expire(hit.timeMs - this.#context.correlation.timespanMs);
    tally.add(hit.timeMs, value);
    const forgot = window.push(hit.seen);
    if (forgot && this.#open === null) this.#context.forget();
    const count = tally.count;
    if (!holds(range, count)) return this.close();
    if (this.#open !== null) {
      this.#open.add(hit.timeMs, hit.record, count);
      return NOTHING;
    }
    this.#open = this.#begin(hit, count, window);
    return { opened: this.#open, openedMs: hit.timeMs, closed: null };
  }

  close(): Outcome {
    if (this.#open === null) return NOTHING;
    const closed = this.#open;
    this.#open = null;
    return { opened: null, openedMs: 0, closed };
  }

  /** Window and tally that hold the only event. */
  #grown(): Whole {
    const made = this.#make(undefined, undefined);
    if (this.#single === null) return made;
    made.tally.add(this.#single.timeMs, this.#value);
    made.window.push(this.#single);
    return made;
  }

  #make(window: WindowState<Seen> | undefined, tally: unknown): Whole {
    return {
      window: new Window(this.#context.correlation.timespanMs, this.#shape.bounds, window),
      tally: this.#shape.toTally(tally),
    };
  }

  #begin(hit: InnerHit, count: number, window: Window): Stretch {
    const { correlation, group } = this.#context;
    const made = new Stretch(correlation, hit, group, window.omitted);
    for (const { timeMs, record } of window) made.add(timeMs, record, count);
    return made;
  }
}
