/**
 * One correlation at work: its groups, and the bounds on them.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { ClosingGroup } from "./closing.ts";
import { EventTally } from "./event-count.ts";
import { isRisingExpression } from "./expression.ts";
import { type Correlations, type Group, type GroupContext, Kept, NOTHING, type Outcome } from "./group.ts";
import type { StateLimits } from "./hit.ts";
import { tupleOf, tupleText, valuesOf } from "./keys.ts";
import { CountMeasure, NumberMeasure, RulesMeasure } from "./measure.ts";
import { NumberTally } from "./number-tally.ts";
import { isRising } from "./range.ts";
import { ShareGroup } from "./share.ts";
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
function isJudgedAtOnce({ range, expression, type, percentile }: Correlation): boolean {
  if (expression !== null) return isRisingExpression(expression);
  if (type === "value_percentile" && percentile === null) return false;
  return range === null || isRising(range);
}

/** The value of a hit as its correlation takes it; null leaves the hit out. */
function takenValue(correlation: Correlation, hit: InnerHit): string | null {
  switch (correlation.type) {
    case "event_count":
    case "temporal":
    case "temporal_ordered":
      return "";
    case "value_count":
      return countedValue(correlation, hit);
    case "value_percentile":
      return correlation.percentile === null ? countedValue(correlation, hit) : numberOf(correlation, hit);
    default:
      return numberOf(correlation, hit);
  }
}

const DECIMAL = /^[+-]?\d{1,300}(?:\.\d{1,300})?$/;

/** The number of the field, as text; null when it holds none: the event is then left out. */
function numberOf(correlation: Correlation, hit: InnerHit): string | null {
  const text = countedValue(correlation, hit);
  return text !== null && DECIMAL.test(text) && Number.isFinite(Number(text)) ? text : null;
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
    const counted = takenValue(correlation, hit);
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
    return { ...hit, timeMs: lastMs, seen: { timeMs: lastMs, record: hit.record } };
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
  const { range, type, expression } = correlation;
  const toValue = (hit: InnerHit): string => takenValue(correlation, hit) ?? "";
  if (type === "temporal_ordered") return (context) => new OrderedGroup(context);
  if (type === "temporal") {
    if (expression === null || isRisingExpression(expression)) return (context) => new TemporalGroup(context);
    return (context) => new ClosingGroup(context, (kept) => new RulesMeasure(expression, kept));
  }
  if (type === "value_percentile" && correlation.percentile === null)
    return (context) => new ShareGroup(context, range ?? {}, toValue);
  if (isRising(range ?? {})) {
    const shape = shapeOf(correlation, toValue);
    return (context) => new SlidingGroup(context, shape);
  }
  return closingMaker(correlation, toValue);
}

function closingMaker(correlation: Correlation, toValue: (hit: InnerHit) => string): GroupMaker {
  const { type } = correlation;
  if (type === "event_count" || type === "value_count") {
    const counted = type === "event_count" ? null : toValue;
    return (context) => new ClosingGroup(context, (kept) => new CountMeasure(correlation, counted, kept));
  }
  return (context) => new ClosingGroup(context, (kept) => new NumberMeasure(correlation, toValue, kept));
}

function shapeOf(correlation: Correlation, toValue: (hit: InnerHit) => string): SlidingShape {
  const { type } = correlation;
  const range = correlation.range ?? {};
  if (type === "event_count")
    return { range, toTally: (kept) => new EventTally(correlation, kept), toValue: () => "", toSingle: ONE };
  if (type === "value_count")
    return { range, toTally: (kept) => new ValueTally(correlation, kept), toValue, toSingle: ONE };
  return { range, toTally: (kept) => new NumberTally(correlation, kept), toValue, toSingle: Number };
}

/** One event, or one value. */
const ONE = (): number => 1;
