/**
 * What the store remembers of decisions and of the allowlist.
 * @module
 */
import type { Decision, DecisionStatus } from "../model/decision.ts";

/** A decision with the number under which bouncers know it; numbers grow with time. */
export interface NumberedDecision {
  readonly number: number;
  readonly decision: Decision;
  /** It was in force once: not a dry run or proposal that was lifted. */
  readonly begun: boolean;
}

export interface DecisionFilter {
  readonly status?: DecisionStatus;
  /** Only those that have not ended at this time. */
  readonly openAtMs?: number;
  /** Canonical address or range, compared as text. */
  readonly value?: string;
  /** Any of these. */
  readonly values?: readonly string[];
  readonly limit?: number;
}

/** What was dropped because of a decision, as the enforcing side counted it. */
export interface EnforcedCount {
  /** Id of the decision. */
  readonly decision: string;
  readonly packets: number;
  readonly bytes: number;
  /** What the counter of each element showed when it was read last, so that a restart counts nothing twice. */
  readonly seen: Readonly<Record<string, readonly [packets: number, bytes: number]>>;
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
  /**
   * How many decisions on a network (see networkOf) were made since a time and were over at another: the basis of
   * escalation. Proposals do not count, nor what a person took back.
   */
  countSince(network: string, sinceMs: number, overAtMs: number): number;
  /** Addresses of a network that were decided upon since a time, proposals aside; at most 100. */
  addressesSince(network: string, sinceMs: number): readonly string[];
  /** How many decisions of the policy were made since a time, proposals apart: the basis of the cap per minute. */
  madeSince(sinceMs: number): { readonly blocks: number; readonly proposals: number };
  /** Every decision in force: status active, not ended. By number. */
  inForce(nowMs: number): Iterable<NumberedDecision>;
  /** Every decision that was in force once and has ended, not longer ago than `sinceMs`. By number. */
  ended(sinceMs: number, nowMs: number): Iterable<NumberedDecision>;
  /** What came into force after `sinceMs`, and is in force at `nowMs`. By number. */
  begun(sinceMs: number, nowMs: number): Iterable<NumberedDecision>;

  /** Ids of the decisions that rest on one of these alerts, or block an origin that no other alert names. */
  about(alertIds: readonly string[]): readonly string[];
  /** Ids of the decisions that were over before a time. */
  overBefore(timeMs: number): readonly string[];

  /** What the enforcing side on this machine counted, by decision; replaces what was kept of these. Unknown decisions are passed over. */
  saveCounts(counts: readonly EnforcedCount[]): void;
  counts(): readonly EnforcedCount[];

  allow(entry: AllowEntry): void;
  disallow(value: string): boolean;
  allowed(): readonly AllowEntry[];
}
