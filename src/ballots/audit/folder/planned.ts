/**
 * How many units a first round should draw.
 * @module
 */
import { parseFraction, toNumber } from "../../fraction.ts";
import { type Assertion, reportedMean, upperBound } from "../contest/assertion.ts";
import { batchSize } from "../risk/batch.ts";
import { CARD_MISSING, overstatementValue, RECORD_MISSING } from "../risk/comparison.ts";
import { MartingaleTest, type Population, shrinkTruncate } from "../risk/martingale.ts";
import { comparisonTest } from "./measure.ts";
import { type Plan, votesOf } from "./plan.ts";
import { batchPopulation, readRecords } from "./population.ts";
import { assertionsOf } from "./rule.ts";

/** How many units a first round should draw. */
export function plannedUnits(dir: string, plan: Plan): number {
  const limit = toNumber(parseFraction(plan.riskLimit) ?? { num: 0n, den: 1n });
  if (plan.kind === "batches") return batchSize(limit, batchPopulation(dir, plan).bounds);
  const phantoms = plan.kind === "comparison" ? plan.units - readRecords(dir, plan).size : 0;
  return Math.max(
    ...assertionsOf(plan.rule, votesOf(plan)).map((one) => plannedCards(one, plan, limit, phantoms)),
  );
}

/** Cards after which a sample that is exactly as reported meets the limit. */
function plannedCards(one: Assertion, plan: Plan, limit: number, phantoms: number): number {
  if (plan.kind === "comparison") {
    const { comparison: setting, sequence } = comparisonTest(one, plan, phantoms);
    const [clean, phantom] = [
      overstatementValue(setting, 0, 0),
      overstatementValue(setting, RECORD_MISSING, CARD_MISSING),
    ];
    // cards without a record turn up as often as there are of them, and may be the worst they can be
    for (let owed = 0; sequence.state.risk > limit && sequence.state.draws < plan.units; ) {
      owed += phantoms / plan.units;
      sequence.add(owed >= 1 ? phantom : clean);
      if (owed >= 1) owed--;
    }
    return Math.min(plan.units, Math.ceil(sequence.state.draws * 1.1));
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
