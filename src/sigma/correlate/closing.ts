/**
 * Conditions with lt, lte, eq or neq: a window opens with a group's first event, lasts one timespan, and is judged
 * when it closes; the next event opens the next window. While a window is still open the count may yet change, so
 * judging earlier would raise alerts that are wrong a moment later.
 * @module
 */
import type { Range } from "../rule.ts";
import { type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import { MAX_COUNTED } from "./hit.ts";
import { holds, largestCount } from "./range.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch } from "./stretch.ts";

export class ClosingGroup implements Group {
  readonly #context: GroupContext;
  readonly #range: Range;
  /** null: counts events. */
  readonly #toValue: ((hit: InnerHit) => string) | null;
  readonly #largest: number;
  readonly #values = new Set<string>();
  #events = 0;
  #window: Stretch | null = null;

  constructor(context: GroupContext, range: Range, toValue: ((hit: InnerHit) => string) | null) {
    this.#context = context;
    this.#range = range;
    this.#toValue = toValue;
    this.#largest = Math.max(MAX_COUNTED, largestCount(range));
    const { kept } = context;
    if (kept === null) return;
    for (const value of kept.state["values"] as readonly string[]) this.#values.add(value);
    this.#events = Number(kept.state["events"]);
    this.#window = kept.stretch("open");
  }

  state(freezer: Freezer): State {
    const open = this.#window?.freeze(freezer) ?? null;
    return { values: [...this.#values], events: this.#events, open };
  }

  get deadlineMs(): number {
    return (this.#window?.timeMs ?? Number.NEGATIVE_INFINITY) + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#values.size + Math.min(this.#events, MAX_COUNTED);
  }

  /** The caller closes the group when the deadline has passed: every hit that comes here is within the window. */
  add(hit: InnerHit): Outcome {
    this.#window ??= new Stretch(this.#context.correlation, hit, this.#context.group, 0);
    this.#events++;
    if (this.#toValue !== null && this.#values.size < this.#largest) this.#values.add(this.#toValue(hit));
    this.#window.add(hit.timeMs, hit.record, this.#count());
    return NOTHING;
  }

  close(): Outcome {
    const window = this.#window;
    if (window === null || !holds(this.#range, this.#count())) return NOTHING;
    return { opened: window, openedMs: this.deadlineMs, closed: window };
  }

  #count(): number {
    return this.#toValue === null ? this.#events : this.#values.size;
  }
}
