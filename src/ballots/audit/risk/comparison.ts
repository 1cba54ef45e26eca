/**
 * Ballot comparison with ALPHA and betting: the overstatement of each drawn card becomes a number whose mean is above
 * 1/2 if and only if the assertion holds.
 * SHANGRLA (Stark 2020), section 3.2: B = (1 - omega/u) / (2 - v/u), omega = A(record) - A(card), v = 2 mean A - 1.
 * ONEAudit: Spertus, Glazer, Stark, "ONEAudit: overstatement-net-equivalent risk-limiting audit", Voting 2023: cards
 * without a record of their own are compared with the mean of their batch.
 * @module
 */
import type { Estimator, Population } from "./martingale.ts";

/** An assorter as a comparison needs it. */
export interface Comparison {
  /** The largest value of the assorter, u. */
  readonly upper: number;
  /** The mean of the assorter over all records, phantoms included; above 1/2. */
  readonly reportedMean: number;
}

/** A drawn card that cannot be found, or that is no card at all: its record counts, itself it is worth nothing. */
export const CARD_MISSING = 0;
/** A record that is missing (a phantom): neither for nor against. */
export const RECORD_MISSING = 0.5;

/**
 * The overstatement assorter of one drawn card.
 * @param record A of its record; of its batch's mean where the batch has no records (ONEAudit); RECORD_MISSING
 * @param card A of the card as it was read; CARD_MISSING
 * @returns 0 or more
 */
export function overstatementValue(
  { upper, reportedMean }: Comparison,
  record: number,
  card: number,
): number {
  const margin = 2 * reportedMean - 1;
  return (1 - (record - card) / upper) / (2 - margin / upper);
}

/** The population of overstatement values. */
export function comparisonPopulation({ upper, reportedMean }: Comparison, cards: number | null): Population {
  const margin = 2 * reportedMean - 1;
  return { size: cards, upper: 2 / (2 - margin / upper), mean: 0.5 };
}

/**
 * The estimator for records that are mostly right: eta for a share of `rate` two-vote overstatements (Stark 2023,
 * section 4; Spertus 2023, "COBRA", eq. 8).
 * @param rate expected share of cards that are off by the whole of u; above 0, so that one error never ends the audit
 */
export function optimalComparison(comparison: Comparison, rate = 1e-5): Estimator {
  const { upper } = comparisonPopulation(comparison, null);
  const clean = overstatementValue(comparison, 0, 0);
  const eta = (1 - upper * (1 - rate)) / (2 - 2 * upper) + upper * (1 - rate) - 1 / 2;
  // between a draw without error and the bound: more would make a single error final
  const ceiling = upper * (1 - 1e-9);
  const wanted = Number.isFinite(eta) ? Math.max(eta, clean) : clean;
  return (_past, meanLeft) => Math.max(meanLeft, Math.min(ceiling, wanted));
}
