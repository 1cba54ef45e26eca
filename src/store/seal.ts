/**
 * What is sealed together: one transaction of the store, and then one entry of the log.
 * @module
 */
import type { Alert } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { Decision } from "../model/decision.ts";
import type { SourceRecord } from "./store.ts";

/** A finding with what opens its commitment. */
export interface SealedFinding {
  /** Hexadecimal commitment over salt and bytes. */
  readonly commitment: string;
  readonly kind: string;
  /** Id of the alert or attack, digest of the segment, or a word. */
  readonly about: string;
  readonly timeMs: number;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  /** Commitment of the batch that lists this finding. */
  readonly batch: string;
}

/** A list of commitments to findings, itself committed to by one entry of the log. */
export interface SealedBatch {
  readonly commitment: string;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  /** The entry that goes into the log. */
  readonly entry: Uint8Array;
}

/** The bytes of a record that an alert cites, kept so that one line can be shown without its neighbours. */
export interface CitedRecord {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** What happens to a decision; lifting or activating one that is not open (any more) makes the whole seal fail. */
export type DecisionChange =
  | { readonly add: Decision }
  | { readonly lift: string; readonly why: string; readonly nowMs: number }
  | { readonly activate: string; readonly why: string; readonly nowMs: number };

/** Everything that one transaction commits. */
export interface Seal {
  readonly alerts: readonly Alert[];
  /** Alerts that are known and have grown: they take the place of what was known. */
  readonly grown: readonly Alert[];
  readonly attacks: readonly { readonly attack: Attack; readonly alertIds: Iterable<string> }[];
  readonly source: SourceRecord | null;
  readonly findings: readonly SealedFinding[];
  readonly batch: SealedBatch | null;
  readonly records: readonly CitedRecord[];
  readonly decisions?: readonly DecisionChange[];
}

/** An entry of the outbox; `number` is its index in the log. */
export interface OutboxEntry {
  readonly number: number;
  readonly entry: Uint8Array;
}

/** What is to be erased. */
export interface Erasable {
  readonly alerts: readonly string[];
  readonly attacks: readonly string[];
  /** Digests of segments, whether an alert cites them or not. */
  readonly segments: readonly string[];
  /** Ids of decisions. */
  readonly decisions?: readonly string[];
}

/** What an erasure took away. */
export interface Erased {
  readonly alerts: number;
  readonly attacks: number;
  readonly findings: number;
  readonly records: number;
  readonly decisions: number;
  /** Digests of segments whose files have to go as well. */
  readonly segments: readonly string[];
}
