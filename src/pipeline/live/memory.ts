/**
 * What a watch has in memory of what the store keeps. Within a transaction it is ahead of the store; when one fails, it is
 * thrown away and read back, as after a restart.
 * @module
 */
import { digestOf } from "../../base/digest.ts";
import { makeKernel } from "../../detect/setup.ts";
import type { LiveSource } from "../../intake/live.ts";
import { type Level, levelRank } from "../../model/alert.ts";
import type { LiveSourceRecord } from "../../store/live.ts";
import { Announcements } from "../../triage/announced.ts";
import { ruleFacts } from "../rules.ts";
import { LiveAttacks } from "./attacks.ts";
import { LiveCorrelations } from "./correlate.ts";
import { kernelOptions, type WatchOptions } from "./options.ts";
import { LiveRecords } from "./records.ts";
import { type LaneHit, replay } from "./replay.ts";
import { LiveStream } from "./stream.ts";

/** A source that has been quiet for so long is read back when it speaks again: who sends decides how many there are. */
const QUIET_MS = 30 * 60_000;

export class WatchMemory {
  readonly #options: WatchOptions;
  readonly #onNewRules: () => void;
  readonly #streams = new Map<string, LiveStream>();
  #correlations: LiveCorrelations;
  #records: LiveRecords;
  #attacks: LiveAttacks;
  #isAhead = false;

  /** @param onNewRules is told when windows of correlations begin anew, because they were kept under other rules */
  constructor(options: WatchOptions, onNewRules: () => void) {
    this.#options = options;
    this.#onNewRules = onNewRules;
    this.#correlations = this.#restored();
    this.#records = this.#cited();
    this.#attacks = this.#counting();
  }

  /** Sources with how far they are committed, by their id. */
  get streams(): ReadonlyMap<string, LiveStream> {
    return this.#streams;
  }

  get correlations(): LiveCorrelations {
    return this.#correlations;
  }

  get records(): LiveRecords {
    return this.#records;
  }

  get attacks(): LiveAttacks {
    return this.#attacks;
  }

  /** A transaction failed: memory is ahead of what is kept. */
  lose(): void {
    this.#isAhead = true;
  }

  /** To be called before anything is done with it. */
  readBack(): void {
    if (!this.#isAhead) return;
    this.#streams.clear();
    this.#correlations = this.#restored();
    this.#records = this.#cited();
    this.#attacks = this.#counting();
    this.#isAhead = false;
  }

  /** The stream of a source, which goes on where it was committed last. */
  open(source: LiveSource): LiveStream {
    const known = this.#streams.get(source.id);
    if (known !== undefined) return known;
    const { live } = this.#options.store;
    const made = new LiveStream(source, live.source(source.id), live.bytes(source.id));
    this.#streams.set(source.id, made);
    return made;
  }

  /** Sources by their newest record: those that are watched, and those that said nothing since the start. */
  heard(nowMs: number): readonly LiveSourceRecord[] {
    for (const [id, { openBytes, record }] of this.#streams)
      if (openBytes === 0 && nowMs - record.lastMs > QUIET_MS) this.#streams.delete(id);
    const kept = this.#options.store.live.watchedForSilence();
    return kept.map((record) => this.#streams.get(record.id)?.record ?? record);
  }

  #restored(): LiveCorrelations {
    const { rules, store, segments, minimumLevel, limits } = this.#options;
    const wanted = (level: Level): boolean => levelRank(level) >= levelRank(minimumLevel);
    const settings = kernelOptions(this.#options);
    const digest = digestOf(rules.digest, JSON.stringify(settings));
    const made = new LiveCorrelations(rules.set, digest, wanted, limits);
    const kernel = makeKernel({ rules: rules.set, options: settings });
    const hits = (): Iterable<LaneHit> => replay(store.live, segments, (task) => kernel.run(task).hits);
    if (!made.restore(store.live, hits)) this.#onNewRules();
    return made;
  }

  #cited(): LiveRecords {
    const { store, segments } = this.#options;
    return new LiveRecords(this.#streams, store.live, segments);
  }

  #counting(): LiveAttacks {
    const { store, rules, gapMs, announced } = this.#options;
    return new LiveAttacks(store, ruleFacts(rules.set), gapMs, new Announcements(announced));
  }
}
