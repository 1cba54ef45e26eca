/**
 * The tables that name several contests or strata for `vigie audit plan`. Whoever plans typed them.
 * @module
 */
import { dirname, resolve } from "node:path";
import { readCvr } from "../../ballots/audit/cvr/read.ts";
import type { ContestInput, StratumInput } from "../../ballots/audit/folder/commit.ts";
import { readBytes, textOf } from "../../ballots/audit/folder/files.ts";
import { ruleNames } from "../../ballots/audit/folder/rule.ts";
import { stratumKinds } from "../../ballots/audit/folder/stratum.ts";
import { countOf, parseCsv } from "../../ballots/csv.ts";
import { problem, VigieError } from "../../base/errors.ts";

/** A row of a table of ours: its cells by the names of their columns. */
interface Named {
  readonly line: number;
  cell(name: string): string;
}

function readTable(file: string, first: string, known: readonly string[]): readonly Named[] {
  const fault = (line: number, text: string): never => {
    throw new VigieError(
      problem("data-invalid", { file, line }, text, `name the columns: ${known.join(",")}`),
    );
  };
  let head: readonly string[] = [];
  const rows: Named[] = [];
  for (const { line, cells } of parseCsv(textOf(readBytes(file), file), file)) {
    const row = cells.map((cell) => cell.trim());
    if (head.length === 0) {
      head = row;
      for (const name of row)
        if (!known.includes(name)) fault(line, `there is no column "${name.slice(0, 40)}"`);
      if (!row.includes(first)) fault(line, `the column "${first}" is missing`);
      continue;
    }
    if (row.length !== head.length)
      fault(line, `${row.length} cells where the first line has ${head.length}`);
    rows.push({ line, cell: (name) => row[head.indexOf(name)] ?? "" });
  }
  if (rows.length === 0) fault(1, "the table names nothing");
  return rows;
}

function oneOf<T extends string>(
  text: string,
  known: readonly T[],
  what: string,
  file: string,
  line: number,
): T {
  const found = known.find((one) => one === text);
  if (found === undefined)
    throw new VigieError(
      problem(
        "data-invalid",
        { file, line },
        `there is no ${what} "${text.slice(0, 40)}"`,
        `say one of: ${known.join(", ")}`,
      ),
    );
  return found;
}

const CONTEST_COLUMNS = ["contest", "rule", "seats", "share", "votes_allowed", "cards"];

/** `contest,rule,seats,share,votes_allowed,cards`: all but the first may be left out. */
export function readContests(file: string): readonly ContestInput[] {
  return readTable(file, "contest", CONTEST_COLUMNS).map(({ line, cell }) => {
    const whole = (name: string, otherwise: number): number => {
      const count = cell(name) === "" ? otherwise : countOf(cell(name), name, file, line);
      if (count > 0) return count;
      throw new VigieError(problem("data-invalid", { file, line }, `${name} is 0`, "correct the figure"));
    };
    return {
      name: cell("contest"),
      rule: {
        name: oneOf(cell("rule") || "plurality", ruleNames, "rule", file, line),
        seats: whole("seats", 1),
        share: cell("share") || "0.5",
      },
      votesAllowed: whole("votes_allowed", 1),
      cards: cell("cards") === "" ? null : whole("cards", 1),
    };
  });
}

const STRATUM_COLUMNS = ["stratum", "kind", "manifest", "results", "cvr"];

/** `stratum,kind,manifest,results,cvr`: paths are taken from where the table lies. */
export function readStrata(file: string): readonly StratumInput[] {
  const found = readTable(file, "stratum", STRATUM_COLUMNS).map(({ line, cell }) => {
    const path = (name: string): string | null =>
      cell(name) === "" ? null : resolve(dirname(file), cell(name));
    const cvr = path("cvr");
    if (cell("stratum") === "")
      throw new VigieError(problem("data-invalid", { file, line }, "the stratum has no name", "name it"));
    return {
      name: cell("stratum"),
      kind: oneOf(cell("kind"), stratumKinds, "kind", file, line),
      results: path("results"),
      manifest: path("manifest"),
      cvr: cvr === null ? null : { file: cvr, table: readCvr(cvr) },
    };
  });
  if (found.length < 2)
    throw new VigieError(
      problem("usage", null, "one stratum alone", "name two or more, or plan without --strata"),
    );
  return found;
}
