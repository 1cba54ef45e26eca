/**
 * temporal_ordered: the named rules fire in the order written, in one group, within the timespan.
 * For each prefix of the list the way that began latest is kept: no other can lead further. Cleared by the alert.
 * @module
 */
import { freezeSeen, type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import type { Seen } from "./hit.ts";
import type { Freezer, State } from "./state.ts";
import { type InnerHit, Stretch, type Visit, visitRecord } from "./stretch.ts";

export class OrderedGroup implements Group {
  readonly #context: GroupContext;
  /** Position i: the records by which rules 0..i were seen in order. */
  #prefixes: (readonly Seen[] | undefined)[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(context: GroupContext) {
    this.#context = context;
    const { kept } = context;
    if (kept === null) return;
    this.#lastMs = Number(kept.state["lastMs"]);
    this.#prefixes = (kept.state["prefixes"] as readonly (readonly State[] | undefined)[]).map((prefix) =>
      prefix?.map((seen) => kept.seen(seen)),
    );
  }

  state(freezer: Freezer): State {
    // a list with holes: a prefix may be known without the one before it
    const prefixes = Array.from(this.#prefixes, (prefix) => prefix?.map((seen) => freezeSeen(seen, freezer)));
    return { lastMs: this.#lastMs, prefixes };
  }

  visit(visit: Visit): void {
    for (const prefix of this.#prefixes) for (const { record } of prefix ?? []) visitRecord(record, visit);
  }

  get deadlineMs(): number {
    return this.#lastMs + this.#context.correlation.timespanMs;
  }

  get size(): number {
    return this.#prefixes.length;
  }

  add(hit: InnerHit): Outcome {
    this.#lastMs = hit.timeMs;
    const { rules } = this.#context.correlation;
    // From the end, so that one hit is not taken for two steps of a list that names its rule twice.
    for (let i = rules.length - 1; i >= 0; i--) if (rules[i] === hit.rule) this.#extend(i, hit);
    const complete = this.#prefixes[rules.length - 1];
    if (complete === undefined) return NOTHING;
    this.#prefixes = [];
    return this.#alert(hit, complete);
  }

  close(): Outcome {
    return NOTHING;
  }

  #extend(i: number, hit: InnerHit): void {
    const { seen } = hit;
    if (i === 0) {
      this.#prefixes[0] = [seen];
      return;
    }
    const before = this.#prefixes[i - 1];
    const began = before?.[0]?.timeMs;
    if (before === undefined || began === undefined) return;
    if (hit.timeMs - began <= this.#context.correlation.timespanMs) this.#prefixes[i] = [...before, seen];
  }

  #alert(hit: InnerHit, records: readonly Seen[]): Outcome {
    const { correlation, group } = this.#context;
    const made = new Stretch(correlation, hit, group, 0);
    for (const { timeMs, record } of records) made.add(timeMs, record, records.length);
    return { opened: made, openedMs: hit.timeMs, closed: made };
  }
}
