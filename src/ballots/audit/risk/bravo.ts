/**
 * BRAVO: ballot polling by Wald's sequential probability ratio test, pair by pair.
 * Lindeman, Stark, Yates, "BRAVO: Ballot-polling risk-limiting audits to verify outcomes", EVT/WOTE 2012.
 * @module
 */
import { type Contest, type Pair, pairsOf, type Tally } from "../../contest.ts";

/** What is known of one pair: its share in the reported result and the votes seen in the sample. */
export interface PairRisk {
  readonly winner: string;
  readonly loser: string;
  /** The p-value: a bound on the chance of such a sample if the loser had at least as many votes. */
  readonly risk: number;
}

/** Reported share of the winner among the votes for the two. */
export function twoWayShare(pair: Pair): number {
  return pair.winnerVotes / (pair.winnerVotes + pair.loserVotes);
}

/**
 * ln of the test statistic of one pair: s/0.5 for each vote for the winner, (1 - s)/0.5 for each vote for the loser
 * (BRAVO, step 3). A loser without reported votes has s = 1, and one vote for it ends all confidence.
 */
export function bravoLogStatistic(share: number, forWinner: number, forLoser: number): number {
  const up = forWinner === 0 ? 0 : forWinner * Math.log(2 * share);
  return up + (forLoser === 0 ? 0 : forLoser * Math.log(2 - 2 * share));
}

/**
 * The p-value of each pair after a sample.
 * @param sample votes seen so far, all rounds together
 * @param notFound cards that were drawn and not found: each counts for every loser, the worst it can hold
 * @example bravoRisks(contest, toTally({ A: 72, B: 47 })) // [{ winner: "A", loser: "B", risk: 0.0714 }] for 600/400
 */
export function bravoRisks(contest: Contest, sample: Tally, notFound = 0): readonly PairRisk[] {
  return pairsOf(contest).map((pair) => ({
    winner: pair.winner,
    loser: pair.loser,
    risk: bravoRisk(pair, sample.get(pair.winner) ?? 0, (sample.get(pair.loser) ?? 0) + notFound),
  }));
}

/** The p-value of one pair; 1 for a reported tie, which no sample can confirm. */
export function bravoRisk(pair: Pair, forWinner: number, forLoser: number): number {
  if (pair.margin <= 0) return 1;
  return Math.min(1, Math.exp(-bravoLogStatistic(twoWayShare(pair), forWinner, forLoser)));
}
