/**
 * Bayesian ballot polling with a risk limit: how many votes for the winner end each round.
 * Vora, "Risk-limiting Bayesian polling audits for two candidate elections", 2019 (arXiv 1902.00999), section 4: a
 * uniform prior over tallies in which the reported winner won, all other weight on the tie; cards without replacement.
 * @module
 */
import { logGamma } from "../../../base/statistics.ts";

const logChoose = (n: number, k: number): number =>
  k < 0 || k > n ? Number.NEGATIVE_INFINITY : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** ln P(k of n drawn are for the winner | the winner has w of all cards), without replacement. */
function logHypergeometric(k: number, n: number, w: number, all: number): number {
  return logChoose(w, k) + logChoose(all - w, n - k) - logChoose(all, n);
}

/**
 * P(the winner lost or tied | k of n drawn are for it), with half the weight on the tie and the other half spread over
 * the tallies in which it won.
 * @param all cards with a vote for either of the two
 */
export function bayesianRisk(k: number, n: number, all: number): number {
  const tie = Math.floor(all / 2);
  const atTie = logHypergeometric(k, n, tie, all);
  let won = 0;
  for (let w = tie + 1; w <= all; w++) won += Math.exp(logHypergeometric(k, n, w, all) - atTie);
  return 1 / (1 + won / (all - tie));
}

/** The fewest votes for the winner among n drawn that bring the Bayesian risk to the limit; null when none does. */
export function fewestForBayes(n: number, all: number, limit: number): number | null {
  let [low, high] = [Math.floor(n / 2), n + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle > n || bayesianRisk(middle, n, all) <= limit) high = middle;
    else low = middle + 1;
  }
  return low > n ? null : low;
}
