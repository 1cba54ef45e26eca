/**
 * Super-simple ballot comparison: the Kaplan-Markov bound on discrepancies between cards and their records.
 * Stark, "Super-simple simultaneous single-ballot risk-limiting audits", EVT/WOTE 2010, eqs 5-10; gamma 1.03905 as in
 * its section 4 and in the rules of Colorado.
 * @module
 */

/** How far the bound is inflated so that a few overstatements do not force a full count. */
export const GAMMA = 1.03905;

/** Discrepancies found: over- and understatements of the margin by one and by two votes. */
export interface Discrepancies {
  readonly o1: number;
  readonly o2: number;
  readonly u1: number;
  readonly u2: number;
}

export const NO_DISCREPANCY: Discrepancies = { o1: 0, o2: 0, u1: 0, u2: 0 };

/** ln of the factors that discrepancies bring to 1/p (the square brackets of eq. 10). */
function logDiscrepancies({ o1, o2, u1, u2 }: Discrepancies, gamma: number): number {
  const half = 1 / (2 * gamma);
  return (
    o1 * Math.log1p(-half) + o2 * Math.log1p(-1 / gamma) + u1 * Math.log1p(half) + u2 * Math.log1p(1 / gamma)
  );
}

/**
 * The p-value after a sample (eq. 10).
 * @param dilutedMargin smallest margin over all cards, above 0
 * @param understatements whether understatements lower the risk; leaving them out is the cautious reading
 * @example kaplanMarkovRisk(27, 0.2, NO_DISCREPANCY) // 0.06507
 */
export function kaplanMarkovRisk(
  cards: number,
  dilutedMargin: number,
  found: Discrepancies,
  options: { readonly gamma?: number; readonly understatements?: boolean } = {},
): number {
  if (dilutedMargin <= 0) return 1;
  const { gamma = GAMMA, understatements = true } = options;
  const counted = understatements ? found : { ...found, u1: 0, u2: 0 };
  const log = cards * Math.log1p(-dilutedMargin / (2 * gamma)) - logDiscrepancies(counted, gamma);
  return Math.min(1, Math.exp(log));
}

/**
 * The smallest sample that meets the risk limit when it holds exactly these discrepancies (eq. 17 of the paper; rule 25
 * of Colorado). Decided in floating point and then checked against both neighbours by nobody: it is a plan, not a risk.
 * @returns cards; Infinity for a margin of 0
 * @example kaplanMarkovSize(0.03, 37549 / 516401, NO_DISCREPANCY) // 101
 */
export function kaplanMarkovSize(
  alpha: number,
  dilutedMargin: number,
  found: Discrepancies,
  gamma: number = GAMMA,
): number {
  if (dilutedMargin <= 0 || alpha <= 0) return Number.POSITIVE_INFINITY;
  const least = found.o1 + found.o2 + found.u1 + found.u2;
  const cards = (-2 * gamma * (Math.log(alpha) + logDiscrepancies(found, gamma))) / dilutedMargin;
  return Math.ceil(Math.max(least, cards));
}

/** Shares of cards with each kind of discrepancy. */
export type DiscrepancyRates = Discrepancies;

/** What a first sample is planned for: one card in a thousand off by one vote, one in ten thousand by two. */
export const EXPECTED_RATES: DiscrepancyRates = { o1: 0.001, o2: 0.0001, u1: 0.001, u2: 0.0001 };

/**
 * Cards to draw when discrepancies keep turning up at these rates: first the size at which the expected growth meets
 * the limit, then the size for the whole discrepancies that such a sample would hold (those of one vote rounded up).
 * @param all the cards there are; the answer is never more
 * @example kaplanMarkovPlan(0.1, 0.2, EXPECTED_RATES, 100_000) // 27
 */
export function kaplanMarkovPlan(
  alpha: number,
  dilutedMargin: number,
  rates: DiscrepancyRates,
  all: number,
  gamma: number = GAMMA,
): number {
  if (dilutedMargin <= 0 || alpha <= 0) return all;
  const growth = Math.log1p(-dilutedMargin / (2 * gamma)) - logDiscrepancies(rates, gamma);
  if (growth >= 0) return all;
  const first = Math.ceil(Math.log(alpha) / growth);
  const found: Discrepancies = {
    o1: Math.ceil(rates.o1 * first),
    o2: Math.round(rates.o2 * first),
    u1: Math.ceil(rates.u1 * first),
    u2: Math.round(rates.u2 * first),
  };
  return Math.min(all, kaplanMarkovSize(alpha, dilutedMargin, found, gamma));
}
