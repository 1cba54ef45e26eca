/**
 * The seam between Vigie and what it remembers.
 * @module
 */
import type { Alert } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { Summary } from "../model/summary.ts";

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

/** Which attacks to list; every condition given must hold. */
export interface AttackFilter {
  readonly body?: string;
  readonly class?: string;
  readonly sinceMs?: number;
  readonly limit?: number;
}

/** What one id stands for. */
export type Thing = { readonly alert: Alert } | { readonly attack: Attack };

/**
 * Alerts, attacks, sources and scans, by their ids. Adding what is known already changes nothing.
 * Errors of the engine (disk full, locked) are thrown as VigieError with code "store".
 */
export interface Store {
  /** Adds alerts in one transaction. @returns how many were not known before */
  addAlerts(alerts: readonly Alert[]): number;
  /** Adds or replaces attacks with the ids of their alerts, in one transaction. */
  addAttacks(attacks: readonly { readonly attack: Attack; readonly alertIds: Iterable<string> }[]): void;
  addSource(source: SourceRecord): void;
  addScan(scan: ScanRecord): void;
  /** What an id, or its beginning of at least 6 characters, stands for; several when it is ambiguous. */
  find(id: string): readonly Thing[];
  alertsOf(attackId: string): Iterable<Alert>;
  attacks(filter: AttackFilter): Iterable<Attack>;
  scans(): readonly ScanRecord[];
  close(): void;
}
