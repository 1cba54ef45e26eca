/**
 * The assessment: the risk of every assertion after what was read, from the committed files alone. Recomputed, it must
 * give the same figures to anyone.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem, VigieError } from "../../../base/errors.ts";
import { parseFraction, toNumber } from "../../fraction.ts";
import { type Audit, type CheckedAudit, checkAudit } from "./audit.ts";
import { listRounds, readRounds, readSeed } from "./draw.ts";
import { agreedReadings } from "./entries.ts";
import { formatJson, readJson, writeOnce } from "./files.ts";
import { type AssertionRisk, measure } from "./measure.ts";
import { drawSamples } from "./population.ts";
import type { Reading } from "./sheet.ts";
import { refuse } from "./tables.ts";

/** Where one contest stands. */
interface ContestAssessment {
  readonly contest: string;
  /** The largest of its assertions, rounded up to six digits. */
  readonly risk: number;
  readonly confirmed: boolean;
}

/** assessment-N.json */
export interface Assessment {
  readonly round: number;
  readonly drawn: number;
  readonly missing: number;
  readonly discrepancies: number;
  readonly contests: readonly ContestAssessment[];
  readonly risks: readonly AssertionRisk[];
  /** The largest, rounded up to six digits. */
  readonly risk: number;
  /** Every contest is. */
  readonly confirmed: boolean;
  /** Everything was drawn: the count of the paper decides, not this audit. */
  readonly full: boolean;
}

const assessmentSchema: z.ZodType<Assessment> = z.strictObject({
  round: z.int(),
  drawn: z.int(),
  missing: z.int(),
  discrepancies: z.int(),
  contests: z.array(z.strictObject({ contest: z.string(), risk: z.number(), confirmed: z.boolean() })),
  risks: z.array(z.strictObject({ contest: z.string(), assertion: z.string(), risk: z.number() })),
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
export function computeAssessment(audit: CheckedAudit, round: number): Assessment {
  const { dir, plan } = audit;
  const { seed } = readSeed(dir);
  const rounds = readRounds(dir);
  const own = rounds[round - 1];
  if (own === undefined)
    throw new VigieError(
      problem("data-invalid", { file: dir }, "nothing was drawn yet", "run: vigie audit draw"),
    );
  const lists = listRounds(audit, seed, rounds);
  const ours = new Set(lists.slice(0, round).flatMap((list) => list.map(({ unit }) => unit)));
  const readings = settled(audit, new Set(lists.flat().map(({ unit }) => unit)), ours);
  const drawings = drawSamples(audit, seed, own.sizes).map((sample) =>
    sample.map(({ unit }): readonly [string, Reading] => [unit, readings.get(unit) ?? null]),
  );
  const { risks, discrepancies } = measure(audit, drawings);
  const limit = toNumber(parseFraction(plan.riskLimit) ?? { num: 0n, den: 1n });
  const contests = plan.contests.map(({ name }) => {
    const risk = roundUp(largestOf(risks.filter(({ contest }) => contest === name)));
    return { contest: name, risk, confirmed: risk <= limit };
  });
  return {
    round,
    drawn: ours.size,
    missing: [...ours].filter((unit) => readings.get(unit) === null).length,
    discrepancies,
    contests,
    risks: risks.map((one) => ({ ...one, risk: roundUp(one.risk) })),
    risk: largestOf(contests),
    confirmed: contests.every(({ confirmed }) => confirmed),
    full: ours.size >= plan.strata.reduce((sum, { units }) => sum + units, 0),
  };
}

/** The largest risk; 1 where nothing was tested. */
function largestOf(all: readonly { readonly risk: number }[]): number {
  return all.length === 0 ? 1 : all.reduce((most, { risk }) => Math.max(most, risk), 0);
}

/** What was read of the units of a round. @throws VigieError where two people have not agreed yet */
function settled(
  audit: Audit,
  all: ReadonlySet<string>,
  ours: ReadonlySet<string>,
): ReadonlyMap<string, Reading> {
  const { dir } = audit;
  const agreed = agreedReadings(audit, [...all]);
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
  return agreed.readings;
}

/** Assesses the last round and writes it down. @param audit of this folder, as it was checked */
export function assess(dir: string, audit: CheckedAudit = checkAudit(dir)): Assessment {
  const round = readRounds(dir).length;
  const found = computeAssessment(audit, round);
  writeOnce(join(dir, `assessment-${round}.json`), formatJson(found));
  return found;
}

/** The assessments that were written. */
export function readAssessments(dir: string): readonly Assessment[] {
  return assessedRounds(dir).map((round) => readAssessment(dir, round));
}

/** The rounds that have one. */
export function assessedRounds(dir: string): readonly number[] {
  return readRounds(dir)
    .map(({ round }) => round)
    .filter((round) => existsSync(join(dir, `assessment-${round}.json`)));
}

/** The one of a round, as it was written. @throws VigieError */
export function readAssessment(dir: string, round: number): Assessment {
  const path = join(dir, `assessment-${round}.json`);
  const parsed = assessmentSchema.safeParse(readJson(path));
  if (!parsed.success) refuse(path, null, "this is no assessment", "restore the file");
  return parsed.data;
}

/** The assessment of the last round. @throws VigieError where there is none yet */
export function latestAssessment(dir: string): Assessment {
  const last = readAssessments(dir).at(-1);
  if (last !== undefined) return last;
  return refuse(dir, null, "nothing was assessed yet", "run: vigie audit assess");
}
