/**
 * Comma-separated tables (RFC 4180) with the line of every row. Whoever made the file controls all of it: sizes are
 * bounded, and a fault names its line.
 * @module
 */
import { problem, VigieError } from "../base/errors.ts";

/** One row; `line` counts from 1 in the file. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const MAX_CHARACTERS = 512 * 1024 * 1024;
const MAX_CELLS = 100_000;

function fault(file: string, line: number, text: string, remedy: string): never {
  throw new VigieError(problem("data-invalid", { file, line }, text, remedy));
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
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const stop = end < 0 ? text.length : end;
    const plain = text.slice(at, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
    if (!plain.includes('"')) {
      if (plain !== "") yield { line, cells: plain.split(separator) };
      at = stop + 1;
      line++;
      continue;
    }
    const row = quotedRow(text, at, separator, file, line);
    yield { line, cells: row.cells };
    at = row.next;
    line += row.lines;
  }
}

function quotedRow(
  text: string,
  from: number,
  separator: string,
  file: string,
  line: number,
): { readonly cells: readonly string[]; readonly next: number; readonly lines: number } {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  let lines = 1;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (char === '"') quoted = false;
      else {
        if (char === "\n") lines++;
        cell += char;
      }
    } else if (char === '"') quoted = true;
    else if (char === separator) {
      if (cells.push(cell) > MAX_CELLS)
        fault(file, line, "a row has more than 100,000 cells", "check the separator");
      cell = "";
    } else if (char === "\n") break;
    else if (char !== "\r") cell += char;
  }
  if (quoted)
    fault(file, line, "a quoted cell is not closed", "close the quote, or double quotes inside cells");
  cells.push(cell);
  return { cells, next: at + 1, lines };
}

/** One cell for a file that a spreadsheet may open: quoted where needed, and never read as a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell as it was before `csvCell` kept it from being a formula. */
export function plainCell(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, "");
}

/** Rows as text. */
export function formatCsv(rows: Iterable<readonly (string | number)[]>): string {
  return Array.from(rows, (cells) => `${cells.map((cell) => csvCell(String(cell))).join(",")}\n`).join("");
}

/** A whole number of 0 or more, as in a count of votes. @throws VigieError naming file and line */
export function countOf(text: string, what: string, file: string, line: number): number {
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text.trim()) || !Number.isSafeInteger(value))
    fault(
      file,
      line,
      `${what} is "${text.slice(0, 40)}", not a whole number of 0 or more`,
      "correct the figure",
    );
  return value;
}
