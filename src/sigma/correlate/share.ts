/**
 * value_percentile without a percentile, as the specification's example has it: values that are rare (or frequent) in a
 * window. The window opens with a group's first event, lasts one timespan, and is judged when it closes: the share of
 * each value among all of the window's events, in percent, is compared with the bounds. The alert holds the events of
 * the values that fit.
 * @module
 */
import type { Range } from "../rule.ts";
import { freezeSeen, type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import { MAX_COUNTED } from "./hit.ts";
import { holds } from "./range.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch, type Visit, visitRecord } from "./stretch.ts";

interface Entry {
  readonly hit: InnerHit;
  readonly value: string;
}

export class ShareGroup implements Group {
  readonly #context: GroupContext;
  readonly #range: Range;
  readonly #toValue: (hit: InnerHit) => string;
  readonly #entries: Entry[] = [];
  readonly #counts = new Map<string, number>();
  #events = 0;
  #beganMs = Number.NEGATIVE_INFINITY;

  constructor(context: GroupContext, range: Range, toValue: (hit: InnerHit) => string) {
    this.#context = context;
    this.#range = range;
    this.#toValue = toValue;
    const { kept } = context;
    if (kept === null) return;
    this.#beganMs = Number(kept.state["beganMs"]);
    this.#events = Number(kept.state["events"]);
    for (const [value, count] of kept.state["counts"] as ReadonlyMap<string, number>)
      this.#counts.set(value, count);
    for (const [value, fields, seen] of kept.state["entries"] as readonly [
      string,
      InnerHit["fields"],
      State,
    ][]) {
      const thawed = kept.seen(seen);
      this.#entries.push({ value, hit: { rule: "", fields, ...thawed, seen: thawed } });
    }
  }

  state(freezer: Freezer): State {
    const entries = this.#entries.map(({ hit, value }) => [
      value,
      { ...hit.fields },
      freezeSeen(hit.seen, freezer),
    ]);
    return { beganMs: this.#beganMs, events: this.#events, counts: new Map(this.#counts), entries };
  }

  visit(visit: Visit): void {
    for (const { hit } of this.#entries) visitRecord(hit.record, visit);
  }

  get deadlineMs(): number {
    return this.#beganMs + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#entries.length + this.#counts.size;
  }

  /** The caller closes the group when the deadline has passed: every hit that comes here is within the window. */
  add(hit: InnerHit): Outcome {
    if (this.#events === 0) this.#beganMs = hit.timeMs;
    this.#events++;
    const value = this.#toValue(hit);
    if (this.#entries.length >= MAX_COUNTED) {
      this.#context.forget();
      if (!this.#counts.has(value)) return NOTHING; // its records are not known: it cannot be told of
    } else this.#entries.push({ hit, value });
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    return NOTHING;
  }

  close(): Outcome {
    const fitting = this.#entries.filter(({ value }) => holds(this.#range, this.#share(value)));
    const [first] = fitting;
    if (first === undefined) return NOTHING;
    const made = new Stretch(this.#context.correlation, first.hit, this.#context.group, 0);
    for (const { hit } of fitting) made.add(hit.timeMs, hit.record, fitting.length);
    return { opened: made, openedMs: this.deadlineMs, closed: made };
  }

  #share(value: string): number {
    return (100 * (this.#counts.get(value) ?? 0)) / this.#events;
  }
}
