/**
 * Correlations of a watch: one correlator for each body, whose state outlives the process.
 *
 * The state is kept whole from time to time, and the hits since then one by one, in the transactions that keep the
 * alerts: after a kill, the state and these hits give exactly the state that was lost. Keeping it costs as much as there
 * is state, so it is done after as many hits as there is state.
 * @module
 */
import { deserialize, serialize } from "node:v8";
import type { BaseHit, RecordFacts } from "../../detect/task.ts";
import type { Alert } from "../../model/alert.ts";
import { type CorrelationHit, Correlator, type CorrelatorLoss, type RuleSet } from "../../sigma/index.ts";
import type { LiveHit, LiveStore } from "../../store/live.ts";
import { alertOf, sameRecord } from "../correlate.ts";

/** An alert of a correlation: just begun, or ended with all its records. */
export interface Correlated {
  readonly alert: Alert;
  readonly open: boolean;
  /** The records behind `alert.evidence`, in its order. */
  readonly records: readonly RecordFacts[];
}

/** Fewer hits are not worth keeping the state for. */
const MIN_HITS = 2000;

type State = ReturnType<Correlator<RecordFacts>["state"]>;

export class LiveCorrelations {
  readonly #rules: RuleSet;
  readonly #digest: string;
  readonly #wanted: (level: Alert["rule"]["level"]) => boolean;
  readonly #correlators = new Map<string, Correlator<RecordFacts>>();
  #journal: LiveHit[] = [];
  #sinceKept = 0;

  /** @param digest of the rules: a state of other rules is of no use */
  constructor(rules: RuleSet, digest: string, wanted: (level: Alert["rule"]["level"]) => boolean) {
    this.#rules = rules;
    this.#digest = digest;
    this.#wanted = wanted;
  }

  /** Goes on from what was kept. @returns false when it was kept under other rules, and windows begin anew */
  restore(live: LiveStore): boolean {
    const kept = live.state();
    const fits = kept === null || kept.rules === this.#digest;
    if (kept !== null && fits) {
      for (const [body, state] of deserialize(kept.state) as ReadonlyMap<string, State>)
        this.#correlator(body).restore(state);
    }
    let last: RecordFacts | null = null;
    for (const { body, hit } of fits ? live.hits() : []) {
      const read = hit as BaseHit;
      // hits of one record share one object: the correlator tells records apart by identity
      const record: RecordFacts = last !== null && sameRecord(last, read.record) ? last : read.record;
      last = record;
      this.#correlator(body).push({ ...read, record });
      this.#sinceKept++;
    }
    return fits;
  }

  /** @returns alerts that began or ended with this hit */
  push(body: string, hit: BaseHit): readonly Correlated[] {
    this.#journal.push({ body, hit });
    this.#sinceKept++;
    return this.#told(body, this.#correlator(body).push(hit));
  }

  /** No hit before this time is expected any more. @returns alerts that ended */
  advance(body: string, timeMs: number): readonly Correlated[] {
    return this.#told(body, this.#correlator(body).advance(timeMs));
  }

  get bodies(): readonly string[] {
    return [...this.#correlators.keys()];
  }

  /** Keeps what happened since the last call: hits, or the whole state where that is due. Inside a transaction. */
  keep(live: LiveStore, whole = false): void {
    const due = Math.max(MIN_HITS, 2 * this.size);
    if (whole || this.#sinceKept > due) {
      const states = new Map([...this.#correlators].map(([body, one]) => [body, one.state()]));
      live.saveState(this.#digest, serialize(states));
      this.#sinceKept = 0;
    } else live.addHits(this.#journal);
    this.#journal = [];
  }

  /** Groups, and records, times and values remembered in them. */
  get size(): number {
    let sum = 0;
    for (const one of this.#correlators.values()) sum += one.size.groups + one.size.items;
    return sum;
  }

  /** What bounds made them forget, by body. */
  losses(): ReadonlyMap<string, CorrelatorLoss> {
    return new Map([...this.#correlators].map(([body, one]) => [body, one.loss()]));
  }

  #correlator(body: string): Correlator<RecordFacts> {
    const known = this.#correlators.get(body);
    if (known !== undefined) return known;
    const made = new Correlator<RecordFacts>(this.#rules, true);
    this.#correlators.set(body, made);
    return made;
  }

  #told(body: string, hits: readonly CorrelationHit<RecordFacts>[]): readonly Correlated[] {
    return hits
      .filter(({ correlation }) => this.#wanted(correlation.level ?? "informational"))
      .map((hit) => ({ alert: alertOf(hit, body), open: hit.open, records: hit.refs }));
  }
}
