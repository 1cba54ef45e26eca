/**
 * How many units a first round should draw.
 * @module
 */
import { parseFraction, toNumber } from "../../fraction.ts";
import { type Assertion, reportedMean, upperBound } from "../contest/assertion.ts";
import { batchSize } from "../risk/batch.ts";
import { overstatementValue } from "../risk/comparison.ts";
import { MartingaleTest, type Population, shrinkTruncate } from "../risk/martingale.ts";
import { comparisonTest } from "./measure.ts";
import { type Plan, votesOf } from "./plan.ts";
import { batchPopulation } from "./population.ts";
import { assertionsOf } from "./rule.ts";

/** How many units a first round should draw. */
export function plannedUnits(dir: string, plan: Plan): number {
  const limit = toNumber(parseFraction(plan.riskLimit) ?? { num: 0n, den: 1n });
  if (plan.kind === "batches") return batchSize(limit, batchPopulation(dir, plan).bounds);
  return Math.max(...assertionsOf(plan.rule, votesOf(plan)).map((one) => plannedCards(one, plan, limit)));
}

/** Cards after which a sample that is exactly as reported meets the limit. */
function plannedCards(one: Assertion, plan: Plan, limit: number): number {
  if (plan.kind === "comparison") {
    const { comparison: setting, sequence } = comparisonTest(one, plan, 0);
    const clean = overstatementValue(setting, 0, 0);
    while (sequence.state.risk > limit && sequence.state.draws < plan.units) sequence.add(clean);
    return Math.ceil(sequence.state.draws * 1.1);
  }
  const population: Population = { size: plan.units, upper: upperBound(one), mean: 0.5 };
  const mean = toNumber(reportedMean(one, votesOf(plan), plan.units));
  return Math.min(plan.units, pollingCards(population, mean, limit));
}

/** Draws in an order that is as even as can be: 0 and `upper` in the reported proportion. */
function pollingCards(population: Population, mean: number, limit: number): number {
  const sequence = new MartingaleTest(population, shrinkTruncate(population, mean));
  let owed = 0;
  while (
    sequence.state.risk > limit &&
    sequence.state.draws < (population.size ?? Number.POSITIVE_INFINITY)
  ) {
    owed += mean;
    const value = owed >= population.upper / 2 ? population.upper : 0;
    owed -= value;
    sequence.add(value);
  }
  return Math.ceil(sequence.state.draws * 1.5);
}
