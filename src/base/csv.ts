/**
 * Files of separated values (RFC 4180), row by row: quoted cells may hold separators, quotes and line ends.
 * Whoever wrote the file controls every byte of it: cells and rows are bounded.
 * @module
 */

const MAX_CELLS = 4096;
const MAX_ROW = 1_048_576;

/** What is wrong with a file, and in which line. */
export interface CsvFault {
  readonly line: number;
  readonly text: string;
}

/**
 * Calls back for every row that is not empty.
 * @param separator one character
 * @returns the first fault, at which reading stopped; null when all was read
 * @example readCsv('a,b\n"1,5",2\n', ",", (cells, line) => rows.push([line, ...cells])) // [1,"a","b"], [2,"1,5","2"]
 */
export function readCsv(
  text: string,
  separator: string,
  take: (cells: readonly string[], line: number) => void,
): CsvFault | null {
  let line = 1;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const row = text.slice(at, text[end - 1] === "\r" ? end - 1 : end);
    if (!row.includes('"')) {
      if (row.length > MAX_ROW) return { line, text: "a row is longer than 1 MiB" };
      const cells = row.split(separator);
      if (cells.length > MAX_CELLS) return { line, text: `a row has more than ${MAX_CELLS} cells` };
      if (row !== "") take(cells, line++);
      else line++;
      at = end + 1;
      continue;
    }
    const quoted = quotedRow(text, at, separator);
    if (typeof quoted === "string") return { line, text: quoted };
    take(quoted.cells, line);
    line += quoted.lines;
    at = quoted.end;
  }
  return null;
}

interface QuotedRow {
  readonly cells: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
  readonly lines: number;
}

/** A row with quotes in it. @returns what is wrong with it, as a text */
function quotedRow(text: string, start: number, separator: string): QuotedRow | string {
  const cells: string[] = [];
  let lines = 1;
  for (let at = start; ; ) {
    if (cells.length >= MAX_CELLS) return `a row has more than ${MAX_CELLS} cells`;
    let cell: string;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0) return "a quote is opened and never closed";
      if (close - start > MAX_ROW) return "a row is longer than 1 MiB";
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      lines += countFeeds(cell);
      at = close + 1;
    } else {
      const end = cellEnd(text, at, separator);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text.startsWith(separator, at)) at += separator.length;
    else if (at >= text.length) return { cells, end: at, lines };
    else if (text[at] === "\n") return { cells, end: at + 1, lines };
    else if (text.startsWith("\r\n", at)) return { cells, end: at + 2, lines };
    else return "text follows a closing quote";
  }
}

function cellEnd(text: string, start: number, separator: string): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function countFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/**
 * One row as text, without its line end. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
 * @example csvRow(["a", 'say "b"', "=1+1"]) // a,"say ""b""",'=1+1
 */
export function csvRow(cells: readonly (string | number)[], separator = ","): string {
  return cells.map((cell) => csvCell(cell, separator)).join(separator);
}

function csvCell(cell: string | number, separator: string): string {
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
