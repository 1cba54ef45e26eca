/**
 * Providence: like Minerva, but the size of a round may be chosen after the rounds before it were seen.
 * Broadrick, Vora, Zagorski, "PROVIDENCE: a flexible round-by-round risk-limiting audit", USENIX Security 2023
 * (arXiv 2210.08717), definition 3: the likelihood ratio of what came before, times the tail ratio of this round.
 * @module
 */

import { logBinomialUpper } from "../../../base/statistics.ts";
import type { PairRound } from "./minerva.ts";

/**
 * The p-value of a pair after its rounds.
 * @param share reported share of the winner among the two, above 1/2
 * @example providenceRisk([{ draws: 100, forWinner: 54 }, { draws: 100, forWinner: 55 }], 450 / 850) // 0.3614
 */
export function providenceRisk(rounds: readonly PairRound[], share: number): number {
  const last = rounds.at(-1);
  if (last === undefined) return 1;
  const before = rounds.slice(0, -1).reduce((sum, round) => sum + logLikelihoodRatio(round, share), 0);
  return Math.min(1, Math.exp(before + logTailRatio(last, share)));
}

/** ln of P(votes | tie) / P(votes | reported share). */
export function logLikelihoodRatio({ draws, forWinner }: PairRound, share: number): number {
  const against = draws - forWinner;
  return -(forWinner * Math.log(2 * share) + (against === 0 ? 0 : against * Math.log(2 - 2 * share)));
}

/** ln of P(at least so many | tie) / P(at least so many | reported share). */
export function logTailRatio({ draws, forWinner }: PairRound, share: number, tie = 0.5): number {
  return logBinomialUpper(forWinner, draws, tie) - logBinomialUpper(forWinner, draws, share);
}
