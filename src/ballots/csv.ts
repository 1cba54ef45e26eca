/**
 * Tables of an audit: rows with their lines, faults as problems that name file and line.
 * @module
 */
import { CsvFault, type CsvRow, csvRow, csvRows } from "../base/csv.ts";
import { problem, VigieError } from "../base/errors.ts";

export type Row = CsvRow;

const MAX_CHARACTERS = 512 * 1024 * 1024;

function fault(file: string, line: number, text: string, remedy: string): VigieError {
  return new VigieError(problem("data-invalid", { file, line }, text, remedy));
}

/**
 * All rows of a table, empty lines left out.
 * @throws VigieError when a quote is not closed or a bound is passed
 * @example [...parseCsv('a,"b,c"\n', "x.csv")] // [{ line: 1, cells: ["a", "b,c"] }]
 */
export function* parseCsv(text: string, file: string, separator = ","): Generator<Row> {
  if (text.length > MAX_CHARACTERS)
    throw new VigieError(
      problem("too-large", { file }, "the table is larger than 512 million characters", "split it"),
    );
  try {
    yield* csvRows(text, separator);
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    throw fault(file, error.line, error.message, "mend the row, or save the table again");
  }
}

/** A cell as it was before it was kept from being a formula. */
export function plainCell(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, "");
}

/** Rows as text. */
export function formatCsv(rows: Iterable<readonly (string | number)[]>): string {
  return Array.from(rows, (cells) => `${csvRow(cells)}\n`).join("");
}

/** A whole number of 0 or more, as in a count of votes. @throws VigieError naming file and line */
export function countOf(text: string, what: string, file: string, line: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text.trim()) && Number.isSafeInteger(value)) return value;
  throw fault(
    file,
    line,
    `${what} is "${text.slice(0, 40)}", not a whole number of 0 or more`,
    "correct the figure",
  );
}
