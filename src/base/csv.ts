/**
 * Files of separated values (RFC 4180), row by row: quoted cells may hold separators, quotes and line ends.
 * Whoever wrote the file controls every byte of it: cells and rows are bounded.
 * @module
 */

const MAX_CELLS = 100_000;
const MAX_ROW = 4 * 1_048_576;

/** A row that is not empty; `line` counts from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** The row as it stands, where nothing in it is quoted: who reads it needs no cells. */
  readonly text?: string;
}

/** A row without quotes; its cells are cut when they are asked for. @throws CsvFault then */
class PlainRow implements CsvRow {
  readonly text: string;
  readonly line: number;
  readonly #separator: string;
  #cells: readonly string[] | null = null;

  constructor(text: string, line: number, separator: string) {
    this.text = text;
    this.line = line;
    this.#separator = separator;
  }

  get cells(): readonly string[] {
    this.#cells ??= plainRow(this.text, this.#separator, this.line);
    return this.#cells;
  }
}

/** What is wrong with a file, and in which line. */
export class CsvFault extends Error {
  readonly line: number;
  constructor(line: number, text: string) {
    super(text);
    this.line = line;
  }
}

/**
 * Every row that is not empty.
 * @param separator one character
 * @throws CsvFault where the file cannot be read on
 * @example [...csvRows('a,b\n"1,5",2\n', ",")] // [{ line: 1, cells: ["a", "b"] }, { line: 2, cells: ["1,5", "2"] }]
 */
export function* csvRows(text: string, separator = ","): Generator<CsvRow> {
  let line = 1;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const row = text.slice(at, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    if (row.includes('"')) {
      const quoted = quotedRow(text, at, separator, line);
      yield { line, cells: quoted.cells };
      line += quoted.lines;
      at = quoted.end;
      continue;
    }
    if (row !== "") yield new PlainRow(row, line, separator);
    line++;
    at = end + 1;
  }
}

function plainRow(row: string, separator: string, line: number): readonly string[] {
  if (row.length > MAX_ROW) throw new CsvFault(line, "a row is longer than 4 MiB");
  const cells = row.split(separator);
  if (cells.length > MAX_CELLS) throw new CsvFault(line, `a row has more than ${MAX_CELLS} cells`);
  return cells;
}

interface QuotedRow {
  readonly cells: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
  readonly lines: number;
}

function quotedRow(text: string, start: number, separator: string, line: number): QuotedRow {
  const cells: string[] = [];
  let lines = 1;
  for (let at = start; ; ) {
    if (cells.length >= MAX_CELLS) throw new CsvFault(line, `a row has more than ${MAX_CELLS} cells`);
    let cell: string;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0) throw new CsvFault(line, "a quote is opened and never closed");
      if (close - start > MAX_ROW) throw new CsvFault(line, "a row is longer than 4 MiB");
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
    else throw new CsvFault(line, "text follows a closing quote");
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
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+$/.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
