/**
 * The risk of every assertion after what was read: one function for each kind of audit.
 * @module
 */
import { type Fraction, toNumber } from "../../fraction.ts";
import { type Assertion, assort, reportedMean, upperBound } from "../contest/assertion.ts";
import type { Marks } from "../cvr/table.ts";
import { batchRisks } from "../risk/batch.ts";
import {
  CARD_MISSING,
  type Comparison,
  comparisonPopulation,
  optimalComparison,
  overstatementValue,
  RECORD_MISSING,
} from "../risk/comparison.ts";
import { overstatement } from "../risk/macro.ts";
import { MartingaleTest, type Population, shrinkTruncate } from "../risk/martingale.ts";
import type { Reading } from "./entries.ts";
import { type Plan, votesOf } from "./plan.ts";
import { batchPopulation, readRecords } from "./population.ts";
import { assertionsOf } from "./rule.ts";

/** One assertion and its risk; a batch audit tests all margins at once. */
interface AssertionRisk {
  readonly assertion: string;
  readonly risk: number;
}

/** What a method finds. */
export interface Measured {
  readonly risks: readonly AssertionRisk[];
  readonly discrepancies: number;
}

/** Computes the risks from the readings, in the order of the draw. */
export type Method = (dir: string, plan: Plan, readings: readonly (readonly [string, Reading])[]) => Measured;

export const METHODS: Readonly<Record<Plan["kind"], Method>> = { batches, polling, comparison };

function batches(dir: string, plan: Plan, readings: readonly (readonly [string, Reading])[]): Measured {
  const population = batchPopulation(dir, plan);
  const place = new Map(population.batches.map(({ name }, i) => [name, i]));
  let discrepancies = 0;
  const drawn = readings.map(([unit, reading]) => {
    const i = place.get(unit) ?? -1;
    const bound = population.bounds[i] as Fraction;
    const reported = population.batches[i]?.votes ?? new Map<string, number>();
    if (reading === null) return { error: bound, bound }; // minutes that cannot be shown: the worst they can hold
    if (plan.choices.some((choice) => reported.get(choice) !== reading.get(choice))) discrepancies++;
    return { error: overstatement(reported, reading, population.margins), bound };
  });
  const risk = batchRisks(drawn, population.total).at(-1) ?? 1;
  return {
    risks: [{ assertion: population.margins.map(({ name }) => name).join("; "), risk }],
    discrepancies,
  };
}

/** The choices a card votes for; a card with more votes than allowed is like a blank one. */
function choicesOn(reading: Reading, votesAllowed: number): readonly string[] {
  const marked =
    reading === null ? [] : [...reading].filter(([, count]) => count > 0).map(([choice]) => choice);
  return marked.length > votesAllowed ? [] : marked;
}

function polling(_dir: string, plan: Plan, readings: readonly (readonly [string, Reading])[]): Measured {
  const risks = assertionsOf(plan.rule, votesOf(plan)).map((one) => {
    const population: Population = { size: plan.units, upper: upperBound(one), mean: 0.5 };
    const reported = toNumber(reportedMean(one, votesOf(plan), plan.units));
    const sequence = new MartingaleTest(population, shrinkTruncate(population, reported));
    for (const [, reading] of readings)
      sequence.add(reading === null ? CARD_MISSING : assort(one, choicesOn(reading, plan.votesAllowed)));
    return { assertion: one.name, risk: sequence.state.risk };
  });
  return { risks, discrepancies: 0 };
}

/** One card in a thousand may be off by two votes without spoiling the plan. */
const EXPECTED_ERRORS = 0.001;

function comparison(dir: string, plan: Plan, readings: readonly (readonly [string, Reading])[]): Measured {
  const records = readRecords(dir, plan);
  const phantoms = plan.units - records.size;
  let discrepancies = 0;
  for (const [unit, reading] of readings)
    if (!sameMarks(records.get(unit) ?? null, reading, plan)) discrepancies++;
  const risks = assertionsOf(plan.rule, votesOf(plan)).map((one) => {
    const test = comparisonTest(one, plan, phantoms);
    for (const [unit, reading] of readings) {
      const marks = records.get(unit);
      const record = marks === undefined ? RECORD_MISSING : assort(one, allowed(marks, plan.votesAllowed));
      const card = reading === null ? CARD_MISSING : assort(one, choicesOn(reading, plan.votesAllowed));
      test.sequence.add(Math.min(test.upper, overstatementValue(test.comparison, record, card)));
    }
    return { assertion: one.name, risk: test.sequence.state.risk };
  });
  return { risks, discrepancies };
}

const allowed = (marks: Marks, votesAllowed: number): readonly string[] =>
  marks === null || marks.length > votesAllowed ? [] : marks;

function sameMarks(marks: Marks, reading: Reading, plan: Plan): boolean {
  const read = choicesOn(reading, plan.votesAllowed);
  const recorded = allowed(marks, plan.votesAllowed);
  return (
    reading !== null && read.length === recorded.length && read.every((choice) => recorded.includes(choice))
  );
}

/** The test of one assertion over compared cards. */
export interface ComparisonTest {
  readonly comparison: Comparison;
  readonly upper: number;
  readonly sequence: MartingaleTest;
}

/** A fresh test. @param phantoms cards of the manifest without a record */
export function comparisonTest(one: Assertion, plan: Plan, phantoms: number): ComparisonTest {
  // phantoms count 1/2 in the reported mean, as every card without a vote for either side; they are in plan.units
  const reported = toNumber(reportedMean(one, votesOf(plan), plan.units));
  const setting = { upper: upperBound(one), reportedMean: reported };
  const population = comparisonPopulation(setting, plan.units);
  const rate = EXPECTED_ERRORS + phantoms / plan.units;
  return {
    comparison: setting,
    upper: population.upper,
    sequence: new MartingaleTest(population, optimalComparison(setting, rate)),
  };
}
