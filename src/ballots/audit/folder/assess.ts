/**
 * The assessment: the risk of every assertion after what was read, from the committed files alone. Recomputed, it must
 * give the same figures to anyone.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem, VigieError } from "../../../base/errors.ts";
import { parseCsv, plainCell } from "../../csv.ts";
import { type Fraction, parseFraction, toNumber } from "../../fraction.ts";
import { type Assertion, assort, reportedMean, upperBound } from "../contest/assertion.ts";
import type { Marks } from "../cvr/table.ts";
import { batchRisks, batchSize } from "../risk/batch.ts";
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
import { readRounds, readSeed, recomputeDraw } from "./draw.ts";
import { agreedReadings, type Reading } from "./entries.ts";
import { formatJson, readBytes, readJson, writeOnce } from "./files.ts";
import { type Plan, readPlan, votesOf } from "./plan.ts";
import { batchPopulation, readRecords } from "./population.ts";
import { assertionsOf } from "./rule.ts";
import { refuse } from "./tables.ts";

/** One assertion and its risk; a batch audit tests all margins at once. */
interface AssertionRisk {
  readonly assertion: string;
  readonly risk: number;
}

/** assessment-N.json */
export interface Assessment {
  readonly round: number;
  readonly drawn: number;
  readonly missing: number;
  readonly discrepancies: number;
  readonly risks: readonly AssertionRisk[];
  /** The largest, rounded up to six digits. */
  readonly risk: number;
  readonly confirmed: boolean;
  /** Everything was drawn: the count of the paper decides, not this audit. */
  readonly full: boolean;
}

const assessmentSchema: z.ZodType<Assessment> = z.strictObject({
  round: z.int(),
  drawn: z.int(),
  missing: z.int(),
  discrepancies: z.int(),
  risks: z.array(z.strictObject({ assertion: z.string(), risk: z.number() })),
  risk: z.number(),
  confirmed: z.boolean(),
  full: z.boolean(),
});

/** Six significant digits, never below the figure itself. @example roundUp(0.04999991) // 0.05 */
function roundUp(risk: number): number {
  if (risk === 0 || !Number.isFinite(risk)) return risk;
  const rounded = Number(risk.toPrecision(6));
  const step = 10 ** (Math.floor(Math.log10(risk)) - 5);
  return Math.min(1, rounded >= risk ? rounded : Number((rounded + step).toPrecision(6)));
}

/** Computes the assessment of a round from the committed files. @throws VigieError where entries are missing or differ */
function computeAssessment(dir: string, round: number): Assessment {
  const { plan } = readPlan(dir);
  const { seed } = readSeed(dir);
  const drawn = readRounds(dir)[round - 1]?.drawn ?? 0;
  if (drawn === 0)
    throw new VigieError(
      problem("data-invalid", { file: dir }, "nothing was drawn yet", "run: vigie audit draw"),
    );
  const last = readRounds(dir).at(-1)?.drawn ?? drawn;
  const units = recomputeDraw(dir, plan, seed, last).map(({ unit }) => unit);
  const agreed = agreedReadings(dir, plan, units);
  const ours = new Set(units.slice(0, drawn));
  const open = [...agreed.open, ...agreed.disputed].filter((unit) => ours.has(unit));
  if (open.length > 0) {
    const why = agreed.disputed.includes(open[0] ?? "") ? "two entries differ" : "two people must enter it";
    refuse(
      dir,
      null,
      `${open.length} drawn units are not settled, the first is ${open[0]}: ${why}`,
      "complete the entries with: vigie audit enter",
    );
  }
  const readings = [...ours].map((unit): readonly [string, Reading] => [
    unit,
    agreed.readings.get(unit) ?? null,
  ]);
  const { risks, discrepancies } = METHODS[plan.kind](dir, plan, readings);
  const risk = roundUp(Math.max(...risks.map((one) => one.risk)));
  const limit = toNumber(parseFraction(plan.riskLimit) ?? { num: 0n, den: 1n });
  return {
    round,
    drawn,
    missing: readings.filter(([, reading]) => reading === null).length,
    discrepancies,
    risks: risks.map((one) => ({ assertion: one.assertion, risk: roundUp(one.risk) })),
    risk,
    confirmed: risk <= limit,
    full: drawn >= plan.units,
  };
}

interface Measured {
  readonly risks: readonly AssertionRisk[];
  readonly discrepancies: number;
}

type Method = (dir: string, plan: Plan, readings: readonly (readonly [string, Reading])[]) => Measured;

const METHODS: Readonly<Record<Plan["kind"], Method>> = { batches, polling, comparison };

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

interface ComparisonTest {
  readonly comparison: Comparison;
  readonly upper: number;
  readonly sequence: MartingaleTest;
}

function comparisonTest(one: Assertion, plan: Plan, phantoms: number): ComparisonTest {
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

/** Assesses the last round and writes it down. */
export function assess(dir: string): Assessment {
  const round = readRounds(dir).length;
  const found = computeAssessment(dir, round);
  writeOnce(join(dir, `assessment-${round}.json`), formatJson(found));
  return found;
}

/** The assessments that were written. */
export function readAssessments(dir: string): readonly Assessment[] {
  return readRounds(dir).flatMap(({ round }) => {
    const path = join(dir, `assessment-${round}.json`);
    if (!existsSync(path)) return [];
    const parsed = assessmentSchema.safeParse(readJson(path));
    if (!parsed.success) refuse(path, null, "this is no assessment", "restore the file");
    return [parsed.data];
  });
}

/** One thing that was computed again. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

/** Computes everything again from the files: commitments, the draw, entries, the risk of every round. */
export function recompute(dir: string): readonly Check[] {
  const checks: Check[] = [];
  const check = (name: string, work: () => string): void => {
    try {
      checks.push({ name, ok: true, text: work() });
    } catch (error) {
      if (!(error instanceof VigieError)) throw error;
      checks.push({ name, ok: false, text: error.message });
    }
  };
  check("plan", () => readPlan(dir).commitment);
  check("seed", () => readSeed(dir).seed);
  check("draw", () => String(checkDraw(dir)));
  for (const written of readAssessments(dir))
    check(`assessment ${written.round}`, () => {
      const again = computeAssessment(dir, written.round);
      if (JSON.stringify(again) !== JSON.stringify(written))
        refuse(
          join(dir, `assessment-${written.round}.json`),
          null,
          `risk ${written.risk} was written, ${again.risk} is computed`,
          "ask who wrote the file",
        );
      return `risk ${again.risk}`;
    });
  return checks;
}

/** The retrieval lists name what the seed draws. */
function checkDraw(dir: string): number {
  const { plan } = readPlan(dir);
  const { seed } = readSeed(dir);
  const rounds = readRounds(dir);
  const all = recomputeDraw(dir, plan, seed, rounds.at(-1)?.drawn ?? 0);
  for (const { round, drawn } of rounds) {
    const from = rounds[round - 2]?.drawn ?? 0;
    checkRetrieval(
      dir,
      round,
      all.slice(from, drawn).map(({ unit }) => unit),
    );
  }
  return all.length;
}

function checkRetrieval(dir: string, round: number, units: readonly string[]): void {
  const path = join(dir, `round-${round}-retrieval.csv`);
  const rows = [...parseCsv(readBytes(path).toString(), path)].slice(1);
  const listed = rows.map(({ cells }) => plainCell(cells[0] ?? ""));
  if (listed.join("\n") !== [...units].sort().join("\n"))
    refuse(
      path,
      null,
      "the list does not name what the seed draws",
      "draw again into a new folder and compare",
    );
}

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
