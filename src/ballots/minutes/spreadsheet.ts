/**
 * Entry sheets for spreadsheets: one row a station, every figure of its minutes; and reading them back, filled in.
 * @module
 */
import { CsvFault, csvRow, csvRows } from "../../base/csv.ts";
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { parseCount } from "../results/columns.ts";
import { decodeResults, utf16Problem } from "../results/encoding.ts";
import { type Total, totals } from "../results/table.ts";
import type { CollectedContest } from "./contest.ts";
import { type Entry, type Extra, extras } from "./entry.ts";

const TEXTS = ["packets", "unsigned", "drawn_up", "closed", "as_written", "photos", "observations"] as const;

/** The names of the columns, votes last, so that they may be called like anything. */
function sheetHeader({ choices }: CollectedContest): readonly string[] {
  return ["unit", "name", ...totals, ...extras, ...TEXTS, ...choices.map((name) => `votes: ${name}`)];
}

/** An empty sheet for every station; the roll is filled in where it is known. */
export function emptySheet(contest: CollectedContest): string {
  const header = sheetHeader(contest);
  const rows = contest.stations.map(({ unit, name, registered }) =>
    csvRow(header.map((column) => ({ unit, name, registered: registered ?? "" })[column] ?? "")),
  );
  return `\uFEFF${[csvRow(header), ...rows].join("\r\n")}\r\n`;
}

/** A typed row, before it is known to be right. */
export interface TypedRow {
  readonly entry: Omit<Entry, "by" | "copy" | "time" | "photos" | "format" | "tallies">;
  /** Names of photo files, to be found beside the sheet. */
  readonly photos: readonly string[];
  readonly line: number;
}

/**
 * Reads a filled sheet. Rows in which no votes were typed are not entries.
 * @returns the rows, or the first fault with its line and column
 */
export function readSheet(
  file: string,
  bytes: Uint8Array,
  contest: CollectedContest,
): Result<readonly TypedRow[], Problem> {
  const utf16 = utf16Problem(file, bytes);
  if (utf16 !== null) return err(utf16);
  const { text } = decodeResults(bytes);
  const separator = text.split("\n", 1)[0]?.includes(";") === true ? ";" : ",";
  const rows: TypedRow[] = [];
  let header: readonly string[] | null = null;
  try {
    for (const { cells, line } of csvRows(text, separator)) {
      if (header === null) {
        const missing = sheetHeader(contest).find((name) => !cells.includes(name));
        if (missing !== undefined) return err(foreign(file, line, missing));
        header = cells;
        continue;
      }
      const typed = typedRow(cells, header, contest, file, line);
      if (typed !== null && "code" in typed) return err(typed);
      if (typed !== null) rows.push(typed);
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    return err(problem("corrupt", { file, line: error.line }, error.message, "save the sheet again as CSV"));
  }
  return ok(rows);
}

function foreign(file: string, line: number, column: string): Problem {
  const remedy = "use a sheet made by vigie minutes sheet for this contest";
  return problem("corrupt", { file, line }, `has no column "${column}"`, remedy);
}

function typedRow(
  cells: readonly string[],
  header: readonly string[],
  { choices, stations }: CollectedContest,
  file: string,
  line: number,
): TypedRow | Problem | null {
  const cell = (name: string): string => (cells[header.indexOf(name)] ?? "").trim();
  const typed = choices.map((name) => cell(`votes: ${name}`));
  if (typed.every((text) => text === "")) return null;
  const unit = cell("unit");
  const wrong = (column: string, text: string, remedy: string): Problem =>
    problem("corrupt", { file, line, column: header.indexOf(column) + 1 }, text, remedy);
  if (!stations.some((station) => station.unit === unit))
    return wrong(
      "unit",
      `"${unit.slice(0, 60)}" is no station of this contest`,
      "take the unit from the sheet as it is",
    );
  const figures = new Map<string, number | null>();
  for (const name of [...totals, ...extras, ...choices.map((choice) => `votes: ${choice}`)]) {
    const text = cell(name);
    const value = text === "" ? null : parseCount(text);
    if (text !== "" && value === null)
      return wrong(
        name,
        `${unit}: ${name} is "${text.slice(0, 40)}", not a whole number`,
        "type the figure of the paper",
      );
    if (value === null && name.startsWith("votes: "))
      return wrong(
        name,
        `${unit}: ${name} is empty`,
        "type 0 where the paper says 0, or leave the whole row empty",
      );
    figures.set(name, value);
  }
  const packets = cell("packets")
    .split(/[\s|+]+/)
    .filter((text) => text !== "")
    .map(parseCount);
  if (packets.includes(null))
    return wrong("packets", `${unit}: packets are not whole numbers`, "type them as 100|100|37");
  const own = (name: Total | Extra): number | null => figures.get(name) ?? null;
  return {
    entry: {
      unit,
      totals: Object.fromEntries(totals.map((name) => [name, own(name)])) as Entry["totals"],
      extras: Object.fromEntries(extras.map((name) => [name, own(name)])) as Entry["extras"],
      votes: choices.map((name) => figures.get(`votes: ${name}`) ?? 0),
      packets: packets as readonly number[],
      unsigned: listOf(cell("unsigned")),
      drawnUp: timeOf(cell("drawn_up")),
      closed: timeOf(cell("closed")),
      observations: cell("observations").slice(0, 10_000),
      asWritten: /^(yes|oui|x|1)$/i.test(cell("as_written")),
    },
    photos: listOf(cell("photos")),
    line,
  };
}

function listOf(text: string): readonly string[] {
  return text.split(/\s*[|]\s*/).filter((part) => part !== "");
}

function timeOf(text: string): string | null {
  const match = /^(\d{1,2})[:h](\d{2})$/.exec(text);
  return match === null ? null : `${match[1]?.padStart(2, "0")}:${match[2]}`;
}
