/**
 * One correlation at work: its groups, and the bounds on them.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { ClosingGroup } from "./closing.ts";
import { EventTally } from "./event-count.ts";
import { type Correlations, type Group, type GroupContext, Kept, NOTHING, type Outcome } from "./group.ts";
import type { StateLimits } from "./hit.ts";
import { tupleOf, tupleText, valuesOf } from "./keys.ts";
import { isRising } from "./range.ts";
import { SlidingGroup, type SlidingShape } from "./sliding.ts";
import type { Freezer, State, Thawer } from "./state.ts";
import type { InnerHit } from "./stretch.ts";
import { TemporalGroup } from "./temporal.ts";
import { OrderedGroup } from "./temporal-ordered.ts";
import { Tiers } from "./tiers.ts";
import { countedValue, ValueTally } from "./value-count.ts";

/** What bounds made a correlation forget, and what it could not place. */
export interface CorrelationLoss {
  /** Groups given up although they were still within their window. */
  groups: number;
  /** Records no longer remembered within a window. */
  records: number;
  /** Hits left out because a field of group-by or condition was missing. */
  missing: number;
  /** Hits that came after a later one of their group: taken as if they had happened at its time. */
  late: number;
}

/** Whether its groups are judged at each event, so that each event moves the deadline. */
function isJudgedAtOnce({ range }: Correlation): boolean {
  return range === null || isRising(range);
}

export class CorrelationRun {
  readonly correlation: Correlation;
  readonly loss: CorrelationLoss = { groups: 0, records: 0, missing: 0, late: 0 };
  /** Deadline of the group that was changed last. */
  touchedDeadlineMs: number = Number.POSITIVE_INFINITY;
  readonly #groups: Tiers;
  readonly #limits: StateLimits;
  readonly #maker: GroupMaker;
  #size = 0;

  constructor(correlation: Correlation, limits: StateLimits) {
    this.correlation = correlation;
    this.#limits = limits;
    this.#maker = makerOf(correlation);
    this.#groups = new Tiers(isJudgedAtOnce(correlation));
  }

  /** Gives a hit of one of the correlation's rules to its group. */
  add(hit: InnerHit): readonly Outcome[] {
    const { correlation } = this;
    const values = valuesOf(correlation, correlation.groupBy, hit);
    const counted = correlation.type === "value_count" ? countedValue(correlation, hit) : "";
    if (values === null || counted === null) {
      this.loss.missing++;
      return [];
    }
    const key = tupleText(values);
    const found = this.#groups.get(key);
    // in a live stream a group may have ended without anybody having looked: it is ended now, before the hit
    const isOver = found !== undefined && found.deadlineMs < hit.timeMs;
    const ended = isOver ? this.#end(key, found) : NOTHING;
    const known = isOver ? undefined : found;
    const group = known ?? this.#makeGroup(values, null);
    const before = known?.size ?? 0;
    const outcome = group.add(known === undefined ? hit : this.#inOrder(hit, known));
    this.#size += group.size - before;
    this.#groups.touch(key, group);
    this.touchedDeadlineMs = group.deadlineMs;
    if (ended === NOTHING && outcome === NOTHING && !this.#isFull) return [];
    return [ended, outcome, ...this.#shrink()];
  }

  /** Times of a group never go back: a hit that comes late is taken as if it had happened at the last one's time. */
  #inOrder(hit: InnerHit, group: Group): InnerHit {
    const lastMs = group.deadlineMs - this.correlation.timespanMs;
    if (hit.timeMs >= lastMs) return hit;
    this.loss.late++;
    return { ...hit, timeMs: lastMs };
  }

  /** The time after which the next group is closed. */
  nextDeadline(): number {
    return this.#groups.next()?.group.deadlineMs ?? Number.POSITIVE_INFINITY;
  }

  /** Ends the group whose deadline comes first. */
  closeNext(): Outcome {
    const next = this.#groups.next();
    return next === null ? NOTHING : this.#end(next.key, next.group);
  }

  /** How much is remembered: groups, and records, times and values in them. */
  get size(): { readonly groups: number; readonly items: number } {
    return { groups: this.#groups.size, items: this.#size };
  }

  state(freezer: Freezer): State {
    const groups = [...this.#groups].map(({ key, group, events }) => [key, events, group.state(freezer)]);
    return { loss: { ...this.loss }, groups };
  }

  restore(state: State, thawer: Thawer, correlations: Correlations): void {
    Object.assign(this.loss, state["loss"]);
    for (const [key, events, kept] of state["groups"] as readonly [string, number, State][]) {
      const values = tupleOf(key, this.correlation.groupBy.length);
      const group = this.#makeGroup(values, new Kept(kept, thawer, correlations));
      this.#groups.put(key, group, events);
      this.#size += group.size;
    }
  }

  #end(key: string, group: Group): Outcome {
    this.#groups.delete(key);
    this.#size -= group.size;
    return group.close();
  }

  get #isFull(): boolean {
    return this.#groups.size > this.#limits.groups || this.#size > this.#limits.items;
  }

  #shrink(): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    while (this.#groups.size > 1 && this.#isFull) {
      const weakest = this.#groups.weakest();
      if (weakest === null) break;
      this.loss.groups++;
      outcomes.push(this.#end(weakest.key, weakest.group));
    }
    return outcomes;
  }

  #makeGroup(values: readonly string[], kept: Kept | null): Group {
    return this.#maker(new Context(this.correlation, values, this.#forget, kept));
  }

  readonly #forget = (): void => {
    this.loss.records++;
  };
}

/** What a group knows of its correlation: as little as can be, for a flood makes a hundred thousand of them. */
class Context implements GroupContext {
  readonly correlation: Correlation;
  readonly forget: () => void;
  readonly kept: Kept | null;
  readonly #values: readonly string[];

  constructor(correlation: Correlation, values: readonly string[], forget: () => void, kept: Kept | null) {
    this.correlation = correlation;
    this.#values = values;
    this.forget = forget;
    this.kept = kept;
  }

  get group(): Readonly<Record<string, string>> {
    const group: Record<string, string> = Object.create(null);
    this.correlation.groupBy.forEach((name, i) => {
      group[name] = this.#values[i] ?? "";
    });
    return group;
  }
}

type GroupMaker = (context: GroupContext) => Group;

function makerOf(correlation: Correlation): GroupMaker {
  const range = correlation.range ?? {};
  const toValue = (hit: InnerHit): string => countedValue(correlation, hit) ?? "";
  switch (correlation.type) {
    case "temporal":
      return (context) => new TemporalGroup(context);
    case "temporal_ordered":
      return (context) => new OrderedGroup(context);
    case "event_count": {
      if (!isRising(range)) return (context) => new ClosingGroup(context, range, null);
      const toTally = (kept: unknown): EventTally => new EventTally(correlation, kept);
      const shape: SlidingShape = { range, toTally, toValue: () => "" };
      return (context) => new SlidingGroup(context, shape);
    }
    case "value_count": {
      if (!isRising(range)) return (context) => new ClosingGroup(context, range, toValue);
      const toTally = (kept: unknown): ValueTally => new ValueTally(correlation, kept);
      const shape: SlidingShape = { range, toTally, toValue };
      return (context) => new SlidingGroup(context, shape);
    }
  }
}
