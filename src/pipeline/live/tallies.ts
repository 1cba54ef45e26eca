/**
 * Counts of a watch since its start, for its health page and its metrics.
 * @module
 */
import { errorText } from "../../base/errors.ts";
import type { ChunkResult } from "../../detect/task.ts";
import type { Piece } from "../../intake/live.ts";
import type { Level } from "../../model/alert.ts";
import type { DecisionStatus } from "../../model/decision.ts";
import type { Made } from "./commit.ts";

/** Counts of one source since the start. */
export interface SourceTally {
  readonly body: string;
  bytes: number;
  records: number;
  unparsed: number;
  lost: number;
  /** The source has more at hand than was read. */
  behind: boolean;
  /** Since when it has been behind without a pause, or null. */
  behindSinceMs: number | null;
}

export class WatchTallies {
  readonly sources: Map<string, SourceTally> = new Map();
  alerts = 0;
  decisions = 0;
  /** Why alerts led to no decision, by code. */
  readonly refusals: Map<string, number> = new Map();
  readonly alertsByLevel: Map<Level, number> = new Map();
  readonly decisionsByStatus: Map<DecisionStatus, number> = new Map();
  commits = 0;
  /** Transactions that failed, and why the last one did while none has succeeded since. */
  failures = 0;
  trouble: string | null = null;

  read(piece: Piece, result: ChunkResult, nowMs: number): void {
    const { id, body } = piece.source;
    const known = this.sources.get(id);
    const none = { bytes: 0, records: 0, unparsed: 0, lost: 0, behind: false, behindSinceMs: null };
    const tally = known ?? { body, ...none };
    if (known === undefined) this.sources.set(id, tally);
    tally.bytes += piece.bytes.length;
    tally.records += result.records;
    tally.unparsed += result.unparsed;
    tally.lost += piece.lost;
    tally.behind = piece.behind;
    tally.behindSinceMs = piece.behind ? (tally.behindSinceMs ?? nowMs) : null;
  }

  committed(made: Made): void {
    this.commits++;
    this.trouble = null;
    this.alerts += made.alerts.length;
    this.decisions += made.decisions.length;
    for (const { alert } of made.alerts) increase(this.alertsByLevel, alert.rule.level);
    for (const { status } of made.decisions) increase(this.decisionsByStatus, status);
    for (const { code } of made.refusals) increase(this.refusals, code);
  }

  failed(error: unknown): void {
    this.failures++;
    this.trouble = errorText(error);
  }
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
