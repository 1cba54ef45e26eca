/**
 * Correlations of a watch: one correlator for each body and degree of trust, whose state outlives the process.
 *
 * The state is kept whole from time to time, and which pieces came since then with every transaction: after a kill, the
 * state and the hits of these pieces give exactly the state that was lost. Keeping it costs as much as there is state, so
 * it is done after twice as many hits as there is state.
 * @module
 */
import { deserialize, serialize } from "node:v8";
import type { BaseHit, ChunkTask, RecordFacts } from "../../detect/task.ts";
import type { Alert } from "../../model/alert.ts";
import {
  type CorrelationHit,
  Correlator,
  type CorrelatorLoss,
  type RuleSet,
  type StateLimits,
} from "../../sigma/index.ts";
import type { LiveStep, LiveStore } from "../../store/live.ts";
import { alertOf } from "../correlate.ts";
import { RememberedRecords, type RememberedState } from "./remembered.ts";
import { bodyOf, type LaneHit, stepOf } from "./replay.ts";

/** An alert of a correlation: just begun, or ended with all its records. */
export interface Correlated {
  readonly alert: Alert;
  readonly open: boolean;
  /** The records behind `alert.evidence`, in its order. */
  readonly records: readonly RecordFacts[];
}

/** Fewer hits are not worth keeping the state for. */
const MIN_HITS = 20_000;
/** What has to be read again after a kill, while there is little state: a second or two. */
const MIN_REPLAY_BYTES = 32 * 1024 * 1024;
/** And so many more for each thing remembered: writing it down takes time as well. */
const BYTES_PER_ITEM = 100;
/** But never more than what takes some seconds. */
const MAX_REPLAY_BYTES = 128 * 1024 * 1024;

const NOTHING: readonly Correlated[] = Object.freeze([]);

type State = ReturnType<Correlator<number>["state"]>;

/** What outlives the process. */
interface Kept {
  readonly records: RememberedState;
  readonly lanes: ReadonlyMap<string, State>;
}

export class LiveCorrelations {
  readonly #rules: RuleSet;
  readonly #digest: string;
  readonly #wanted: (level: Alert["rule"]["level"]) => boolean;
  readonly #limits: StateLimits | undefined;
  /** They know records by their numbers in the table. */
  readonly #correlators = new Map<string, Correlator<number>>();
  #records = new RememberedRecords();
  #journal: LiveStep[] = [];
  #hitsSinceKept = 0;
  #bytesSinceKept = 0;

  /**
   * @param digest of the rules: a state of other rules is of no use
   * @param limits for each correlation of each body
   */
  constructor(
    rules: RuleSet,
    digest: string,
    wanted: (level: Alert["rule"]["level"]) => boolean,
    limits?: StateLimits,
  ) {
    this.#limits = limits;
    this.#rules = rules;
    this.#digest = digest;
    this.#wanted = wanted;
  }

  /**
   * Goes on from what was kept.
   * @param hits of the steps since then, see {@link replay}; not asked for when there is nothing to go on from
   * @returns false when it was kept under other rules, and windows begin anew
   */
  restore(live: LiveStore, hits: () => Iterable<LaneHit>): boolean {
    const kept = live.state();
    if (kept !== null && kept.rules !== this.#digest) {
      live.saveState(this.#digest, this.#serialized()); // what comes from now on is under these rules
      return false;
    }
    // the digest of the rules stands in the store before the first step does
    if (kept === null) live.saveState(this.#digest, this.#serialized());
    else {
      const { records, lanes } = deserialize(kept.state) as Kept;
      this.#records = RememberedRecords.of(records);
      for (const [lane, state] of lanes) this.#correlator(lane).restore(state);
    }
    for (const { lane, hit } of hits()) this.#push(lane, hit);
    // steps without hits cost as much to be read again
    for (const { length } of live.steps()) this.#bytesSinceKept += length;
    // what was read again once need not be read again at the next start
    if (this.#hitsSinceKept > 0) this.#bytesSinceKept = Number.POSITIVE_INFINITY;
    return true;
  }

  /** Takes note of a piece, before its hits. */
  step(task: ChunkTask, lane: string): void {
    this.#journal.push(stepOf(task, lane));
    this.#bytesSinceKept += task.chunk.bytes.length;
  }

  /** @returns alerts that began or ended with this hit */
  push(lane: string, hit: BaseHit): readonly Correlated[] {
    return this.#told(lane, this.#push(lane, hit));
  }

  #push(lane: string, hit: BaseHit): readonly CorrelationHit<number>[] {
    this.#hitsSinceKept++;
    const { rule, timeMs, fields, record } = hit;
    return this.#correlator(lane).push({ rule, timeMs, fields, record: this.#records.add(record) });
  }

  /**
   * No hit before this time is expected any more.
   * @param most groups that are ended at once: an alert has a thousand records
   * @returns alerts that ended, and whether there may be others
   */
  advance(
    lane: string,
    timeMs: number,
    most: number,
  ): { readonly ended: readonly Correlated[]; readonly more: boolean } {
    const hits = this.#correlator(lane).advance(timeMs, most);
    return { ended: this.#told(lane, hits), more: hits.length >= most };
  }

  get lanes(): readonly string[] {
    return [...this.#correlators.keys()];
  }

  /**
   * Keeps what happened since the last call: steps, or the whole state where that is due. Inside a transaction.
   * @param last before a stop: the state is kept where reading the steps again would take longer than writing it
   */
  keep(live: LiveStore, last = false): void {
    // not while alerts are told: what they cite may be remembered by nobody any more
    if (this.#records.isDue) this.#records.keepOnly((visit) => this.#visit(visit));
    if (this.#isDue() || (last && this.#hitsSinceKept > this.size / 4)) {
      live.saveState(this.#digest, this.#serialized());
      this.#hitsSinceKept = 0;
      this.#bytesSinceKept = 0;
    } else live.addSteps(this.#journal);
    this.#journal = [];
  }

  #visit(visit: (number: number) => void): void {
    for (const one of this.#correlators.values()) one.visit(visit);
  }

  #serialized(): Buffer {
    const lanes = new Map([...this.#correlators].map(([lane, one]) => [lane, one.state()]));
    const kept: Kept = { records: this.#records.state(), lanes };
    return serialize(kept);
  }

  #isDue(): boolean {
    const state = this.size + this.#records.size; // open alerts cite records that no window remembers any more
    const longest = Math.min(MIN_REPLAY_BYTES + BYTES_PER_ITEM * state, MAX_REPLAY_BYTES);
    return this.#bytesSinceKept > longest || this.#hitsSinceKept > Math.max(MIN_HITS, 2 * state);
  }

  /** Groups, and records, times and values remembered in them. */
  get size(): number {
    let sum = 0;
    for (const one of this.#correlators.values()) sum += one.size.groups + one.size.items;
    return sum;
  }

  /** What bounds made them forget, by lane. */
  losses(): ReadonlyMap<string, CorrelatorLoss> {
    return new Map([...this.#correlators].map(([lane, one]) => [lane, one.loss()]));
  }

  #correlator(lane: string): Correlator<number> {
    const known = this.#correlators.get(lane);
    if (known !== undefined) return known;
    const made = new Correlator<number>(this.#rules, true, this.#limits);
    this.#correlators.set(lane, made);
    return made;
  }

  #told(lane: string, hits: readonly CorrelationHit<number>[]): readonly Correlated[] {
    if (hits.length === 0) return NOTHING; // almost always
    return hits
      .filter(({ correlation }) => this.#wanted(correlation.level ?? "informational"))
      .map((hit) => this.#correlated(lane, hit));
  }

  #correlated(lane: string, hit: CorrelationHit<number>): Correlated {
    const records = hit.refs.map((number) => this.#records.get(number));
    const trigger = this.#records.get(hit.trigger);
    return { alert: alertOf({ ...hit, refs: records, trigger }, bodyOf(lane)), open: hit.open, records };
  }
}
