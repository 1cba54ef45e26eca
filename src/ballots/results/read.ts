/**
 * Reads a file of results, whatever its layout: what a ministry publishes, what a commission collects.
 * @module
 */
import { CsvFault, type CsvRow, csvRows } from "../../base/csv.ts";
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { decodeResults, utf16Problem } from "./encoding.ts";
import { jsonRows } from "./json.ts";
import { readLong } from "./long.ts";
import { blockOf, readMinistry } from "./ministry.ts";
import type { ResultTable } from "./table.ts";
import { readWide } from "./wide.ts";

const MAX_ROWS = 2_000_000;
/** Codes, names, totals and percentages beside the choices. */
const FEW_COLUMNS = 100;
/** Every two columns of votes are compared somewhere: no ballot has more, and a hostile file must not cost its square. */
const MAX_CHOICES = 1_000;

/**
 * @param file its name, for messages
 * @param bytes its content, decompressed; whoever published it controls every byte
 * @returns the table, in which single faulty rows are listed; an error when the file as a whole cannot be understood
 * @example readResults("r.csv", Buffer.from("departement,inscrits,votants,exprimes,A,B\n01,10,8,7,4,3\n"))
 */
export function readResults(file: string, bytes: Uint8Array): Result<ResultTable, Problem> {
  const utf16 = utf16Problem(file, bytes);
  if (utf16 !== null) return err(utf16);
  const { text } = decodeResults(bytes);
  const start = text.slice(0, 4096).trimStart();
  try {
    const json = start.startsWith("{") || start.startsWith("[");
    return tableOf(file, json ? fromJson(text) : fromCsv(text));
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    return err(broken(file, error.line, error.message));
  }
}

interface Rows {
  readonly json: boolean;
  readonly separator: string;
  readonly header: readonly string[];
  /** Read while the table is built: a nation's cells are never all there at once. */
  readonly rows: Iterable<CsvRow>;
}

/** @throws CsvFault where the file cannot be read on, at once or while the rows are taken */
function fromCsv(text: string): Rows {
  const separator = separatorOf(text);
  const rows = csvRows(text, separator);
  const first = rows.next();
  if (first.done === true) throw new CsvFault(1, "there is nothing in it");
  return { json: false, separator, header: first.value.cells, rows: bounded(rows) };
}

function* bounded(rows: Iterable<CsvRow>): Iterable<CsvRow> {
  let count = 0;
  for (const row of rows) {
    if (count++ >= MAX_ROWS) throw new CsvFault(row.line, "it has more than two million rows");
    yield row;
  }
}

function fromJson(text: string): Rows {
  const { header, rows } = jsonRows(text);
  return { json: true, separator: ",", header, rows: bounded(rows) };
}

/** The separator that the first line holds most of. */
function separatorOf(text: string): string {
  const end = text.indexOf("\n");
  const head = text.slice(0, end < 0 ? text.length : end);
  const count = (sign: string): number => head.split(sign).length;
  return [";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

function tableOf(file: string, { json, separator, header, rows }: Rows): Result<ResultTable, Problem> {
  const columns = columnsOf(header);
  const unknown = whatIsMissing(columns);
  if (unknown !== null) return err(unknownHeader(file, unknown));
  if (header.length > MAX_CHOICES + FEW_COLUMNS)
    throw new CsvFault(1, `its first row has ${header.length} columns, more than ${MAX_CHOICES} choices`);
  const block = blockOf(header);
  if (block !== null) return ok(readMinistry(file, header, columns, block, rows, MAX_CHOICES));
  const { choice, votes } = columns;
  if (choice !== null && votes !== null)
    return ok(readLong(file, { ...columns, choice, votes }, rows, MAX_CHOICES));
  const names = header.slice(columns.lastTotal + 1).map((name) => name.trim());
  const seen = new Set<string>();
  const twice = names.find((name) => name === "" || seen.size === seen.add(name).size);
  if (twice !== undefined) return err(unknownHeader(file, `the choice "${twice}" twice, or without a name,`));
  const table = readWide(file, header, columns, rows, separator);
  return ok(json ? { ...table, layout: "json" } : table);
}

function whatIsMissing({ totals }: Columns): string | null {
  return totals.registered === null && totals.voters === null && totals.valid === null ? "no total" : null;
}

function unknownHeader(file: string, what: string): Problem {
  return problem(
    "unsupported",
    { file, line: 1 },
    `the header names ${what} of an election's result`,
    "name the columns departement, commune, bureau, inscrits, votants, blancs, nuls, exprimes and then one for each choice; docs/results.md shows each layout",
  );
}

function broken(file: string, line: number, text: string): Problem {
  return problem("corrupt", { file, line }, text, "fetch the file again from its source");
}
