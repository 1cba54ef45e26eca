/**
 * Correlations over a stream of hits in the order of event time.
 * @module
 */
import type { Correlation } from "../rule.ts";
import type { Correlations, Outcome } from "./group.ts";
import { type CorrelationHit, type Hit, STATE_LIMITS, type StateLimits } from "./hit.ts";
import { KeyReaders } from "./keys.ts";
import { type CorrelationLoss, CorrelationRun } from "./run.ts";
import { Freezer, type State, Thawer } from "./state.ts";
import type { InnerHit, Stretch } from "./stretch.ts";

/** What bounds made a correlator forget; all zero when every result is exact. */
export interface CorrelatorLoss {
  /** Hits that came after a later one: taken as if they had happened at the later time. */
  readonly late: number;
  /** Key of the correlation -> its losses. */
  readonly byRule: ReadonlyMap<string, Readonly<CorrelationLoss>>;
}

/** Correlates hits as they come; memory is bounded, whatever the number of hits. */
export class Correlator<R> {
  readonly #live: boolean;
  readonly #correlations: Correlations;
  readonly #runs: readonly CorrelationRun[];
  readonly #byRule = new Map<string, CorrelationRun[]>();
  #ready: CorrelationHit<R>[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;
  /** No group's deadline is before this: most hits need not ask any correlation. */
  #earliestMs = Number.POSITIVE_INFINITY;
  #late = 0;

  /**
   * @param ruleSet its correlations stand after those that they use, as {@link loadRules} leaves them
   * @param live hits come as they happen, not sorted: each group keeps its own time, groups are ended by
   *   {@link advance} alone, and an alert is told when it begins (`open`) and again when it has ended
   * @param limits what each correlation remembers at most
   */
  constructor(
    ruleSet: { readonly correlations: Iterable<Correlation> },
    live = false,
    limits: StateLimits = STATE_LIMITS,
  ) {
    this.#live = live;
    this.#correlations = new Map([...ruleSet.correlations].map((one) => [one.key, one]));
    const readers = new KeyReaders();
    this.#runs = [...ruleSet.correlations].map(
      (correlation) => new CorrelationRun(correlation, limits, readers),
    );
    for (const run of this.#runs) {
      for (const rule of new Set(run.correlation.rules)) {
        this.#byRule.set(rule, [...(this.#byRule.get(rule) ?? []), run]);
      }
    }
  }

  /**
   * Takes a hit; hits come sorted by (time, source, offset).
   * @returns the alerts that ended before it, and those that need no more events
   */
  push(hit: Hit<R>): readonly CorrelationHit<R>[] {
    if (this.#live) {
      this.#feed(hit);
      return this.#take();
    }
    if (hit.timeMs < this.#nowMs) this.#late++;
    this.#advance(hit.timeMs);
    this.#feed(hit.timeMs < this.#nowMs ? { ...hit, timeMs: this.#nowMs } : hit);
    return this.#take();
  }

  /**
   * Tells that no hit before this time will come any more. Returns the alerts that ended before it.
   * @param most that are wanted at once; as many mean that there may be others: call it again
   */
  advance(timeMs: number, most: number = Number.POSITIVE_INFINITY): readonly CorrelationHit<R>[] {
    this.#advance(timeMs, most);
    return this.#take();
  }

  /** Ends the stream: every open alert is returned, every window judged. */
  finish(): readonly CorrelationHit<R>[] {
    this.#advance(Number.POSITIVE_INFINITY);
    return this.#take();
  }

  /** What bounds made it forget so far. */
  loss(): CorrelatorLoss {
    return { late: this.#late, byRule: new Map(this.#runs.map((run) => [run.correlation.key, run.loss])) };
  }

  /** Closes groups one by one in the order of their deadlines: what one reports may still belong to another. */
  #advance(timeMs: number, most: number = Number.POSITIVE_INFINITY): void {
    if (timeMs < this.#nowMs) return;
    this.#nowMs = timeMs;
    if (timeMs <= this.#earliestMs) return;
    for (let run = this.#nextRun(timeMs); run !== null; run = this.#nextRun(timeMs)) {
      if (this.#ready.length >= most) break;
      this.#settle(run, run.closeNext());
    }
    this.#earliestMs = Math.min(...this.#runs.map((run) => run.nextDeadline()));
  }

  #nextRun(beforeMs: number): CorrelationRun | null {
    let next: CorrelationRun | null = null;
    let earliest = beforeMs;
    for (const run of this.#runs) {
      const deadline = run.nextDeadline();
      if (deadline >= earliest) continue;
      earliest = deadline;
      next = run;
    }
    return next;
  }

  #feed({ rule, timeMs, fields, record }: Hit<unknown>): void {
    const runs = this.#byRule.get(rule);
    if (runs === undefined) return;
    const hit: InnerHit = { rule, timeMs, fields, record, seen: { timeMs, record } };
    for (const run of runs) {
      for (const outcome of run.add(hit)) this.#settle(run, outcome);
      // deadlines only move away, so this bound holds
      if (run.touchedDeadlineMs < this.#earliestMs) this.#earliestMs = run.touchedDeadlineMs;
    }
  }

  #settle(run: CorrelationRun, outcome: Outcome): void {
    const { opened, openedMs, closed } = outcome;
    if (opened !== null) this.#chain(opened, openedMs);
    if (!run.correlation.alerts) return;
    if (this.#live && opened !== null && opened !== closed) this.#ready.push(opened.toHit(true));
    if (closed !== null) this.#ready.push(closed.toHit(false));
  }

  #chain(stretch: Stretch, timeMs: number): void {
    const rule = stretch.correlation.key;
    if (this.#byRule.has(rule)) this.#feed({ rule, timeMs, fields: stretch.fields(), record: stretch });
  }

  /** How much is remembered in all. */
  get size(): { readonly groups: number; readonly items: number } {
    const sizes = this.#runs.map((run) => run.size);
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    return { groups: sum(sizes.map(({ groups }) => groups)), items: sum(sizes.map(({ items }) => items)) };
  }

  /** Tells of every record that is remembered, each once or more often: whatever else was pushed, nobody asks for any more. */
  visit(visit: (record: R) => void): void {
    for (const run of this.#runs) run.visit((record) => visit(record as R)); // whatever push() was given
  }

  /**
   * Everything remembered, as plain data for the platform's structured clone: {@link restore} goes on from there.
   * @example const bytes = v8.serialize(correlator.state());
   */
  state(): State {
    const freezer = new Freezer();
    const runs = this.#runs.map((run) => [run.correlation.key, run.state(freezer)]);
    return { nowMs: this.#nowMs, late: this.#late, runs: new Map(runs as [string, State][]) };
  }

  /** Goes on from a state of the same rules. Call on a new correlator only. */
  restore(state: State): void {
    const thawer = new Thawer();
    this.#nowMs = Number(state["nowMs"]);
    this.#late = Number(state["late"]);
    const runs = state["runs"] as ReadonlyMap<string, State>;
    for (const run of this.#runs) {
      const kept = runs.get(run.correlation.key);
      if (kept !== undefined) run.restore(kept, thawer, this.#correlations);
    }
    this.#earliestMs = Math.min(...this.#runs.map((run) => run.nextDeadline()));
  }

  #take(): readonly CorrelationHit<R>[] {
    if (this.#ready.length === 0) return this.#ready;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

/**
 * Correlates a sorted series of hits.
 * @example for (const alert of correlate(ruleSet, hits)) console.log(alert.correlation.title, alert.refs.length);
 */
export function* correlate<R>(
  ruleSet: { readonly correlations: Iterable<Correlation> },
  hits: Iterable<Hit<R>>,
): Generator<CorrelationHit<R>> {
  const correlator = new Correlator<R>(ruleSet);
  for (const hit of hits) yield* correlator.push(hit);
  yield* correlator.finish();
}
