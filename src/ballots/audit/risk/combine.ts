/**
 * Strata by supermartingales: however the sum under the null is split between strata, the product of their martingales
 * must be large; the smallest product over all splits is the evidence.
 * Stark 2023 (ALPHA), section 4; Spertus & Stark, "Sweeter than SUITE", E-Vote-ID 2022, section 3 (intersection tests by
 * multiplication). A larger null sum never makes the martingale of a stratum larger: so each stratum is tested at the
 * upper ends of a grid, and whatever the true split is, a split of the grid lies above it. That is cautious.
 * @module
 */

/** One stratum: what was drawn without replacement, in order. */
export interface Stratum {
  readonly cards: number;
  /** The largest value of its assorter. */
  readonly upper: number;
  readonly values: readonly number[];
  /** What is bet on each draw, as a share of 1/upper; above 0. Never more than 0.99 of what a draw can lose. */
  readonly bet: number;
}

/** Cells of the grid; the more, the less is lost to caution. */
const SPLITS = 1000;

const MOST = 0.99;

/**
 * The p-value that the values of all strata sum to `sum` at most.
 * @param sum half of all cards by default: a mean of 1/2 over all strata
 * @example combineStrata([{ cards: 700, upper: 1.05, values: compared, bet: 0.8 }, { cards: 300, upper: 1, values: polled, bet: 0.3 }])
 */
export function combineStrata(
  strata: readonly Stratum[],
  splits: number = SPLITS,
  sum: number = strata.reduce((all, { cards }) => all + cards, 0) / 2,
): number {
  const step = sum / splits;
  // x_s lies in the cell below (j_s) step; the j_s of a split sum to splits + strata at most
  const cells = splits + strata.length;
  let least = new Float64Array(cells + 1).fill(Number.POSITIVE_INFINITY);
  least[0] = 0;
  for (const stratum of strata) least = fold(least, logMartingales(stratum, step, cells));
  return Math.min(1, Math.exp(-(least[cells] ?? 0)));
}

/** The smallest sum of two parts for each whole: parts[t] = min over j of a[t - j] + b[j]. */
function fold(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const parts = new Float64Array(a.length).fill(Number.POSITIVE_INFINITY);
  for (let t = 0; t < a.length; t++)
    for (let j = 0; j <= t; j++) {
      const both = (a[t - j] as number) + (b[j] as number);
      if (both < (parts[t] as number)) parts[t] = both;
    }
  return parts;
}

function logMartingales(stratum: Stratum, step: number, cells: number): Float64Array {
  const largest = stratum.cards * stratum.upper;
  const logs = new Float64Array(cells + 1);
  for (let j = 0; j <= cells; j++) {
    // beyond what the stratum can hold nothing changes any more
    const isCapped = j > 0 && (j - 1) * step >= largest;
    logs[j] = isCapped ? (logs[j - 1] as number) : logMartingale(stratum, Math.min(largest, j * step));
  }
  return logs;
}

/** ln of the martingale when the values of the stratum sum to `sum` at most; Infinity where that is impossible. */
function logMartingale({ cards, upper, values, bet }: Stratum, sum: number): number {
  const lambda = bet / upper;
  let left = sum;
  let log = 0;
  for (const [i, value] of values.entries()) {
    if (left < -1e-9 * cards) return Number.POSITIVE_INFINITY;
    const mean = Math.min(upper, Math.max(0, left) / (cards - i));
    log += Math.log1p(Math.min(lambda, MOST / mean) * (value - mean));
    left -= value;
  }
  return left < -1e-9 * cards ? Number.POSITIVE_INFINITY : log;
}
