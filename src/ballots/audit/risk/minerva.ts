/**
 * Minerva: ballot polling round by round, by the ratio of the tails of the winner's votes.
 * Zagorski, McClearn, Morin, McBurnett, Vora, "Minerva: an efficient risk-limiting ballot polling audit", USENIX
 * Security 2021, section 4. Draws are counted with replacement; only votes for the two choices of a pair count.
 * @module
 */
import { logBinomialPmf, logBinomialUpper } from "../../../base/statistics.ts";

/** One round of one pair: how many draws held a vote for either, and how many of these for the winner. */
export interface PairRound {
  readonly draws: number;
  readonly forWinner: number;
}

/** The chances of each number of winner votes for audits that are still going on, under both hypotheses. */
export interface Ongoing {
  readonly draws: number;
  /** Index = votes for the winner so far; of a true share equal to the reported one. */
  readonly reported: Float64Array;
  /** The same for a tie. */
  readonly tied: Float64Array;
}

/** Before the first round: nothing drawn, for certain. */
export function beforeRounds(): Ongoing {
  return { draws: 0, reported: Float64Array.of(1), tied: Float64Array.of(1) };
}

/**
 * The chances after one more round of so many draws (convolution with a binomial).
 * @param tie the winner's share if it did not win; 1/2, or a little less where an odd number of votes allows no tie
 */
export function drawRound(before: Ongoing, draws: number, share: number, tie = 0.5): Ongoing {
  return {
    draws: before.draws + draws,
    reported: convolve(before.reported, draws, share),
    tied: convolve(before.tied, draws, tie),
  };
}

/** A binomial that is 0 to the last bit this far from its mean is left out: it keeps the cost at n sqrt(n). */
const NEGLIGIBLE_LOG = -760;

function convolve(before: Float64Array, draws: number, share: number): Float64Array {
  const step = Float64Array.from({ length: draws + 1 }, (_, k) => {
    const log = logBinomialPmf(k, draws, share);
    return log < NEGLIGIBLE_LOG ? 0 : Math.exp(log);
  });
  const from = step.findIndex((chance) => chance > 0);
  const to = step.findLastIndex((chance) => chance > 0);
  const after = new Float64Array(before.length + draws);
  for (let i = 0; i < before.length; i++) {
    const weight = before[i] ?? 0;
    if (weight === 0) continue;
    for (let k = from; k <= to; k++) after[i + k] = (after[i + k] ?? 0) + weight * (step[k] ?? 0);
  }
  return after;
}

/** The p-value of so many votes for the winner: tail of the tie over tail of the reported share. */
function tailRatio(now: Ongoing, forWinner: number): number {
  let [tied, reported] = [0, 0];
  for (let k = now.tied.length - 1; k >= Math.max(0, forWinner); k--) {
    tied += now.tied[k] ?? 0;
    reported += now.reported[k] ?? 0;
  }
  return reported === 0 ? 1 : Math.min(1, tied / reported);
}

/** The fewest votes for the winner that end the audit; null when no number does. */
export function fewestToStop(now: Ongoing, alpha: number): number | null {
  let [tied, reported] = [0, 0];
  let found: number | null = null;
  for (let k = now.tied.length - 1; k >= 0; k--) {
    tied += now.tied[k] ?? 0;
    reported += now.reported[k] ?? 0;
    if (reported > 0 && tied <= alpha * reported) found = k;
    else if (reported > 0) break;
  }
  return found;
}

/** Leaves out the audits that have stopped. */
export function withoutStopped(now: Ongoing, alpha: number): Ongoing {
  const stop = fewestToStop(now, alpha);
  if (stop === null) return now;
  return { draws: now.draws, reported: now.reported.slice(0, stop), tied: now.tied.slice(0, stop) };
}

/**
 * The p-value of a pair after its rounds; the plan of earlier rounds counts, not only the sum.
 * @param share reported share of the winner among the two, above 1/2
 * @example minervaRisk([{ draws: 100, forWinner: 54 }], 0.6, 0.1) // 0.2669
 */
export function minervaRisk(rounds: readonly PairRound[], share: number, alpha: number, tie = 0.5): number {
  const [only] = rounds;
  if (only === undefined) return 1;
  if (rounds.length === 1) return firstRoundRisk(only, share, tie);
  let now = beforeRounds();
  let seen = 0;
  let risk = 1;
  for (const round of rounds) {
    now = drawRound(withoutStopped(now, alpha), round.draws, share, tie);
    seen += round.forWinner;
    risk = tailRatio(now, seen);
    if (risk <= alpha) return risk; // a pair that was confirmed stays so
  }
  return risk;
}

/** One round needs no convolution. */
function firstRoundRisk({ draws, forWinner }: PairRound, share: number, tie: number): number {
  const log = logBinomialUpper(forWinner, draws, tie) - logBinomialUpper(forWinner, draws, share);
  return Math.min(1, Math.exp(log));
}
