/**
 * The tables of an audit: reported votes by unit, bounds by unit, manifests of cards, entries. Whoever sends them
 * controls them; every figure is checked against the others before anything is written.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";
import type { Tally } from "../../contest.ts";
import { countOf, parseCsv, type Row } from "../../csv.ts";
import { checkName } from "./names.ts";

export function refuse(file: string, line: number | null, text: string, remedy: string): never {
  throw new VigieError(problem("data-invalid", line === null ? { file } : { file, line }, text, remedy));
}

/** A cell of a table: columns count from 1. */
export function refuseCell(
  file: string,
  [line, column]: readonly [line: number, column: number],
  text: string,
  remedy: string,
): never {
  throw new VigieError(problem("data-invalid", { file, line, column }, text, remedy));
}

/** Where a row stands, looked up only when something is wrong with it. @returns 1 where there is no such row */
export function lineOf(text: string, file: string, name: string): number {
  for (const { line, cells } of parseCsv(text, file)) if ((cells[0] ?? "").trim() === name) return line;
  return 1;
}

/** Votes by unit and choice. */
export interface VotesTable {
  readonly choices: readonly string[];
  readonly units: ReadonlyMap<string, { readonly votes: Tally; readonly line: number }>;
}

const MAX_UNITS = 5_000_000;

function headed(
  text: string,
  file: string,
  first: string,
): { header: readonly string[]; rows: Iterable<Row> } {
  const rows = parseCsv(text, file);
  const head = rows.next();
  if (head.done === true) refuse(file, 1, "the table is empty", `begin with a line: ${first},...`);
  const header = head.value.cells.map((cell) => cell.trim());
  checkSeparator(header, file, head.value.line);
  if (header[0] !== first)
    refuse(
      file,
      head.value.line,
      `the first column is "${header[0]}", not "${first}"`,
      `name the columns: ${first},...`,
    );
  if (new Set(header).size !== header.length)
    refuse(file, head.value.line, "two columns have the same name", "name each choice once");
  return { header, rows };
}

function unitOf(
  row: Row,
  seen: { has(unit: string): boolean; readonly size: number },
  width: number,
  file: string,
): string {
  const unit = (row.cells[0] ?? "").trim();
  if (unit === "") refuse(file, row.line, "the row has no name", "name the unit in the first column");
  checkName(unit, "unit", file, row.line);
  if (seen.has(unit))
    refuse(file, row.line, `${unit} stands here a second time`, "leave one row for each unit");
  if (row.cells.length !== width)
    refuse(file, row.line, `${row.cells.length} cells where the first line has ${width}`, "complete the row");
  if (seen.size >= MAX_UNITS) refuse(file, row.line, "more than five million rows", "split the audit");
  return unit;
}

/** Spreadsheets of many countries put semicolons between cells. */
export function checkSeparator(header: readonly string[], file: string, line: number): void {
  const found = header.length === 1 ? /[;\t]/.exec(header[0] ?? "")?.[0] : undefined;
  if (found === undefined) return;
  const name = found === ";" ? "semicolons" : "tabs";
  refuse(file, line, `the cells are separated with ${name}`, "save the table with commas between the cells");
}

/** `unit,CHOICE,...`: votes of each unit. @throws VigieError */
export function readVotes(text: string, file: string): VotesTable {
  const { header, rows } = headed(text, file, "unit");
  const choices = header.slice(1);
  if (choices.length < 2) refuse(file, 1, "fewer than two choices", "name a column for each choice");
  for (const choice of choices) checkName(choice, "column", file, 1);
  const units = new Map<string, { votes: Tally; line: number }>();
  for (const row of rows) {
    const unit = unitOf(row, units, header.length, file);
    const counts = choices.map((choice, i): [string, number] => [
      choice,
      countOf(row.cells[i + 1] ?? "", `${unit}, ${choice}`, file, row.line),
    ]);
    units.set(unit, { votes: new Map(counts), line: row.line });
  }
  if (units.size === 0) refuse(file, 1, "no unit", "add a row for each unit");
  return { choices, units };
}

/** `unit,bound` or `batch,cards`: one count for each name, in the order of the file. */
export function readCounts(
  text: string,
  file: string,
  columns: readonly [string, string],
): ReadonlyMap<string, number> {
  const { header, rows } = headed(text, file, columns[0]);
  if (header[1] !== columns[1])
    refuse(
      file,
      1,
      `the second column is "${header[1]}", not "${columns[1]}"`,
      `name the columns: ${columns.join(",")}`,
    );
  const counts = new Map<string, number>();
  for (const row of rows) {
    const unit = unitOf(row, counts, header.length, file);
    counts.set(unit, countOf(row.cells[1] ?? "", `${unit}, ${columns[1]}`, file, row.line));
  }
  return counts;
}

const sumOf = (tally: Tally, choices: Iterable<string>): number => {
  let sum = 0;
  for (const choice of choices) sum += tally.get(choice) ?? 0;
  return sum;
};

/** The columns of one contest, and how many votes one ballot may hold of it. */
export interface Columns {
  readonly columns: readonly string[];
  readonly votesAllowed: number;
}

/** A table and how a message names it. */
export interface Named<T> {
  readonly table: T;
  readonly file: string;
  /** The line of a row. */
  lineOf(name: string): number;
}

/** Every unit has a bound, and no unit has more votes of a contest than it allows. */
export function checkBounds(
  { table: votes, file: results }: Named<VotesTable>,
  { table: bounds, file: roll, lineOf }: Named<ReadonlyMap<string, number>>,
  contests: readonly Columns[],
): void {
  for (const [unit, { votes: tally, line }] of votes.units) {
    const bound = bounds.get(unit);
    if (bound === undefined)
      refuseCell(results, [line, 1], `${unit} is not in ${roll}`, "add its bound, or correct its name");
    for (const { columns, votesAllowed } of contests) {
      const sum = sumOf(tally, columns);
      if (sum > bound * votesAllowed)
        refuseCell(
          results,
          [line, largestColumn(votes, tally, columns)],
          `${unit} has ${sum} votes, more than its ${bound} registered voters allow (${roll}:${lineOf(unit)}:2)`,
          "correct the figure, or its bound",
        );
    }
  }
  for (const unit of bounds.keys())
    if (!votes.units.has(unit))
      refuseCell(
        roll,
        [lineOf(unit), 1],
        `${unit} is not in ${results}`,
        "report every unit, with 0 votes if it must be, or correct its name",
      );
  for (const { columns } of contests)
    if ([...votes.units].every(([unit, { votes: tally }]) => bounds.get(unit) === sumOf(tally, columns)))
      refuse(
        roll,
        null,
        "every bound equals the votes that were reported: these bounds come from the results under audit",
        "use the roll of registered voters, or attendance sheets that were collected separately",
      );
}

/** Where to look first when a sum is too large: the column with the most votes of the row. */
export function largestColumn(votes: VotesTable, row: Tally, columns: Iterable<string>): number {
  let found = "";
  for (const column of columns)
    if (found === "" || (row.get(column) ?? 0) > (row.get(found) ?? 0)) found = column;
  return votes.choices.indexOf(found) + 2; // the names of the units stand before them
}

/** The columns of each contest: all where there is one, else those named `CONTEST: CHOICE`. @returns choice to column */
export function columnsOf(
  columns: readonly string[],
  contests: readonly string[],
  file: string,
): readonly ReadonlyMap<string, string>[] {
  const [only] = contests;
  if (only !== undefined && contests.length === 1) return [new Map(columns.map((name) => [name, name]))];
  const found = contests.map(() => new Map<string, string>());
  for (const column of columns) {
    // the longest name: "Judge" and "Judge: north" may both be contests
    let best = -1;
    for (const [i, contest] of contests.entries())
      if (column.startsWith(`${contest}: `) && contest.length > (contests[best]?.length ?? -1)) best = i;
    if (best < 0)
      refuse(
        file,
        1,
        `the column "${column.slice(0, 80)}" names no contest`,
        "name the columns of several contests CONTEST: CHOICE",
      );
    found[best]?.set(column.slice((contests[best]?.length ?? 0) + 2), column);
  }
  return found;
}

/** The column of a choice, in results and entries. */
export function labelOf(contests: readonly string[], contest: string, choice: string): string {
  return contests.length === 1 ? choice : `${contest}: ${choice}`;
}

/**
 * Where a card lies, from its name BATCH-PLACE, places from 1; null where it is no such name. Written as the draw writes it:
 * the votes of "A-01" would count, and no draw of "A-1" would ever compare them.
 */
export function placeOf(card: string): { readonly batch: string; readonly place: number } | null {
  const m = /^(.+)-([1-9]\d{0,14})$/s.exec(card);
  return m === null ? null : { batch: m[1] ?? "", place: Number(m[2]) };
}

/** The batch of a card; null where the manifest has no such card. */
export function batchOf(card: string, manifest: ReadonlyMap<string, number>): string | null {
  const at = placeOf(card);
  return at !== null && at.place <= (manifest.get(at.batch) ?? 0) ? at.batch : null;
}
