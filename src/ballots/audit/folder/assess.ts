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
import { parseFraction, toNumber } from "../../fraction.ts";
import { readCheckedPlan } from "./derived.ts";
import { readRounds, readSeed, recomputeDraw } from "./draw.ts";
import { agreedReadings, type Reading } from "./entries.ts";
import { formatJson, readBytes, readJson, writeOnce } from "./files.ts";
import { METHODS, type Measured } from "./measure.ts";
import { readPlan } from "./plan.ts";
import { refuse } from "./tables.ts";

/** assessment-N.json */
export interface Assessment {
  readonly round: number;
  readonly drawn: number;
  readonly missing: number;
  readonly discrepancies: number;
  readonly risks: Measured["risks"];
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
  const { plan } = readCheckedPlan(dir);
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

/** The assessment of the last round. @throws VigieError where there is none yet */
export function latestAssessment(dir: string): Assessment {
  const last = readAssessments(dir).at(-1);
  if (last !== undefined) return last;
  return refuse(dir, null, "nothing was assessed yet", "run: vigie audit assess");
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
  check("plan", () => readCheckedPlan(dir).commitment);
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
