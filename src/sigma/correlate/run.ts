/**
 * One correlation at work: its groups, and the bounds on them.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { ClosingGroup } from "./closing.ts";
import { EventTally } from "./event-count.ts";
import { type Group, type GroupContext, NOTHING, type Outcome } from "./group.ts";
import { MAX_GROUPS, MAX_REMEMBERED } from "./hit.ts";
import { tupleText, valuesOf } from "./keys.ts";
import { isRising } from "./range.ts";
import { SlidingGroup } from "./sliding.ts";
import type { InnerHit } from "./stretch.ts";
import { TemporalGroup } from "./temporal.ts";
import { OrderedGroup } from "./temporal-ordered.ts";
import { countedValue, ValueTally } from "./value-count.ts";

/** What bounds made a correlation forget, and what it could not place. */
export interface CorrelationLoss {
  /** Groups given up although they were still within their window. */
  groups: number;
  /** Records no longer remembered within a window. */
  records: number;
  /** Hits left out because a field of group-by or condition was missing. */
  missing: number;
}

export class CorrelationRun {
  readonly correlation: Correlation;
  readonly loss: CorrelationLoss = { groups: 0, records: 0, missing: 0 };
  /** In the order of their deadlines: a group that changes moves to the end. */
  readonly #groups = new Map<string, Group>();
  #size = 0;

  constructor(correlation: Correlation) {
    this.correlation = correlation;
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
    const known = this.#groups.get(key);
    const group = known ?? this.#makeGroup(values);
    const before = known?.size ?? 0;
    const outcome = group.add(hit);
    this.#size += group.size - before;
    if (known === undefined || this.#moves()) {
      this.#groups.delete(key);
      this.#groups.set(key, group);
    }
    return outcome === NOTHING ? this.#shrink() : [outcome, ...this.#shrink()];
  }

  /** The time after which the next group is closed. */
  nextDeadline(): number {
    const first = this.#groups.values().next();
    return first.done === true ? Number.POSITIVE_INFINITY : first.value.deadlineMs;
  }

  /** Ends the group whose deadline comes first. */
  closeNext(): Outcome {
    for (const [key, group] of this.#groups) return this.#end(key, group);
    return NOTHING;
  }

  /** Windows that are judged when they close begin with their first event: their order never changes. */
  #moves(): boolean {
    const { range } = this.correlation;
    return range === null || isRising(range);
  }

  #end(key: string, group: Group): Outcome {
    this.#groups.delete(key);
    this.#size -= group.size;
    return group.close();
  }

  #shrink(): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    for (const [key, group] of this.#groups) {
      const fits = this.#groups.size <= MAX_GROUPS && this.#size <= MAX_REMEMBERED;
      if (fits || this.#groups.size === 1) break;
      this.loss.groups++;
      outcomes.push(this.#end(key, group));
    }
    return outcomes;
  }

  #makeGroup(values: readonly string[]): Group {
    const { correlation } = this;
    const group: Record<string, string> = Object.create(null);
    correlation.groupBy.forEach((name, i) => {
      group[name] = values[i] ?? "";
    });
    const forget = (): void => {
      this.loss.records++;
    };
    return toGroup({ correlation, group, forget });
  }
}

function toGroup(context: GroupContext): Group {
  const { correlation } = context;
  const range = correlation.range ?? {};
  const toValue = (hit: InnerHit): string => countedValue(correlation, hit) ?? "";
  switch (correlation.type) {
    case "temporal":
      return new TemporalGroup(context);
    case "temporal_ordered":
      return new OrderedGroup(context);
    case "event_count":
      if (!isRising(range)) return new ClosingGroup(context, range, null);
      return new SlidingGroup(context, range, new EventTally(correlation), () => "");
    case "value_count":
      if (!isRising(range)) return new ClosingGroup(context, range, toValue);
      return new SlidingGroup(context, range, new ValueTally(correlation), toValue);
  }
}
