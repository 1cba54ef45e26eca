/**
 * The bet that makes evidence grow fastest if the cards are as they were reported (Kelly 1956; for audits: Spertus,
 * "COBRA: comparison-optimal betting for risk-limiting audits", 2023; ONEAudit, Stark 2023, section 4). It is fixed
 * before the draw, so the test keeps its risk limit whatever the cards are.
 * @module
 */
import type { Estimator, Population } from "./martingale.ts";

/** A value that drawn cards are expected to have, and how often. */
export interface Expected {
  readonly value: number;
  /** Above 0; shares need not sum to 1. */
  readonly share: number;
}

/** How often a card is expected to be as wrong as can be: above 0, so that one such card never ends the audit. */
const ERRORS = 0.001;

/** The most that is bet of what a draw can lose. */
const MOST = 0.99;

/**
 * The size of the bet, lambda, 0 .. 0.99 / mean: where the expected growth of ln(1 + lambda (x - mean)) is largest.
 * @example kellyBet([{ value: 1, share: 0.6 }, { value: 0, share: 0.4 }], 0.5)
 */
export function kellyBet(expected: readonly Expected[], mean: number): number {
  const all = expected.reduce((sum, { share }) => sum + share, 0);
  const slope = (lambda: number): number => {
    let sum = (ERRORS * -mean) / (1 - lambda * mean);
    for (const { value, share } of expected)
      sum += ((1 - ERRORS) * (share / all) * (value - mean)) / (1 + lambda * (value - mean));
    return sum;
  };
  let [low, high] = [0, MOST / mean];
  if (slope(0) <= 0) return 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

/** The estimator of a bet: eta = m (1 + lambda (u - m)), ALPHA's eq. (5); never more than 0.99 of what can be lost. */
export function betEstimator({ upper }: Population, lambda: number): Estimator {
  return (_past, meanLeft) => meanLeft * (1 + Math.min(lambda, MOST / meanLeft) * (upper - meanLeft));
}

/** Draws after which evidence of 1 / limit is expected. @returns Infinity when nothing grows */
export function expectedDraws(
  expected: readonly Expected[],
  mean: number,
  lambda: number,
  limit: number,
): number {
  const all = expected.reduce((sum, { share }) => sum + share, 0);
  let growth = ERRORS * Math.log1p(-lambda * mean);
  for (const { value, share } of expected)
    growth += (1 - ERRORS) * (share / all) * Math.log1p(lambda * (value - mean));
  return growth <= 0 ? Number.POSITIVE_INFINITY : -Math.log(limit) / growth;
}
