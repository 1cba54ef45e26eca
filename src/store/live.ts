/**
 * What the store remembers of a watch: how far each source is committed, the bytes that are in no closed segment yet,
 * and the state of correlations. All of it changes in the one transaction that commits what was found.
 * @module
 */

import type { Alert } from "../model/alert.ts";
import type { RecordPlace } from "../model/attack.ts";
import type { PreambleState } from "../model/chunk.ts";

/** What stands for the digest of a segment that is not closed yet. */
export const OPEN_SEGMENT = "open";

/** How far a live source is committed. */
export interface LiveSourceRecord {
  readonly id: string;
  readonly body: string;
  readonly name: string;
  /** Part of alert ids; fixed when the source begins. */
  readonly identity: string;
  /** Where its intake goes on reading: JSON, or null. */
  readonly cursor: string | null;
  /** Stream offset behind the last byte. */
  readonly offset: number;
  /** Stream offset at which the open segment begins. */
  readonly segmentOffset: number;
  /** Number of closed segments. */
  readonly segments: number;
  readonly preamble: PreambleState;
  /** Records known to be lost on the way here. */
  readonly lost: number;
  readonly records: number;
  /** When the last piece came (by this machine's clock), and the latest event time seen in a hit. */
  readonly lastMs: number;
  readonly eventMs: number | null;
  /** Silence longer than this is an alarm, also after a restart; null for a source that may be silent. */
  readonly silenceMs: number | null;
  /** Anybody could have sent it under another's address. */
  readonly spoofable: boolean;
}

/** Bytes of an open segment. */
export interface LiveBytes {
  readonly source: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A piece that came since the state of correlations was kept last. */
export interface LiveStep {
  readonly source: string;
  readonly offset: number;
  readonly length: number;
  /** JSON: everything besides the bytes that its reading depends on. */
  readonly facts: string;
}

/** A segment that was closed. */
export interface ClosedLive {
  readonly source: string;
  /** Hexadecimal SHA-256. */
  readonly digest: string;
  readonly offset: number;
  readonly length: number;
}

/** An alert as counting sees it. */
export interface CountedAlert {
  readonly id: string;
  readonly timeMs: number;
  readonly rule: string;
  readonly ip: string | null;
  readonly verdict: Alert["verdict"];
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  readonly traits: readonly string[];
  readonly record: RecordPlace | null;
}

export interface LiveStore {
  sources(): readonly LiveSourceRecord[];
  source(id: string): LiveSourceRecord | null;
  /** Sources whose silence is an alarm. */
  watchedForSilence(): readonly LiveSourceRecord[];
  saveSource(source: LiveSourceRecord): void;
  addBytes(bytes: LiveBytes): void;
  /** Bytes of the open segment of a source, in order. */
  bytes(source: string): Iterable<LiveBytes>;
  /** The bytes go, the segment takes their place, and alerts that cite them name it. */
  closeSegment(segment: ClosedLive, file: string): void;
  /** The closed segment of a source that holds an offset. */
  segmentAt(source: string, offset: number): ClosedLive | null;

  /** Bytes of an open segment that begin just here, or null. */
  pieceAt(source: string, offset: number): Uint8Array | null;

  addSteps(steps: readonly LiveStep[]): void;
  /** In the order in which they came. */
  steps(): Iterable<LiveStep>;
  /** Keeps the state of all correlations and forgets the steps that are in it. */
  saveState(rules: string, state: Uint8Array): void;
  state(): { readonly rules: string; readonly state: Uint8Array } | null;

  /** Windows that were open begin anew. */
  forgetCorrelations(): void;

  /** Takes an alert into the counting; twice is once. */
  addCounted(body: string, thread: string, alert: CountedAlert): void;
  /** Alerts of a thread from a time on, in order. */
  alertsOfThread(body: string, thread: string, fromMs: number): Iterable<CountedAlert>;
  /** Beginning of the last attack of a thread that begins at or before a time, or null. */
  attackBefore(body: string, thread: string, timeMs: number): number | null;
  /** Takes away the attacks of a thread that begin at or after a time: they are counted again. @returns their ids */
  dropAttacks(body: string, thread: string, fromMs: number): readonly string[];
  /** The attacks of a thread from a time on are these; its alerts from then on are counted. */
  setAttacks(
    body: string,
    thread: string,
    fromMs: number,
    attacks: readonly { readonly id: string; readonly firstMs: number; readonly lastMs: number }[],
  ): void;
  /** Attacks whose last alert lies before a time and that are not sealed as they are now. */
  unsealedAttacks(beforeMs: number, limit: number): readonly string[];
  markSealed(attacks: readonly string[]): void;
  /** Threads with alerts that are in no attack yet, and the first of these. */
  uncountedThreads(): readonly { readonly body: string; readonly thread: string; readonly fromMs: number }[];
}
