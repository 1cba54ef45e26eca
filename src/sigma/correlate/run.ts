/**
 * One correlation at work: its groups, and the bounds on them.
 * @module
 */
import type { Correlation } from "../rule.ts";
import { ClosingGroup } from "./closing.ts";
import { EventTally } from "./event-count.ts";
import { isRisingExpression } from "./expression.ts";
import { type Correlations, type Group, type GroupContext, Kept, NOTHING, type Outcome } from "./group.ts";
import { MAX_REFS, type StateLimits } from "./hit.ts";
import { type KeyReaders, tupleOf } from "./keys.ts";
import { CountMeasure, NumberMeasure, RulesMeasure } from "./measure.ts";
import { NumberTally } from "./number-tally.ts";
import { isRising, largestCount, leastCount } from "./range.ts";
import { ShareGroup } from "./share.ts";
import { SlidingGroup, type SlidingShape, type Tally } from "./sliding.ts";
import type { Freezer, State, Thawer } from "./state.ts";
import type { InnerHit, Visit } from "./stretch.ts";
import { TemporalGroup } from "./temporal.ts";
import { OrderedGroup } from "./temporal-ordered.ts";
import { type Entry, Tiers } from "./tiers.ts";
import { ValueTally } from "./value-count.ts";

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

/** Gives the value of a hit as its correlation takes it; null leaves the hit out. */
type ToValue = (hit: InnerHit) => string | null;

function valueReader(correlation: Correlation, readers: KeyReaders): ToValue {
  const { type, fields, percentile } = correlation;
  if (type === "event_count" || type === "temporal" || type === "temporal_ordered") return () => "";
  const read = readers.of(correlation, fields);
  if (type === "value_count" || (type === "value_percentile" && percentile === null)) return read;
  return (hit) => numberIn(read(hit));
}

const DECIMAL = /^[+-]?\d{1,300}(?:\.\d{1,300})?$/;

/** The number of a field, as text; null when it holds none: the event is then left out. */
function numberIn(text: string | null): string | null {
  return text !== null && DECIMAL.test(text) && Number.isFinite(Number(text)) ? text : null;
}

const NONE: readonly Outcome[] = Object.freeze([]);

export class CorrelationRun {
  readonly correlation: Correlation;
  readonly loss: CorrelationLoss = { groups: 0, records: 0, missing: 0, late: 0 };
  /** Deadline of the group that was changed last. */
  touchedDeadlineMs: number = Number.POSITIVE_INFINITY;
  readonly #groups: Tiers;
  readonly #limits: StateLimits;
  readonly #maker: GroupMaker;
  readonly #toKey: (hit: InnerHit) => string | null;
  readonly #toValue: ToValue;
  #size = 0;

  /** @param readers of all correlations of the correlator */
  constructor(correlation: Correlation, limits: StateLimits, readers: KeyReaders) {
    this.correlation = correlation;
    this.#limits = limits;
    this.#toKey = readers.of(correlation, correlation.groupBy);
    this.#toValue = valueReader(correlation, readers);
    this.#maker = makerOf(correlation, this.#toValue);
    this.#groups = new Tiers(isJudgedAtOnce(correlation));
  }

  /** Gives a hit of one of the correlation's rules to its group. */
  add(hit: InnerHit): readonly Outcome[] {
    const key = this.#toKey(hit);
    if (key === null || this.#toValue(hit) === null) {
      this.loss.missing++;
      return NONE;
    }
    const found = this.#groups.get(key);
    // in a live stream a group may have ended without anybody having looked: it is ended now, before the hit
    const isOver = found !== undefined && found.group.deadlineMs < hit.timeMs;
    const ended = isOver ? this.#end(found) : NOTHING;
    const outcome = found === undefined || isOver ? this.#begin(key, hit) : this.#grow(found, hit);
    if (ended === NOTHING && outcome === NOTHING && !this.#isFull) return NONE;
    return [ended, outcome, ...this.#shrink()];
  }

  #begin(key: string, hit: InnerHit): Outcome {
    const group = this.#makeGroup(key, null);
    const outcome = group.add(hit);
    this.#size += group.size;
    this.#groups.put(key, group, 1);
    this.touchedDeadlineMs = group.deadlineMs;
    return outcome;
  }

  #grow(entry: Entry, hit: InnerHit): Outcome {
    const { group } = entry;
    const before = group.size;
    const outcome = group.add(this.#inOrder(hit, group));
    this.#size += group.size - before;
    this.#groups.touch(entry);
    this.touchedDeadlineMs = group.deadlineMs;
    return outcome;
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
    return next === null ? NOTHING : this.#end(next);
  }

  /** How much is remembered: groups, and records, times and values in them. */
  get size(): { readonly groups: number; readonly items: number } {
    return { groups: this.#groups.size, items: this.#size };
  }

  visit(visit: Visit): void {
    for (const { group } of this.#groups) group.visit(visit);
  }

  state(freezer: Freezer): State {
    const groups = [...this.#groups].map(({ key, group, events }) => [key, events, group.state(freezer)]);
    return { loss: { ...this.loss }, groups };
  }

  restore(state: State, thawer: Thawer, correlations: Correlations): void {
    Object.assign(this.loss, state["loss"]);
    for (const [key, events, kept] of state["groups"] as readonly [string, number, State][]) {
      const group = this.#makeGroup(key, new Kept(kept, thawer, correlations));
      this.#groups.put(key, group, events);
      this.#size += group.size;
    }
  }

  #end({ key, group }: { readonly key: string; readonly group: Group }): Outcome {
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
      outcomes.push(this.#end(weakest));
    }
    return outcomes;
  }

  #makeGroup(key: string, kept: Kept | null): Group {
    const values = tupleOf(key, this.correlation.groupBy.length);
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

function makerOf(correlation: Correlation, taken: ToValue): GroupMaker {
  const { range, type, expression } = correlation;
  const toValue = (hit: InnerHit): string => taken(hit) ?? "";
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
  if (type === "event_count") {
    // counts grow by one, so at the event that opens an alert the window holds just as many as the condition asks for
    const bounds = { capacity: leastCount(range), countsForgotten: false };
    const toTally = (kept: unknown): Tally => new EventTally(correlation, kept);
    return { range, bounds, toTally, toValue: () => "", toSingle: ONE };
  }
  const bounds = { capacity: Math.max(MAX_REFS, largestCount(range)), countsForgotten: true };
  if (type === "value_count")
    return { range, bounds, toTally: (kept) => new ValueTally(correlation, kept), toValue, toSingle: ONE };
  return { range, bounds, toTally: (kept) => new NumberTally(correlation, kept), toValue, toSingle: Number };
}

/** One event, or one value. */
const ONE = (): number => 1;
