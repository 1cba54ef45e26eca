/**
 * temporal: all named rules (or as many as the condition asks for, or those that it names) fire in one group within the timespan. The state
 * is cleared by the alert: one alert per completed set. One event may stand for several rules.
 * @module
 */
import { isMet } from "./expression.ts";
import { freezeSeen, freezeWindow, type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import { MAX_REFS, type Seen } from "./hit.ts";
import { holds } from "./range.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch, type Visit, visitRecord } from "./stretch.ts";
import { Window, type WindowBounds } from "./window.ts";

const BOUNDS: WindowBounds = { capacity: MAX_REFS, countsForgotten: true };

export class TemporalGroup implements Group {
  readonly #context: GroupContext;
  readonly #rules: number;
  readonly #lastSeen = new Map<string, Seen>();
  readonly #window: Window;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(context: GroupContext) {
    this.#context = context;
    this.#rules = new Set(context.correlation.rules).size;
    const { kept, correlation } = context;
    this.#window = new Window(correlation.timespanMs, BOUNDS, kept?.window("window"));
    if (kept === null) return;
    this.#lastMs = Number(kept.state["lastMs"]);
    for (const [rule, seen] of kept.state["lastSeen"] as readonly [string, State][])
      this.#lastSeen.set(rule, kept.seen(seen));
  }

  state(freezer: Freezer): State {
    const lastSeen = [...this.#lastSeen].map(([rule, seen]) => [rule, freezeSeen(seen, freezer)]);
    return { lastMs: this.#lastMs, window: freezeWindow(this.#window, freezer), lastSeen };
  }

  visit(visit: Visit): void {
    for (const { record } of this.#window) visitRecord(record, visit);
    for (const { record } of this.#lastSeen.values()) visitRecord(record, visit);
  }

  get deadlineMs(): number {
    return this.#lastMs + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#window.size + this.#lastSeen.size;
  }

  add(hit: InnerHit): Outcome {
    this.#lastMs = hit.timeMs;
    this.#remember(hit);
    const count = this.#lastSeen.size;
    if (!this.#isComplete(count)) return NOTHING;
    const made = this.#toAlert(hit, count);
    this.#lastSeen.clear();
    this.#window.clear();
    return { opened: made, openedMs: hit.timeMs, closed: made };
  }

  close(): Outcome {
    return NOTHING;
  }

  #isComplete(count: number): boolean {
    const { range, expression } = this.#context.correlation;
    if (expression !== null) return isMet(expression, this.#lastSeen);
    return range === null ? count >= this.#rules : holds(range, count);
  }

  #remember(hit: InnerHit): void {
    const { seen } = hit;
    const from = hit.timeMs - this.#context.correlation.timespanMs;
    this.#lastSeen.set(hit.rule, seen);
    for (const [rule, { timeMs }] of this.#lastSeen) if (timeMs < from) this.#lastSeen.delete(rule);
    if (this.#window.push(seen)) this.#context.forget();
  }

  #toAlert(hit: InnerHit, count: number): Stretch {
    const { correlation, group } = this.#context;
    const kept = new Set([...this.#window]);
    // What completes the set is evidence even if the window had to forget it.
    const lost = [...this.#lastSeen.values()].filter((seen) => !kept.has(seen));
    const made = new Stretch(correlation, hit, group, this.#window.omitted - lost.length);
    const records = [...lost, ...kept].sort((a, b) => a.timeMs - b.timeMs);
    for (const { timeMs, record } of distinct(records)) made.add(timeMs, record, count);
    return made;
  }
}

/** One event may have come once per rule. */
function distinct(records: readonly Seen[]): Iterable<Seen> {
  return new Map(records.map((seen) => [seen.record, seen])).values();
}
