/**
 * Batch comparison: the maximum relative overstatement of pairwise margins (MACRO), batches drawn with probability
 * proportional to their error bound, and the Kaplan-Markov p-value.
 * Stark, "Efficient post-election audits of multiple contests: 2009 California tests", CELS 2009, section 3; Aslam,
 * Popa, Rivest, "On auditing elections when precincts have different sizes", EVT 2008 (PPEB).
 * Sums of ratios are exact: no rounding decides a bound.
 * @module
 */

import type { Tally } from "../../contest.ts";
import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  largest,
  ONE,
  subtract,
  toNumber,
  ZERO,
} from "../../fraction.ts";

/** What must stay above 0 for the outcome to hold: a sum of votes with whole weights, such as winner - loser. */
export interface Margin {
  readonly name: string;
  /** Weight of a vote for each choice; choices that are not named weigh nothing. */
  readonly weights: ReadonlyMap<string, number>;
  /** The most that one ballot can lower the margin below what was reported for it: 1 for a pair. */
  readonly loss: number;
  /** The margin over all batches, less what is outside the audit; above 0. */
  readonly total: number;
}

/** One batch: what was reported for it, and an upper bound on its ballots. */
export interface Batch {
  readonly name: string;
  readonly votes: Tally;
  /** For an audit of minutes: the registered voters, never a figure of the results under audit. */
  readonly bound: number;
}

function weighted(votes: Tally, margin: Margin): number {
  let sum = 0;
  for (const [choice, weight] of margin.weights) sum += weight * (votes.get(choice) ?? 0);
  return sum;
}

/** Whether a batch can hold any error at all: not where nobody is registered, nor where all already vote for the losers. */
export function canHoldError(batch: Batch, margins: readonly Margin[]): boolean {
  return margins.some((margin) => weighted(batch.votes, margin) + margin.loss * batch.bound > 0);
}

/** u_p: the largest possible relative overstatement in a batch, over all margins. @returns 0 or more, exact */
export function errorBound(batch: Batch, margins: readonly Margin[]): Fraction {
  const bounds = margins.map((margin) =>
    fraction(BigInt(weighted(batch.votes, margin) + margin.loss * batch.bound), BigInt(margin.total)),
  );
  const found = largest(bounds);
  return found === null || compare(found, ZERO) < 0 ? ZERO : found;
}

/** e_p: the relative overstatement that was found in a batch, the worst over all margins; may be below 0. */
export function overstatement(reported: Tally, audited: Tally, margins: readonly Margin[]): Fraction {
  const errors = margins.map((margin) =>
    fraction(BigInt(weighted(reported, margin) - weighted(audited, margin)), BigInt(margin.total)),
  );
  return largest(errors) ?? ZERO;
}

/** U: the sum of all error bounds. A margin that nothing can overturn has U < 1. */
export function totalBound(bounds: Iterable<Fraction>): Fraction {
  // one common denominator at a time: adding 69,000 fractions one by one would reduce each sum
  const sums = new Map<bigint, bigint>();
  for (const { num, den } of bounds) sums.set(den, (sums.get(den) ?? 0n) + num);
  let sum = ZERO;
  for (const [den, num] of sums) sum = add(sum, fraction(num, den));
  return sum;
}

/**
 * The taint of a batch: what was found over what was possible, at most 1.
 * @param error e_p
 * @param bound u_p
 */
export function taintOf(error: Fraction, bound: Fraction): Fraction {
  if (compare(error, ZERO) <= 0) return ZERO;
  if (compare(bound, ZERO) <= 0) return ONE;
  const taint = divide(error, bound);
  return compare(taint, ONE) > 0 ? ONE : taint;
}

/** One term of the Kaplan-Markov product: a taint, as often as its batch was drawn. */
export interface Taint {
  readonly taint: Fraction;
  readonly times: number;
}

/**
 * The Kaplan-Markov p-value: the product of (1 - 1/U) / (1 - t) over all draws. A batch that is worst case (t = 1), as
 * one that is missing, makes it 1 for good: the audit cannot end but by a count of everything.
 */
export function macroRisk(taints: Iterable<Taint>, total: Fraction): number {
  if (compare(total, ONE) <= 0) return 0;
  const step = Math.log1p(-1 / toNumber(total));
  let log = 0;
  for (const { taint, times } of taints) {
    if (compare(taint, ONE) >= 0) return 1;
    log += times * (step - Math.log(toNumber(subtract(ONE, taint))));
  }
  return Math.min(1, Math.exp(log));
}

/**
 * Draws still needed when no more errors turn up, and one more for small ones.
 * @param soFar the p-value of the draws at hand; 1 before any
 * @returns Infinity when the p-value cannot fall to the limit
 */
export function macroDraws(alpha: number, total: Fraction, soFar = 1): number {
  if (compare(total, ONE) <= 0) return 1;
  if (alpha <= 0) return Number.POSITIVE_INFINITY;
  const step = Math.log1p(-1 / toNumber(total));
  return Math.max(0, Math.ceil((Math.log(alpha) - Math.log(soFar)) / step)) + 1;
}
