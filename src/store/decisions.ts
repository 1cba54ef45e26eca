/**
 * What the store remembers of decisions and of the allowlist.
 * @module
 */
import type { Decision, DecisionStatus } from "../model/decision.ts";

/** A decision with the number under which bouncers know it; numbers grow with time. */
export interface NumberedDecision {
  readonly number: number;
  readonly decision: Decision;
}

export interface DecisionFilter {
  readonly status?: DecisionStatus;
  /** Only those that have not ended at this time. */
  readonly openAtMs?: number;
  /** Canonical address or range, compared as text. */
  readonly value?: string;
  readonly limit?: number;
}

/** An address, range or name that must never be blocked. */
export interface AllowEntry {
  /** Canonical address or range. */
  readonly value: string;
  /** The name that it stands for, or "". */
  readonly name: string;
  readonly why: string;
  readonly addedMs: number;
}

export interface DecisionStore {
  /** Adds decisions in one transaction; what is known already changes nothing. @returns how many were new */
  add(decisions: readonly Decision[]): number;
  /** Those whose id is this or begins with it (at least 6 characters). */
  find(id: string): readonly NumberedDecision[];
  /** Newest first. */
  list(filter: DecisionFilter): Iterable<NumberedDecision>;
  /** Ends a decision now. @returns false when there is none that is open */
  lift(id: string, why: string, nowMs: number): boolean;
  /** A person confirms a proposed decision, or puts one that was a dry run in force. @returns false when there is none */
  activate(id: string, why: string, nowMs: number): boolean;
  /** How often this value was decided upon since a time, whatever became of it: the basis of escalation. */
  countSince(value: string, sinceMs: number): number;
  /** How many decisions of the policy were made since a time: the basis of the cap per minute. */
  madeSince(sinceMs: number): number;
  /** Every decision in force: status active, not ended. By number. */
  inForce(nowMs: number): Iterable<NumberedDecision>;
  /** Every decision that was in force once and has ended, not longer ago than `sinceMs`. By number. */
  ended(sinceMs: number, nowMs: number): Iterable<NumberedDecision>;
  /** What came into force after `sinceMs`, and is in force at `nowMs`. By number. */
  begun(sinceMs: number, nowMs: number): Iterable<NumberedDecision>;

  allow(entry: AllowEntry): void;
  disallow(value: string): boolean;
  allowed(): readonly AllowEntry[];
}
