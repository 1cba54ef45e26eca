/**
 * The watch: pieces of live sources in, one transaction after the other out.
 *
 * What a piece changes - the source's cursor, its bytes, alerts with their findings and records, decisions, the state of
 * correlations, the outbox of the log - is committed at once; only then is the piece acknowledged. Pieces that arrive
 * while a transaction runs share the next one. When a transaction fails, everything in memory is thrown away and read
 * back from the store, as after a restart.
 * @module
 */

import { setImmediate as breath } from "node:timers/promises";
import { digestOf } from "../../base/digest.ts";
import type { AnnouncedTest } from "../../config/announced.ts";
import { type Detector, startDetector } from "../../detect/detector.ts";
import { makeKernel } from "../../detect/setup.ts";
import type { KernelOptions } from "../../detect/task.ts";
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { Cursor, LiveSource, Piece } from "../../intake/live.ts";
import { type Alert, type Level, levelRank } from "../../model/alert.ts";
import type { Decision } from "../../model/decision.ts";
import type { Decided } from "../../response/decide.ts";
import type { Refusal } from "../../response/refusal.ts";
import type { StateLimits } from "../../sigma/index.ts";
import type { LiveSourceRecord } from "../../store/live.ts";
import type { Store } from "../../store/store.ts";
import { Announcements } from "../../triage/announced.ts";
import { type LoadedRules, ruleFacts } from "../rules.ts";
import type { Sealer } from "../seal.ts";
import { LiveAttacks } from "./attacks.ts";
import { closeLeftOpen, closeSegment, isDue } from "./close.ts";
import { Commit, type Made } from "./commit.ts";
import { LiveCorrelations } from "./correlate.ts";
import { LiveRecords } from "./records.ts";
import { type LaneHit, replay } from "./replay.ts";
import { gapFinding, gapName, type Silence, Silences } from "./silence.ts";
import { cursorOf, LiveStream } from "./stream.ts";
import { WatchTallies } from "./tallies.ts";

export interface WatchOptions {
  readonly rules: LoadedRules;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly segments: SegmentFolder;
  readonly threads: number;
  readonly gapMs: number;
  readonly minimumLevel: Level;
  readonly trustedProxies: readonly string[];
  /** Penetration tests that somebody answers for. */
  readonly announced?: readonly AnnouncedTest[];
  /** What to do about alerts; called inside the transaction that keeps them. */
  readonly decide?: Decide;
  /** Takes what people are to be told, inside the same transaction: it is told after it, or not at all. */
  readonly announce?: (made: Announced, nowMs: number) => void;
  /** What each correlation of a body remembers at most. */
  readonly limits?: StateLimits;
  /** Beyond so much remembered (groups, records, times, values), alerts end also while sources catch up after a start. */
  readonly backlog?: number;
  readonly clock?: () => number;
}

/** An alert with what is known of where its records came from. */
export interface SourcedAlert {
  readonly alert: Alert;
  /** The source of its opening record. */
  readonly source: LiveSource;
  /** One of its records may have been sent under another's address. */
  readonly spoofable: boolean;
}

/** What a transaction makes that people may want to know. */
interface Announced {
  readonly alerts: readonly Alert[];
  readonly decisions: readonly Decision[];
}

/** From alerts to decisions, and to the reasons where there are none. */
export type Decide = (alerts: readonly SourcedAlert[], nowMs: number) => Decided;

/** What a watch tells, always after it was committed. */
export interface WatchListener {
  onAlert?(alert: Alert): void;
  onDecision?(decision: Decision): void;
  onRefusal?(refusal: Refusal): void;
  onSilence?(silence: Silence): void;
  onTrouble?(source: string, text: string): void;
}

interface Waiting {
  readonly piece: Piece;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Bytes of one transaction; more than this waits for the next. */
const MAX_COMMIT_BYTES = 4 * 1024 * 1024;

export class Watch {
  readonly tallies: WatchTallies = new WatchTallies();
  readonly #options: WatchOptions;
  readonly #listener: WatchListener;
  readonly #clock: () => number;
  readonly #detector: Detector;
  readonly #streams = new Map<string, LiveStream>();
  #correlations: LiveCorrelations;
  #records: LiveRecords;
  #attacks: LiveAttacks;
  readonly #silences = new Silences();
  #queue: Waiting[] = [];
  /** Everything that changes the store happens one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #pumping = false;
  /** A transaction failed: memory has to be read back before anything else is done. */
  #isAhead = false;
  #leftOpenClosed = false;
  readonly #startedMs: number;
  /** When a source was heard for the first time, last. */
  #firstHeardMs: number;

  constructor(options: WatchOptions, listener: WatchListener = {}) {
    this.#options = options;
    this.#listener = listener;
    this.#clock = options.clock ?? Date.now;
    this.#startedMs = this.#clock();
    this.#firstHeardMs = this.#startedMs;
    options.store.durable();
    const setup = { rules: options.rules.set, options: kernelOptions(options) };
    this.#detector = startDetector(setup, options.threads);
    this.#correlations = this.#restored();
    this.#records = new LiveRecords(this.#streams, options.store.live, options.segments);
    this.#attacks = this.#counting();
  }

  /** The cursor that was committed last for a source. */
  cursorOf(sourceId: string): Cursor | null {
    const record = this.#streams.get(sourceId)?.record;
    if (record !== undefined) return cursorOf(record);
    return cursorOf(this.#options.store.live.source(sourceId));
  }

  /** Takes a piece. @returns when it is committed @throws when it could not be; nothing of it was kept then */
  deliver(piece: Piece): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ piece, done, failed });
      if (this.#pumping) return;
      this.#pumping = true;
      void this.#exclusively(() => this.#pump());
    });
  }

  /** What is due from time to time: ends alerts, closes segments, counts attacks, brings the log up to date. */
  async tick(): Promise<void> {
    await this.#exclusively(async () => {
      this.#readBack();
      if (this.#mayEnd()) await this.#endAlerts();
      if (this.#clock() - this.#startedMs >= WARM_UP_MS) this.#look();
      for (const stream of this.#streams.values()) this.#closeIfDue(stream);
      this.#countAttacks(false);
      await this.#options.sealer.flush();
    });
  }

  /** Commits what waits, closes every segment and counts everything: afterwards nothing is left to be done. */
  async drain(): Promise<void> {
    await this.#exclusively(async () => {
      await this.#pump();
      this.#readBack();
      for (const stream of this.#streams.values()) closeSegment(stream, this.#options);
      closeLeftOpen(this.#options, new Set(this.#streams.keys()));
      this.#options.store.together(() => this.#correlations.keep(this.#options.store.live, true));
      this.#countAttacks(true);
      await this.#options.sealer.flush();
    });
  }

  /** Ends the threads; nothing can be delivered any more. */
  close(): Promise<void> {
    return this.#detector.close();
  }

  /** Sources with how far they are committed. */
  get streams(): Iterable<LiveStream> {
    return this.#streams.values();
  }

  get correlationState(): { readonly size: number; readonly evicted: number; readonly late: number } {
    let [evicted, late] = [0, 0];
    for (const { byRule } of this.#correlations.losses().values())
      for (const loss of byRule.values()) {
        evicted += loss.groups;
        late += loss.late;
      }
    return { size: this.#correlations.size, evicted, late };
  }

  /** Sources that are silent now, and since when. */
  get silent(): ReadonlyMap<string, number> {
    return this.#silences.silent;
  }

  #exclusively<T>(action: () => T | Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  async #pump(): Promise<void> {
    try {
      while (this.#queue.length > 0) await this.#commit(this.#nextBatch());
    } finally {
      this.#pumping = false;
    }
  }

  #nextBatch(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && (count === 0 || bytes < MAX_COMMIT_BYTES))
      bytes += this.#queue[count++]?.piece.bytes.length ?? 0;
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const made = await this.#tryToCommit(batch);
    if (made === null) return;
    // what follows cannot take back what is committed: the pieces are acknowledged first
    for (const { done } of batch) done();
    this.#tell(made);
    for (const { piece } of batch) this.#closeIfDue(this.#streams.get(piece.source.id));
  }

  #tell(made: Made): void {
    this.tallies.committed(made);
    for (const { alert } of made.alerts) this.#listener.onAlert?.(alert);
    for (const decision of made.decisions) this.#listener.onDecision?.(decision);
    for (const refusal of made.refusals) this.#listener.onRefusal?.(refusal);
  }

  async #tryToCommit(batch: readonly Waiting[]): Promise<Made | null> {
    try {
      this.#readBack();
      const nowMs = this.#clock();
      const commit = new Commit(this.#options, this.#correlations, this.#records, this.#attacks, nowMs);
      await this.#detect(batch, commit, nowMs);
      return commit.save();
    } catch (error) {
      this.tallies.failed(error);
      this.#isAhead = true;
      for (const { failed } of batch) failed(error);
      return null;
    }
  }

  /** Threads work on all pieces at once; what they found is taken in the order in which the pieces came. */
  async #detect(batch: readonly Waiting[], commit: Commit, nowMs: number): Promise<void> {
    const running = batch.map(async ({ piece }) => {
      const stream = this.#streamOf(piece.source);
      const task = stream.task(piece, nowMs);
      return { piece, stream, task, result: await this.#detector.run(task) };
    });
    for (const { piece, stream, task, result } of await Promise.all(running)) {
      stream.accept(piece, result, nowMs);
      commit.add(stream, piece, task, result);
      this.tallies.read(piece, result, nowMs);
    }
  }

  #streamOf(source: LiveSource): LiveStream {
    const known = this.#streams.get(source.id);
    if (known !== undefined) return known;
    const { live } = this.#options.store;
    const kept = live.source(source.id);
    const made = new LiveStream(source, kept, live.bytes(source.id));
    this.#streams.set(source.id, made);
    this.#firstHeardMs = this.#clock();
    return made;
  }

  /** A segment that cannot be closed now stays open, and is tried again a second later. */
  #closeIfDue(stream: LiveStream | undefined): void {
    if (stream === undefined || !isDue(stream, this.#clock())) return;
    try {
      closeSegment(stream, this.#options);
    } catch (error) {
      this.tallies.failed(error);
    }
  }

  /** A few at a time: who asks for decisions meanwhile does not wait for all of them. */
  async #endAlerts(): Promise<void> {
    while (this.#endSome()) await breath();
  }

  #endSome(): boolean {
    const nowMs = this.#clock();
    const commit = new Commit(this.#options, this.#correlations, this.#records, this.#attacks, nowMs);
    const [more, made] = this.#saved(() => {
      const left = commit.endAlerts(this.#streams.values(), nowMs - this.#startedMs < WARM_UP_MS);
      return [left, commit.save()] as const;
    });
    if (made.alerts.length > 0) this.#tell(made); // those that only the end of a window can settle
    return more;
  }

  /** What fails has taken from memory what is not kept. */
  #saved<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      this.#isAhead = true;
      throw error;
    }
  }

  /** Sources by their newest record: those that are watched, and those that said nothing since the start. */
  #heard(): readonly LiveSourceRecord[] {
    const kept = this.#options.store.live.watchedForSilence();
    return kept.map((record) => this.#streams.get(record.id)?.record ?? record);
  }

  /** Sources that have been quiet for long are read back when they speak again: who sends decides how many there are. */
  #forgetQuiet(nowMs: number): void {
    for (const [id, { openBytes, record }] of this.#streams)
      if (openBytes === 0 && nowMs - record.lastMs > QUIET_MS) this.#streams.delete(id);
  }

  /**
   * Whether alerts may end: after a start sources speak up one by one, and each may lag behind the others. What a backlog
   * of days leaves in memory is not kept so long: then it is enough that no further source has spoken up for a while.
   */
  #mayEnd(): boolean {
    const nowMs = this.#clock();
    if (nowMs - this.#startedMs >= WARM_UP_MS) return true;
    const { backlog = MAX_BACKLOG } = this.#options;
    return this.#correlations.size > backlog && nowMs - this.#firstHeardMs >= SETTLED_MS;
  }

  /** What needs every source to have caught up: after a start, what was written while nobody watched is read first. */
  #look(): void {
    if (!this.#leftOpenClosed) closeLeftOpen(this.#options, new Set(this.#streams.keys()));
    this.#leftOpenClosed = true;
    this.#lookForSilence();
  }

  #lookForSilence(): void {
    const { store, sealer } = this.#options;
    const nowMs = this.#clock();
    this.#forgetQuiet(nowMs);
    for (const silence of this.#silences.look(this.#heard(), nowMs)) {
      const name = gapName(silence);
      if (!store.isSealed(name)) sealer.sealFinding(gapFinding(silence), name);
      this.#listener.onSilence?.(silence);
    }
  }

  #countAttacks(all: boolean): void {
    const { store, sealer, gapMs } = this.#options;
    this.#attacks.count(this.#clock, all);
    const eventMs = Math.max(...[...this.#streams.values()].map(({ record }) => record.eventMs ?? 0), 0);
    const before = all ? Number.MAX_SAFE_INTEGER : eventMs - gapMs;
    for (;;) {
      const ids = store.live.unsealedAttacks(before, ATTACK_BATCH);
      if (ids.length === 0) return;
      store.together(() => {
        const attacks = ids.flatMap((id) => store.find(id)).filter((thing) => "attack" in thing);
        sealer.sealAttacks(
          attacks.map(({ attack }) => ({
            attack,
            alertIds: store.alertIdsOf(attack.id),
          })),
        );
        store.live.markSealed(ids);
      });
    }
  }

  /** As after a restart, once a transaction has failed: what is in memory is ahead of what is kept. */
  #readBack(): void {
    if (!this.#isAhead) return;
    this.#streams.clear();
    this.#correlations = this.#restored();
    this.#records = new LiveRecords(this.#streams, this.#options.store.live, this.#options.segments);
    this.#attacks = this.#counting();
    this.#isAhead = false;
  }

  #restored(): LiveCorrelations {
    const { rules, store, segments, minimumLevel, limits } = this.#options;
    const wanted = (level: Level): boolean => levelRank(level) >= levelRank(minimumLevel);
    const settings = kernelOptions(this.#options);
    const digest = digestOf(rules.digest, JSON.stringify(settings));
    const made = new LiveCorrelations(rules.set, digest, wanted, limits);
    const kernel = makeKernel({ rules: rules.set, options: settings });
    const hits = (): Iterable<LaneHit> => replay(store.live, segments, (task) => kernel.run(task).hits);
    if (!made.restore(store.live, hits))
      this.#listener.onTrouble?.("rules", "the rules changed: windows of correlations begin anew");
    return made;
  }

  #counting(): LiveAttacks {
    const { store, rules, gapMs, announced } = this.#options;
    return new LiveAttacks(store, ruleFacts(rules.set), gapMs, new Announcements(announced));
  }
}

const ATTACK_BATCH = 100;
/** After a start, sources catch up in any order: neither the time of one nor its silence says anything yet. */
const WARM_UP_MS = 60_000;
/** Takes some hundred megabytes; much more, and correlations would give groups up. */
const MAX_BACKLOG = 2_000_000;
/** Sources that are there at the start speak within this time, one after the other. */
const SETTLED_MS = 5000;
const QUIET_MS = 30 * 60_000;

function kernelOptions({ trustedProxies, minimumLevel }: WatchOptions): KernelOptions {
  return {
    trustedProxies,
    minimumLevel: levelRank(minimumLevel),
    fromMs: null,
    toMs: null,
    keepUnparsed: false,
  };
}
