/**
 * The seam between Vigie and what it remembers.
 * @module
 */
import type { Alert, EvidenceRef } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { Decision } from "../model/decision.ts";
import type { Summary } from "../model/summary.ts";
import type { BouncerStore } from "./bouncers.ts";
import type { DecisionChanges } from "./changes.ts";
import type { DecisionStore } from "./decisions.ts";
import type { JudgementStore } from "./judgements.ts";
import type { LiveStore } from "./live.ts";
import type { NoticeStore } from "./notices.ts";
import type { Erasable, Erased, OutboxEntry, Seal, SealedBatch, SealedFinding } from "./seal.ts";

/** A file or stream that was read, with what its segments hashed to. */
export interface SourceRecord {
  readonly source: string;
  readonly file: string;
  readonly body: string;
  /** Decoded bytes. */
  readonly bytes: number;
  readonly segments: readonly string[];
}

/** A scan that was finished. */
export interface ScanRecord {
  /** Digest of everything the answer depends on (segments, rules, configuration). */
  readonly id: string;
  readonly finishedMs: number;
  readonly rules: string;
  readonly summary: Summary;
}

/** What became of attacks that were joined or parted when they were counted anew. */
interface SuccessionStore {
  add(old: string, successors: Iterable<string>): void;
  /** Attacks of today that an id of before, or its beginning, became. */
  of(id: string): readonly string[];
  erase(ids: readonly string[]): void;
}

/** Which attacks to list; every condition given must hold. */
export interface AttackFilter {
  readonly body?: string;
  readonly class?: string;
  readonly sinceMs?: number;
  readonly limit?: number;
}

/** What one id stands for. */
export type Thing = { readonly alert: Alert } | { readonly attack: Attack } | { readonly decision: Decision };

/** The whole id of a thing. */
export function idOf(thing: Thing): string {
  if ("attack" in thing) return thing.attack.id;
  return "alert" in thing ? thing.alert.id : thing.decision.id;
}

/**
 * Alerts, attacks, sources and scans, by their ids. Adding what is known already changes nothing.
 * Errors of the engine (disk full, locked) are thrown as VigieError with code "store".
 */
export interface Store {
  readonly decisions: DecisionStore;
  readonly live: LiveStore;
  readonly notices: NoticeStore;
  readonly judgements: JudgementStore;
  readonly successions: SuccessionStore;
  /** Runs everything that an action does to the store in one transaction: all of it, or nothing. */
  together<T>(action: () => T): T;
  /** From now on a commit is on the disk when it returns, also after a power cut; costs a sync each. */
  durable(): void;
  readonly changes: DecisionChanges;
  readonly bouncers: BouncerStore;
  /** Adds alerts in one transaction. @returns how many were not known before */
  addAlerts(alerts: readonly Alert[]): number;
  /** Adds or replaces attacks with the ids of their alerts, in one transaction. */
  addAttacks(attacks: readonly { readonly attack: Attack; readonly alertIds: Iterable<string> }[]): void;
  addSource(source: SourceRecord): void;
  addScan(scan: ScanRecord): void;
  /** What an id, or its beginning of at least 6 characters, stands for; several when it is ambiguous. */
  find(id: string): readonly Thing[];
  alertsOf(attackId: string): Iterable<Alert>;
  /** The ids of {@link alertsOf}, in its order. */
  alertIdsOf(attackId: string): readonly string[];
  attacks(filter: AttackFilter): Iterable<Attack>;
  scans(): readonly ScanRecord[];
  /** Of these ids, those of alerts that are not known yet. */
  unknownAlerts(ids: readonly string[]): ReadonlySet<string>;
  /** Whether something (an alert, an attack, a segment) was sealed already. */
  isSealed(about: string): boolean;
  /** Commits everything of a seal in one transaction, its entry going to the outbox. */
  seal(seal: Seal): void;
  /** How many entries the log has been given in all. */
  outboxSize(): number;
  /** Entries from this index of the log on. */
  outbox(from: number): Iterable<OutboxEntry>;
  /** Every finding, or those of some kinds, oldest first. */
  allFindings(...kinds: readonly string[]): Iterable<SealedFinding>;
  /** Findings about an id, oldest first. */
  findings(about: string): readonly SealedFinding[];
  batch(commitment: string): Omit<SealedBatch, "entry"> | null;
  /** Index in the log of an entry, or null. */
  entryIndex(entry: Uint8Array): number | null;
  /** The bytes of a cited record, or null. */
  record(ref: EvidenceRef): Uint8Array | null;
  /** These alerts and all others that cite one of their records. */
  alertsSharing(alertIds: readonly string[]): readonly string[];
  /** Ids of the attacks that hold any of these alerts. */
  attacksOf(alertIds: readonly string[]): readonly string[];
  /** Deletes alerts and attacks with everything that tells of them, for good. */
  erase(things: Erasable): Erased;
  /** Digests of segments that were sealed before a time. */
  segmentsBefore(timeMs: number): readonly string[];
  /** Ids of the alerts that cite a record in one of these segments. */
  alertsIn(segments: readonly string[]): readonly string[];
  /** Alerts whose own time, and attacks whose last alert, lie before a time. */
  before(timeMs: number): { readonly alerts: readonly string[]; readonly attacks: readonly string[] };
  close(): void;
}
