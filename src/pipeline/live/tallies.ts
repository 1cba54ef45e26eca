/**
 * Counts of a watch since its start, for its health page and its metrics.
 * @module
 */
import type { ChunkResult } from "../../detect/task.ts";
import type { Piece } from "../../intake/live.ts";
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
}

export class WatchTallies {
  readonly sources: Map<string, SourceTally> = new Map();
  alerts = 0;
  decisions = 0;
  /** Why alerts led to no decision, by code. */
  readonly refusals: Map<string, number> = new Map();
  commits = 0;

  read(piece: Piece, result: ChunkResult): void {
    const { id, body } = piece.source;
    const known = this.sources.get(id);
    const tally = known ?? { body, bytes: 0, records: 0, unparsed: 0, lost: 0, behind: false };
    if (known === undefined) this.sources.set(id, tally);
    tally.bytes += piece.bytes.length;
    tally.records += result.records;
    tally.unparsed += result.unparsed;
    tally.lost += piece.lost;
    tally.behind = piece.behind;
  }

  committed(made: Made): void {
    this.commits++;
    this.alerts += made.alerts.length;
    this.decisions += made.decisions.length;
    for (const { code } of made.refusals) this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }
}
