/**
 * Strata by supermartingales: however the mean under the null is split between strata, the product of their
 * martingales must be large; the smallest product over all splits is the evidence.
 * Stark 2023 (ALPHA), section 4; Spertus & Stark, "Sweeter than SUITE", E-Vote-ID 2022, section 3 (intersection tests by
 * multiplication). Bets do not depend on the split, so a larger null mean never makes a martingale larger; between two
 * splits of a grid both strata are tested at the larger of their means, which is cautious.
 * @module
 */

/** One stratum: what was drawn without replacement, in order. */
export interface Stratum {
  readonly cards: number;
  /** The largest value of its assorter. */
  readonly upper: number;
  readonly values: readonly number[];
  /** What is bet on each draw, as a share of 1/upper; above 0, below 1. */
  readonly bet: number;
}

/** Splits that are looked at; the more, the less is lost to caution. */
const SPLITS = 1000;

/**
 * The p-value that the mean over both strata is at most 1/2.
 * @example combineStrata([{ cards: 700, upper: 1.05, values: compared, bet: 0.8 }, { cards: 300, upper: 1, values: polled, bet: 0.3 }])
 */
export function combineStrata([a, b]: readonly [Stratum, Stratum], splits: number = SPLITS): number {
  const total = (a.cards + b.cards) / 2;
  const low = Math.max(0, total - b.cards * b.upper);
  const high = Math.min(a.cards * a.upper, total);
  let worst = 0;
  for (let i = 0; i < splits; i++) {
    const least = low + ((high - low) * i) / splits;
    const most = low + ((high - low) * (i + 1)) / splits;
    const log = logMartingale(a, most) + logMartingale(b, total - least);
    worst = Math.max(worst, Math.exp(-log));
  }
  return Math.min(1, worst);
}

/** ln of the martingale when the values of the stratum sum to `sum` at most; Infinity where that is impossible. */
function logMartingale({ cards, upper, values, bet }: Stratum, sum: number): number {
  const lambda = bet / upper;
  let left = sum;
  let log = 0;
  for (const [i, value] of values.entries()) {
    if (left < -1e-9 * cards) return Number.POSITIVE_INFINITY;
    const mean = Math.min(upper, Math.max(0, left) / (cards - i));
    log += Math.log1p(lambda * (value - mean));
    left -= value;
  }
  return left < -1e-9 * cards ? Number.POSITIVE_INFINITY : log;
}
