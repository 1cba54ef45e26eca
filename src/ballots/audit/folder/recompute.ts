/**
 * An audit computed again from its files, by anyone: commitments, the draw, entries, the risk of every round.
 * @module
 */
import { join } from "node:path";
import { VigieError } from "../../../base/errors.ts";
import { compareText } from "../../../base/text.ts";
import { parseCsv, plainCell } from "../../csv.ts";
import { type Assessment, assessedRounds, computeAssessment, readAssessment } from "./assess.ts";
import { type CheckedAudit, checkAudit, openAudit } from "./audit.ts";
import { listRounds, readRounds, readSeed } from "./draw.ts";
import { readBytes } from "./files.ts";
import { refuse } from "./tables.ts";

/** One thing that was computed again. */
export interface Check {
  readonly name: "plan" | "seed" | "draw" | "assessment";
  /** The round of an assessment; null elsewhere. */
  readonly round: number | null;
  readonly ok: boolean;
  /** The commitment, the seed, the number of units, the risk; or what differs. */
  readonly text: string;
}

/** Computes everything again from the files. */
export function recompute(dir: string): readonly Check[] {
  const checks: Check[] = [];
  const check = (name: Check["name"], round: number | null, work: () => string): void => {
    try {
      checks.push({ name, round, ok: true, text: work() });
    } catch (error) {
      if (!(error instanceof VigieError)) throw error;
      checks.push({ name, round, ok: false, text: error.message });
    }
  };
  let audit: CheckedAudit | null = null;
  const checked = (): CheckedAudit => {
    audit ??= checkAudit(dir);
    return audit;
  };
  check("plan", null, () => checked().commitment);
  check("seed", null, () => readSeed(dir).seed);
  let rounds: readonly number[] = [];
  check("draw", null, () => {
    rounds = assessedRounds(dir); // rounds that cannot be read are told here
    return String(checkDraw(dir));
  });
  for (const round of rounds)
    check("assessment", round, () => String(checkAssessment(checked(), round).risk));
  return checks;
}

/** An assessment follows from the entries. @throws VigieError where it says something else */
export function checkAssessment(audit: CheckedAudit, round: number): Assessment {
  const written = readAssessment(audit.dir, round);
  const again = computeAssessment(audit, round);
  if (JSON.stringify(again) !== JSON.stringify(written))
    refuse(
      join(audit.dir, `assessment-${round}.json`),
      null,
      `risk ${written.risk} was written, ${again.risk} is computed`,
      "ask who wrote the file",
    );
  return again;
}

/** The retrieval lists name what the seed draws. @returns how many units */
function checkDraw(dir: string): number {
  const audit = openAudit(dir);
  const rounds = readRounds(dir);
  const lists = listRounds(audit, readSeed(dir).seed, rounds);
  for (const [i, list] of lists.entries()) {
    const path = join(dir, `round-${i + 1}-retrieval.csv`);
    const rows = [...parseCsv(readBytes(path).toString(), path)].slice(1);
    const listed = rows.map(({ cells }) => `${plainCell(cells[0] ?? "")} ${cells[3]}`);
    const drawn = list.map(({ unit, times }) => [unit, times] as const).sort(([a], [b]) => compareText(a, b));
    if (listed.join("\n") !== drawn.map(([unit, times]) => `${unit} ${times}`).join("\n"))
      refuse(
        path,
        null,
        "the list does not name what the seed draws",
        "draw again into a new folder and compare",
      );
    const claimed = rounds[i]?.drawn;
    const units = new Set(lists.slice(0, i + 1).flatMap((one) => one.map(({ unit }) => unit))).size;
    if (claimed !== units)
      refuse(
        join(dir, `round-${i + 1}.json`),
        null,
        `${claimed} units are claimed, ${units} are drawn`,
        "restore the file",
      );
  }
  return new Set(lists.flat().map(({ unit }) => unit)).size;
}
