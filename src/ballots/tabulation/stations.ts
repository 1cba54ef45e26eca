/**
 * Every station that there is, whoever names it. A file under suspicion may leave out whole stations and choices, so the
 * list comes from the roll and from what was collected, too.
 * @module
 */
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type ResultRow, type ResultTable, type Totals, totals } from "../results/table.ts";

/**
 * The official table with a row for each station: one that it leaves out reported no vote. Registered voters are those
 * of the roll where there is one.
 * @param roll registered voters by station from a source of its own; null for none
 * @returns an error where the files cannot be compared, or where nothing bounds a station that nobody collected
 */
export function allStations(
  official: ResultTable,
  collected: ResultTable,
  roll: ResultTable | null,
): Result<ResultTable, Problem> {
  const fault = differentKind(official, collected) ?? (roll === null ? null : differentLevel(official, roll));
  if (fault !== null) return err(fault);
  const registered = new Map(roll?.rows.map((row) => [row.unit, row.totals.registered]));
  const rows = new Map(official.rows.map((row) => [row.unit, row]));
  for (const row of [...collected.rows, ...(roll?.rows ?? [])])
    if (!rows.has(row.unit)) rows.set(row.unit, unreported(row, official));
  const found = new Map(collected.rows.map((row) => [row.unit, row]));
  const all: ResultRow[] = [];
  for (const row of rows.values()) {
    const bound = roll === null ? row.totals.registered : (registered.get(row.unit) ?? null);
    if (bound === null && !found.has(row.unit)) return err(unbounded(row, official, roll));
    // more may have voted than the roll says: the larger number is the cautious one
    const most = bound === null ? null : Math.max(bound, row.totals.voters ?? 0);
    const other = found.get(row.unit);
    const above = most === null ? -1 : (other?.votes.findIndex((votes) => votes > most) ?? -1);
    if (other !== undefined && above >= 0) return err(impossible(other, above, most ?? 0, collected));
    all.push({ ...row, totals: { ...row.totals, registered: most } });
  }
  return ok({ ...official, rows: all });
}

/** Votes that nobody can have cast could hide, in the margin, what other stations lost. */
function impossible(
  { unit, votes, line }: ResultRow,
  choice: number,
  most: number,
  { file, choices }: ResultTable,
): Problem {
  return problem(
    "data-invalid",
    { file, line },
    `${unit} has ${votes[choice]} votes for ${choices[choice]?.slice(0, 80)}, and ${most} registered voters`,
    "correct the figures; where the paper says so, leave the station out: it then counts as the worst it can be",
  );
}

const NOTHING = Object.fromEntries(totals.map((name) => [name, null])) as Totals;

function unreported({ unit, place, name, line }: ResultRow, { choices }: ResultTable): ResultRow {
  return { unit, place, name, line, totals: NOTHING, votes: choices.map(() => 0), shares: [] };
}

function differentKind(official: ResultTable, collected: ResultTable): Problem | null {
  const lacks = (one: ResultTable, other: ResultTable): Problem | null => {
    const choice = other.choices.find((name) => !one.choices.includes(name));
    if (choice === undefined) return null;
    return problem(
      "data-invalid",
      { file: one.file, line: 1 },
      `has no votes for "${choice.slice(0, 80)}", which ${other.file} counts`,
      "name the choices alike in both files; where one was left out, ask who made the file",
    );
  };
  return differentLevel(official, collected) ?? lacks(official, collected) ?? lacks(collected, official);
}

function differentLevel(official: ResultTable, other: ResultTable): Problem | null {
  if (official.level === other.level) return null;
  return problem(
    "data-invalid",
    { file: other.file, line: 1 },
    `its rows are of the level ${other.level}, those of ${official.file} of the level ${official.level}`,
    "compare files of one level",
  );
}

function unbounded(row: ResultRow, official: ResultTable, roll: ResultTable | null): Problem {
  const { unit } = row;
  if (roll !== null)
    return problem(
      "data-invalid",
      { file: roll.file },
      `${unit} is not on the roll, and nobody collected its minutes`,
      "complete the roll: nothing else bounds what that station could hold",
    );
  return problem(
    "data-invalid",
    { file: official.file, line: row.line },
    `${unit} has no number of registered voters, and nobody collected its minutes`,
    "name the roll with --roll: nothing else bounds what that station could hold",
  );
}
