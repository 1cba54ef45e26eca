/**
 * Batch comparison as a martingale: batches drawn with probability proportional to their error bound, without
 * replacement, the taint of each bounded by 1.
 * ALPHA (Stark 2023), section 2.6 (sampling with probability proportional to size); with `bet` 1 and replacement it is
 * the Kaplan-Markov test of MACRO. A bet below 1 lets the audit survive a batch that is worst case, such as minutes
 * that cannot be shown.
 * @module
 */
import { add, compare, type Fraction, ONE, subtract, toNumber, ZERO } from "../../fraction.ts";

/** What was found in one drawn batch. */
export interface BatchError {
  /** e_p: the relative overstatement, exact; at most its bound. */
  readonly error: Fraction;
  /** u_p */
  readonly bound: Fraction;
}

/** How much of what could be lost is bet: one batch that is worst case multiplies the risk by 1 / (1 - bet). */
const DEFAULT_BET = 0.9;

/**
 * The p-value after each drawn batch, in the order of the draw; the last one counts, and it is the smallest so far.
 * Understatements count as no error: they may hide what another batch lost.
 * @param total U, the sum of all bounds
 * @param replace whether drawn batches were put back
 * @example batchRisks(drawn, total, { replace: false }).at(-1)
 */
export function batchRisks(
  drawn: Iterable<BatchError>,
  total: Fraction,
  { replace = false, bet = DEFAULT_BET }: { readonly replace?: boolean; readonly bet?: number } = {},
): readonly number[] {
  const risks: number[] = [];
  let log = 0;
  let smallest = 1;
  let missing = ONE; // the error that must still be somewhere if the outcome is wrong
  let left = total; // where it may be
  for (const { error, bound } of drawn) {
    const positive = compare(error, ZERO) > 0 ? error : ZERO;
    const capped = compare(positive, bound) > 0 ? bound : positive;
    if (compare(left, missing) > 0 && compare(missing, ZERO) > 0) {
      const taint = compare(bound, ZERO) <= 0 ? 0 : toNumber(capped) / toNumber(bound);
      const mean = 1 - toNumber(missing) / toNumber(left);
      log += Math.log1p((bet * (1 - taint - mean)) / mean);
    }
    if (!replace) {
      missing = subtract(missing, capped);
      left = subtract(left, bound);
    }
    const impossible = compare(missing, ZERO) > 0 && compare(missing, left) > 0;
    smallest = impossible ? 0 : Math.min(smallest, Math.exp(-log));
    risks.push(smallest);
  }
  return risks;
}

/**
 * Batches to draw so that a sample without errors meets the limit.
 * @param bounds error bounds of all batches, in any order: the plan assumes that large ones come first as often as they
 * should, by taking the mean bound
 */
export function batchSize(alpha: number, bounds: readonly Fraction[], bet: number = DEFAULT_BET): number {
  let total = ZERO;
  for (const bound of bounds) total = add(total, bound);
  if (compare(total, ONE) <= 0) return 1;
  const sizes = bounds.map(toNumber);
  const all = toNumber(total);
  // the expected bound of a drawn batch
  const typical = sizes.reduce((sum, size) => sum + size * size, 0) / all;
  let log = 0;
  let left = all;
  for (let draws = 1; draws <= bounds.length; draws++) {
    if (left <= 1) return draws;
    const mean = 1 - 1 / left;
    log += Math.log1p((bet * (1 - mean)) / mean);
    if (log >= -Math.log(alpha)) return draws;
    left -= typical;
  }
  return bounds.length;
}
