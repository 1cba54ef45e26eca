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
import { type Detector, startDetector } from "../../detect/detector.ts";
import type { Cursor, LiveSource, Piece } from "../../intake/live.ts";
import { sealAttacks } from "./attacks.ts";
import { closeLeftOpen, closeSegment, isDue } from "./close.ts";
import { Commit, type Made } from "./commit.ts";
import { WatchMemory } from "./memory.ts";
import { kernelOptions, type WatchListener, type WatchOptions } from "./options.ts";
import { gapFinding, gapName, Silences } from "./silence.ts";
import { cursorOf, type LiveStream } from "./stream.ts";
import { WatchTallies } from "./tallies.ts";
import { WarmUp } from "./warm-up.ts";

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
  readonly #memory: WatchMemory;
  readonly #warmUp: WarmUp;
  readonly #silences = new Silences();
  #queue: Waiting[] = [];
  /** Everything that changes the store happens one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #pumping = false;
  #leftOpenClosed = false;

  constructor(options: WatchOptions, listener: WatchListener = {}) {
    this.#options = options;
    this.#listener = listener;
    this.#clock = options.clock ?? Date.now;
    this.#warmUp = new WarmUp(this.#clock(), options.backlog);
    options.store.durable();
    const setup = { rules: options.rules.set, options: kernelOptions(options) };
    this.#detector = startDetector(setup, options.threads);
    this.#memory = new WatchMemory(options, () =>
      listener.onTrouble?.("rules", "the rules changed: windows of correlations begin anew"),
    );
  }

  /** The cursor that was committed last for a source. */
  cursorOf(sourceId: string): Cursor | null {
    const record = this.#memory.streams.get(sourceId)?.record;
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
      this.#memory.readBack();
      if (this.#warmUp.mayEnd(this.#clock(), this.#memory.correlations.size)) await this.#endAlerts();
      if (this.#warmUp.isOver(this.#clock())) this.#look();
      for (const stream of this.streams) this.#closeIfDue(stream);
      this.#countAttacks(false);
      await this.#options.sealer.flush();
    });
  }

  /** Commits what waits, closes every segment and counts everything: afterwards nothing is left to be done. */
  async drain(): Promise<void> {
    await this.#exclusively(async () => {
      await this.#pump();
      this.#memory.readBack();
      for (const stream of this.streams) closeSegment(stream, this.#options);
      closeLeftOpen(this.#options, this.#memory.streams);
      const { store } = this.#options;
      store.together(() => this.#memory.correlations.keep(store.live, true));
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
    return this.#memory.streams.values();
  }

  get correlationState(): { readonly size: number; readonly evicted: number; readonly late: number } {
    const { correlations } = this.#memory;
    let [evicted, late] = [0, 0];
    for (const { byRule } of correlations.losses().values())
      for (const loss of byRule.values()) {
        evicted += loss.groups;
        late += loss.late;
      }
    return { size: correlations.size, evicted, late };
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
    for (const { piece } of batch) this.#closeIfDue(this.#memory.streams.get(piece.source.id));
  }

  #tell(made: Made): void {
    this.tallies.committed(made);
    for (const { alert } of made.alerts) this.#listener.onAlert?.(alert);
    for (const decision of made.decisions) this.#listener.onDecision?.(decision);
    for (const refusal of made.refusals) this.#listener.onRefusal?.(refusal);
  }

  async #tryToCommit(batch: readonly Waiting[]): Promise<Made | null> {
    try {
      this.#memory.readBack();
      const nowMs = this.#clock();
      const commit = new Commit(this.#options, this.#memory, nowMs);
      await this.#detect(batch, commit, nowMs);
      return commit.save();
    } catch (error) {
      this.tallies.failed(error);
      this.#memory.lose();
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
    if (!this.#memory.streams.has(source.id)) this.#warmUp.heard(this.#clock());
    return this.#memory.open(source);
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
    const commit = new Commit(this.#options, this.#memory, nowMs);
    const [more, made] = this.#saved(() => {
      const left = commit.endAlerts(!this.#warmUp.isOver(nowMs));
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
      this.#memory.lose();
      throw error;
    }
  }

  /** What needs every source to have caught up: after a start, what was written while nobody watched is read first. */
  #look(): void {
    if (!this.#leftOpenClosed) closeLeftOpen(this.#options, this.#memory.streams);
    this.#leftOpenClosed = true;
    this.#lookForSilence();
  }

  #lookForSilence(): void {
    const { store, sealer } = this.#options;
    const nowMs = this.#clock();
    for (const silence of this.#silences.look(this.#memory.heard(nowMs), nowMs)) {
      const name = gapName(silence);
      if (!store.isSealed(name)) sealer.sealFinding(gapFinding(silence), name);
      this.#listener.onSilence?.(silence);
    }
  }

  #countAttacks(all: boolean): void {
    const { store, sealer, gapMs } = this.#options;
    this.#memory.attacks.count(this.#clock, all);
    const eventMs = Math.max(...[...this.streams].map(({ record }) => record.eventMs ?? 0), 0);
    sealAttacks(store, sealer, all ? Number.MAX_SAFE_INTEGER : eventMs - gapMs);
  }
}
