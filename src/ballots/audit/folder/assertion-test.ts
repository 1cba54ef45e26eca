/**
 * The test of one assertion over the cards of an audit: polled, compared with their records, compared with the means of
 * their batches (ONEAudit), or over strata.
 * @module
 */
import type { Assorter } from "../contest/assorter.ts";
import { betEstimator, type Expected, expectedDraws, kellyBet } from "../risk/bet.ts";
import { combineStrata, type Stratum } from "../risk/combine.ts";
import { comparisonPopulation, optimalComparison, overstatementValue } from "../risk/comparison.ts";
import { type Estimator, MartingaleTest, type Population, shrinkTruncate } from "../risk/martingale.ts";
import type { CheckedAudit } from "./audit.ts";
import { Cards, valuesOf } from "./cards.ts";
import type { Reading } from "./sheet.ts";

/** A drawn card and how it was read; in the order of the draw. */
export type Drawings = readonly (readonly [string, Reading])[];

/** One card in a thousand may be off by two votes without spoiling the plan. */
const EXPECTED_ERRORS = 0.001;

interface CardTest {
  readonly population: Population;
  readonly estimator: Estimator;
  value(unit: string, reading: Reading): number;
  /** The values of a sample that is as reported. */
  readonly expected: readonly Expected[];
}

function cardTest(audit: CheckedAudit, contest: number, assorter: Assorter): CardTest {
  const cards = new Cards(audit, contest, 0, assorter);
  const size = audit.plan.replace ? null : cards.size;
  if (audit.tables[0]?.kind === "polling") {
    const population = { size, upper: assorter.upper, mean: 0.5 };
    return {
      population,
      estimator: shrinkTruncate(population, cards.mean),
      value: (unit, reading) => cards.card(unit, reading),
      expected: valuesOf(cards.expected(), (_record, card) => card),
    };
  }
  const setting = { upper: assorter.upper, reportedMean: cards.mean };
  const population = comparisonPopulation(setting, size);
  const value = (record: number, card: number): number =>
    Math.min(population.upper, overstatementValue(setting, record, card));
  const expected = valuesOf(cards.expected(), value);
  const isPooled = audit.tables[0]?.kind === "oneaudit";
  return {
    population,
    estimator: isPooled
      ? betEstimator(population, kellyBet(expected, 0.5))
      : optimalComparison(setting, EXPECTED_ERRORS + cards.phantoms),
    value: (unit, reading) => value(cards.record(unit), cards.card(unit, reading)),
    expected,
  };
}

/** The risk of one assertion after what was drawn. @param drawings of each stratum */
export function riskOf(
  audit: CheckedAudit,
  contest: number,
  assorter: Assorter,
  drawings: readonly Drawings[],
): number {
  if (audit.plan.strata.length > 1) {
    const tests = strataTests(audit, contest, assorter);
    const values = tests.map((one, s) =>
      (drawings[s] ?? []).map(([unit, reading]) => one.value(unit, reading)),
    );
    return combined(tests, values);
  }
  const { population, estimator, value } = cardTest(audit, contest, assorter);
  const sequence = new MartingaleTest(population, estimator);
  for (const [unit, reading] of drawings[0] ?? []) sequence.add(value(unit, reading));
  return sequence.state.risk;
}

/** Cards after which a sample that is as reported meets the limit. */
export function cardsNeeded(audit: CheckedAudit, contest: number, assorter: Assorter, limit: number): number {
  const { population, estimator, expected } = cardTest(audit, contest, assorter);
  const kind = audit.tables[0]?.kind;
  if (kind === "oneaudit") {
    const draws = expectedDraws(expected, 0.5, kellyBet(expected, 0.5), limit);
    return Math.ceil(1.3 * Math.min(draws, 1e9));
  }
  const sequence = new MartingaleTest(population, estimator);
  for (const value of evenly(expected, population.size ?? MAX_DRAWS)) {
    if (sequence.state.risk <= limit) break;
    sequence.add(value);
  }
  return Math.ceil(sequence.state.draws * (kind === "polling" ? 1.5 : 1.1));
}

const MAX_DRAWS = 10_000_000;

/** Values in an order that is as even as can be: each time the one that is owed most. */
function* evenly(expected: readonly Expected[], count: number): Generator<number> {
  const owed = expected.map(() => 0);
  for (let i = 0; i < count; i++) {
    let most = 0;
    for (const [j, { share }] of expected.entries()) {
      owed[j] = (owed[j] ?? 0) + share;
      if ((owed[j] ?? 0) > (owed[most] ?? 0)) most = j;
    }
    owed[most] = (owed[most] ?? 0) - 1;
    yield expected[most]?.value ?? 0;
  }
}

// ---- strata

/** One stratum of an assertion: a comparison counts u - record + card, so that its mean tells that of the cards. */
interface StratumTest {
  readonly cards: number;
  readonly upper: number;
  readonly lambda: number;
  /** What the sum of its values is above that of the cards. */
  readonly above: number;
  readonly expected: readonly Expected[];
  value(unit: string, reading: Reading): number;
}

function strataTests(audit: CheckedAudit, contest: number, assorter: Assorter): readonly StratumTest[] {
  const all = audit.tables.map((_tables, s) => new Cards(audit, contest, s, assorter));
  const total = all.reduce((sum, { size }) => sum + size, 0);
  // under the null of the plan every stratum is off by as much as the whole is
  const spare = all.reduce((sum, { size, mean }) => sum + size * mean, 0) / total - 1 / 2;
  return all.map((cards, s) => {
    const isPolled = audit.tables[s]?.kind === "polling";
    const { upper } = assorter;
    const worth = (record: number, card: number): number => (isPolled ? card : upper - record + card);
    const expected = valuesOf(cards.expected(), worth);
    const mean = (isPolled ? cards.mean : upper) - spare;
    return {
      cards: cards.size,
      upper: isPolled ? upper : 2 * upper,
      lambda: kellyBet(expected, Math.max(mean, upper / 100)),
      above: isPolled ? 0 : cards.size * (upper - cards.mean),
      expected,
      value: (unit, reading) => worth(cards.record(unit), cards.card(unit, reading)),
    };
  });
}

function combined(tests: readonly StratumTest[], values: readonly (readonly number[])[]): number {
  const strata = tests.map(
    ({ cards, upper, lambda }, s): Stratum => ({
      cards,
      upper,
      values: values[s] ?? [],
      bet: lambda * upper,
    }),
  );
  const sum = tests.reduce((all, { cards, above }) => all + cards / 2 + above, 0);
  return combineStrata(strata, undefined, sum);
}

/** Cards of each stratum, in proportion to their sizes, after which samples that are as reported meet the limit. */
export function strataNeeded(
  audit: CheckedAudit,
  contest: number,
  assorter: Assorter,
  limit: number,
): readonly number[] {
  const tests = strataTests(audit, contest, assorter);
  const all = tests.reduce((sum, { cards }) => sum + cards, 0);
  const share = (total: number): readonly number[] =>
    tests.map(({ cards }) => Math.min(cards, Math.ceil((total * cards) / all)));
  const meets = (total: number): boolean => {
    const sizes = share(total);
    return (
      combined(
        tests,
        tests.map(({ expected }, s) => [...evenly(expected, sizes[s] ?? 0)]),
      ) <= limit
    );
  };
  const most = Math.min(all, MOST_STRATIFIED);
  let high = Math.min(most, 16);
  while (high < most && !meets(high)) high = Math.min(most, high * 2);
  let low = Math.floor(high / 2);
  while (high - low > Math.max(1, high / 50)) {
    const middle = Math.floor((low + high) / 2);
    if (meets(middle)) high = middle;
    else low = middle;
  }
  return share(Math.ceil(high * 1.3));
}

/** A plan of more cards than this is a plan to count everything; it costs a thousand times as many steps to look at. */
const MOST_STRATIFIED = 20_000;
