/**
 * Reads a file of results, whatever its layout: what a ministry publishes, what a commission collects.
 * @module
 */
import { CsvFault, csvRows } from "../../base/csv.ts";
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { decodeResults } from "./encoding.ts";
import { jsonRows } from "./json.ts";
import { readLong } from "./long.ts";
import { blockOf, readMinistry } from "./ministry.ts";
import type { ResultTable } from "./table.ts";
import { readWide } from "./wide.ts";

const MAX_ROWS = 2_000_000;

/**
 * @param file its name, for messages
 * @param bytes its content, decompressed; whoever published it controls every byte
 * @returns the table, in which single faulty rows are listed; an error when the file as a whole cannot be understood
 * @example readResults("r.csv", Buffer.from("departement,inscrits,votants,exprimes,A,B\n01,10,8,7,4,3\n"))
 */
export function readResults(file: string, bytes: Uint8Array): Result<ResultTable, Problem> {
  const { text } = decodeResults(bytes);
  const start = text.slice(0, 4096).trimStart();
  const rows = start.startsWith("{") || start.startsWith("[") ? fromJson(file, text) : fromCsv(file, text);
  if (!rows.ok) return rows;
  return tableOf(file, rows.value);
}

interface Rows {
  readonly json: boolean;
  readonly header: readonly string[];
  readonly rows: readonly (readonly [cells: readonly string[], line: number])[];
}

function fromCsv(file: string, text: string): Result<Rows, Problem> {
  const rows: (readonly [readonly string[], number])[] = [];
  try {
    for (const { cells, line } of csvRows(text, separatorOf(text))) {
      if (rows.length > MAX_ROWS) return err(broken(file, line, "it has more than two million rows"));
      rows.push([cells, line]);
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    return err(broken(file, error.line, error.message));
  }
  const [first, ...rest] = rows;
  if (first === undefined) return err(broken(file, 1, "there is nothing in it"));
  return ok({ json: false, header: first[0], rows: rest });
}

function fromJson(file: string, text: string): Result<Rows, Problem> {
  const read = jsonRows(text);
  return "text" in read ? err(broken(file, read.line, read.text)) : ok({ json: true, ...read });
}

/** The separator that the first line holds most of. */
function separatorOf(text: string): string {
  const end = text.indexOf("\n");
  const head = text.slice(0, end < 0 ? text.length : end);
  const count = (sign: string): number => head.split(sign).length;
  return [";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

function tableOf(file: string, { json, header, rows }: Rows): Result<ResultTable, Problem> {
  const columns = columnsOf(header);
  const unknown = whatIsMissing(columns);
  if (unknown !== null) return err(unknownHeader(file, unknown));
  const block = blockOf(header);
  if (block !== null) return ok(readMinistry(file, header, columns, block, rows));
  const { choice, votes } = columns;
  if (choice !== null && votes !== null) return ok(readLong(file, { ...columns, choice, votes }, rows));
  const names = header.slice(columns.lastTotal + 1).map((name) => name.trim());
  const twice = names.find((name, i) => name === "" || names.indexOf(name) !== i);
  if (twice !== undefined) return err(unknownHeader(file, `the choice "${twice}" twice, or without a name,`));
  const table = readWide(file, header, columns, rows);
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
