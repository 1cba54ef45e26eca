/**
 * Audits of elections from paper: risk limits, assertions, samplers and records, as a library without effects.
 * @module
 */
export {
  type Assertion,
  above,
  assort,
  beats,
  below,
  hardest,
  pluralityAssertions,
  reportedMean,
  runoffAssertions,
  seatAssertions,
  upperBound,
} from "./audit/contest/assertion.ts";
export {
  type RaireResult,
  type RankedAssertion,
  type RankedBallots,
  raireAssertions,
  rankedMargin,
  rankedVotes,
} from "./audit/contest/raire.ts";
export { readCvr } from "./audit/cvr/read.ts";
export { type ContestRecords, type CvrTable, tallyRecords } from "./audit/cvr/table.ts";
export { sampleSizes } from "./audit/plan/sizes.ts";
export { type BatchError, batchRisks, batchSize } from "./audit/risk/batch.ts";
export { bravoRisk, bravoRisks } from "./audit/risk/bravo.ts";
export { bravoExpectedSize, bravoRoundSize } from "./audit/risk/bravo-plan.ts";
export { bayesianRisk, fewestForBayes } from "./audit/risk/brla.ts";
export { combineStrata, type Stratum } from "./audit/risk/combine.ts";
export { comparisonPopulation, optimalComparison, overstatementValue } from "./audit/risk/comparison.ts";
export { overstatedVotes, worstDiscrepancy } from "./audit/risk/discrepancy.ts";
export {
  type Discrepancies,
  kaplanMarkovPlan,
  kaplanMarkovRisk,
  kaplanMarkovSize,
} from "./audit/risk/kaplan-markov.ts";
export { errorBound, macroDraws, macroRisk, overstatement, taintOf, totalBound } from "./audit/risk/macro.ts";
export {
  adaptiveBet,
  fixedBet,
  fixedMean,
  MartingaleTest,
  shrinkTruncate,
  testMean,
} from "./audit/risk/martingale.ts";
export { minervaRisk } from "./audit/risk/minerva.ts";
export { firstRoundSize, providenceRoundSize } from "./audit/risk/polling-plan.ts";
export { providenceRisk } from "./audit/risk/providence.ts";
export { suiteRisk, suiteSize } from "./audit/risk/suite.ts";
export {
  drawWithReplacement,
  firstTicket,
  nextTicket,
  smallestTickets,
  trimTicket,
  uniform,
} from "./audit/sample/consistent.ts";
export { type ContestDemand, type SharedSample, sampleContests } from "./audit/sample/style.ts";
export { drawWeighted } from "./audit/sample/weighted.ts";
export { type Contest, pairsOf, smallestMargin, type Tally, toTally, winnersOf } from "./contest.ts";
export { type Fraction, fraction, parseFraction, toNumber } from "./fraction.ts";
export { allocateSeats, type Divisors, dHondt, sainteLague } from "./seats.ts";
