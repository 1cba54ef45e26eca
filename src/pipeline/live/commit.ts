/**
 * One transaction of the watch: what the pieces of some sources changed, all of it or nothing.
 * @module
 */
import type { ChunkResult, ChunkTask, RecordFacts } from "../../detect/task.ts";
import type { Piece } from "../../intake/live.ts";
import type { Alert } from "../../model/alert.ts";
import type { Decided } from "../../response/decide.ts";
import { sealDecisions } from "../decisions.ts";
import type { Correlated } from "./correlate.ts";
import type { WatchMemory } from "./memory.ts";
import type { SourcedAlert, WatchOptions } from "./options.ts";
import { bodyOf, laneOf, plausible } from "./replay.ts";
import type { LiveStream } from "./stream.ts";

/** What came of a transaction. */
export interface Made extends Decided {
  readonly alerts: readonly SourcedAlert[];
}

/** An alert on its way into the store, with the records that it cites. */
interface Draft extends SourcedAlert {
  readonly records: readonly Pick<RecordFacts, "source" | "offset" | "length" | "sha256">[];
}

/** A hit later than this after others of its body is taken as it comes: its group may have been ended. */
const LATENESS_MS = 60_000;
const SILENT_MS = 10 * 60_000;
/** Alerts of one lane that end in one transaction: each has up to a thousand records. */
const ENDED_AT_ONCE = 16;

export class Commit {
  readonly #options: WatchOptions;
  readonly #memory: WatchMemory;
  readonly #nowMs: number;
  readonly #pieces: { readonly stream: LiveStream; readonly piece: Piece }[] = [];
  readonly #drafts: Draft[] = [];
  readonly #ended: Draft[] = [];

  constructor(options: WatchOptions, memory: WatchMemory, nowMs: number) {
    this.#options = options;
    this.#memory = memory;
    this.#nowMs = nowMs;
  }

  /** Takes what was found in a piece; the stream has accepted it. */
  add(stream: LiveStream, piece: Piece, task: ChunkTask, result: ChunkResult): void {
    const { source } = stream;
    const lane = laneOf(source.body, source.spoofable);
    this.#memory.correlations.step(task, lane);
    this.#pieces.push({ stream, piece });
    for (const alert of result.alerts) {
      const records = alert.evidence.map((ref) => ({ ...ref, source: source.id }));
      this.#drafts.push({ alert, source, spoofable: source.spoofable, records });
    }
    for (const hit of plausible(result.hits, task))
      for (const told of this.#memory.correlations.push(lane, hit)) this.#take(told, stream);
  }

  #take({ alert, open, records }: Correlated, stream: LiveStream): void {
    const { source } = stream;
    const spoofable = records.some((record) => this.#memory.records.isSpoofable(record.source));
    const draft = { alert, source, spoofable, records };
    this.#drafts.push(draft);
    if (!open) this.#ended.push(draft);
  }

  /**
   * Ends alerts to which nothing can come any more: event time has gone on, also while all sources are silent.
   * @param early sources have just been started: not all have caught up
   * @returns whether there may be others, for another transaction
   */
  endAlerts(early: boolean): boolean {
    let more = false;
    for (const [body, own] of Map.groupBy(this.#memory.streams.values(), (stream) => stream.source.body)) {
      const newest = Math.max(...own.map(({ record }) => record.lastMs));
      // a source that fell silent does not hold the others' time
      const heard = own.filter(({ record }) => record.lastMs >= newest - SILENT_MS);
      // of one that reads a backlog without a hit so far, nobody knows how old the first will be
      if (early && heard.some(({ behind, record }) => behind && record.eventMs === null)) continue;
      const times = heard.map(({ record }) => record.eventMs).filter((time) => time !== null);
      const [stream] = own;
      if (times.length === 0 || stream === undefined) continue;
      const silentMs = this.#nowMs - newest;
      const watermark = Math.min(...times) + Math.max(0, silentMs) - LATENESS_MS;
      for (const lane of this.#memory.correlations.lanes.filter((one) => bodyOf(one) === body)) {
        const advanced = this.#memory.correlations.advance(lane, watermark, ENDED_AT_ONCE);
        for (const told of advanced.ended) this.#take(told, stream);
        more ||= advanced.more;
      }
    }
    return more;
  }

  /** Saves everything in one transaction. @throws when the store cannot be written; nothing is kept then */
  save(): Made {
    const { store, sealer } = this.#options;
    this.#memory.records.renew();
    const isNew = store.unknownAlerts(this.#drafts.map(({ alert }) => alert.id));
    const fresh = this.#placed(this.#drafts.filter(({ alert }) => isNew.has(alert.id)));
    const grown = this.#placed(
      this.#ended.filter(({ alert }) => !isNew.has(alert.id) && this.#hasGrown(alert)),
    );
    let decided: Decided = { decisions: [], refusals: [] };
    const cited = this.#memory.records.bytesOf([...fresh, ...grown].flatMap(({ records }) => records));
    sealer.sealLive(
      fresh.map(({ alert }) => alert),
      grown.map(({ alert }) => alert),
      cited,
      () => {
        this.#saveStreams();
        for (const { alert } of fresh) this.#memory.attacks.take(alert, this.#nowMs);
        this.#memory.correlations.keep(store.live);
        decided = this.#options.decide?.(fresh, this.#nowMs) ?? decided;
        sealDecisions(store, sealer, decided.decisions);
        const alerts = fresh.map(({ alert }) => alert);
        this.#options.announce?.({ alerts, decisions: decided.decisions }, this.#nowMs);
      },
    );
    return { alerts: fresh, ...decided };
  }

  #saveStreams(): void {
    const { live } = this.#options.store;
    for (const { stream, piece } of this.#pieces) {
      live.saveSource(stream.record);
      const offset = stream.record.offset - piece.bytes.length;
      if (piece.bytes.length > 0) live.addBytes({ source: stream.source.id, offset, bytes: piece.bytes });
    }
  }

  /** After a restart alerts may end a second time: one that is kept as it is now has nothing new to say. */
  #hasGrown(alert: Alert): boolean {
    return this.#options.store
      .find(alert.id)
      .some(
        (thing) =>
          "alert" in thing &&
          (thing.alert.evidence.length !== alert.evidence.length || thing.alert.omitted !== alert.omitted),
      );
  }

  /** With the segments of the records; an alert that began and ended within one transaction is taken as it ended. */
  #placed(drafts: readonly Draft[]): readonly Draft[] {
    return [...new Map(drafts.map((draft) => [draft.alert.id, draft])).values()].map((draft) => {
      const sources = draft.records.map(({ source }) => source);
      return { ...draft, alert: this.#memory.records.place(draft.alert, sources) };
    });
  }
}
