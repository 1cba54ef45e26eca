/**
 * What a drawn card says against its record: overstatements of the margin by one or two votes.
 * @module
 */

import type { Pair, Tally } from "../../contest.ts";
import { sum } from "../../sum.ts";

/**
 * Votes that a record or a reading holds in one contest. `null`: the card or its record is missing.
 * `absent`: the card does not hold the contest. Systems that only say "too many" or "too few" votes say so.
 */
export type CardVotes = Tally | "absent" | "overvote" | "undervote" | null;

function votes(card: CardVotes, choice: string): number {
  return card instanceof Map ? (card.get(choice) ?? 0) : 0;
}

/** Whether a record that says only "overvote" or "undervote" agrees with what people read. */
function agrees(record: CardVotes, card: CardVotes): boolean {
  if (!(card instanceof Map)) return false;
  const marked = sum(card.values());
  return (record === "overvote" && marked > 1) || (record === "undervote" && marked < 1);
}

/**
 * By how many votes the record overstates the margin of a pair, -2..2. A card that is missing is the worst it can be:
 * two votes; and so is one whose record is missing.
 */
export function overstatedVotes(
  pair: Pick<Pair, "winner" | "loser">,
  record: CardVotes,
  card: CardVotes,
): number {
  if (record === null || card === null) return 2;
  if (agrees(record, card)) return 0;
  const reported = votes(record, pair.winner) - votes(record, pair.loser);
  return reported - (votes(card, pair.winner) - votes(card, pair.loser));
}

/** The worst discrepancy of a card over all pairs: in votes, and weighted by the margin of its pair. */
export interface WorstDiscrepancy {
  readonly votes: number;
  /** Votes over the margin of the pair; Infinity where the margin is 0. */
  readonly weighted: number;
}

/** The worst over all pairs; null when there is none. */
export function worstDiscrepancy(
  pairs: readonly Pair[],
  record: CardVotes,
  card: CardVotes,
): WorstDiscrepancy | null {
  const all = pairs.map((pair) => {
    const found = overstatedVotes(pair, record, card);
    return { votes: found, weighted: found === 0 ? 0 : found / Math.max(0, pair.margin) };
  });
  // only a card that understates every margin is an understatement
  const worst = all.reduce<WorstDiscrepancy | null>(
    (a, b) => (a === null || b.weighted > a.weighted ? b : a),
    null,
  );
  return worst === null || worst.votes === 0 ? null : worst;
}
