/**
 * Alerts of other tools as tables: RFC 4180, with commas, semicolons or tabs.
 * @module
 */
import { problem, VigieError } from "../../base/errors.ts";
import { parseCsv } from "../../formats/csv.ts";
import { columnsOf, type Mapping } from "./mapping.ts";

/** A quoted cell may hold line feeds, but a quote that nobody closes must not swallow the file, nor hold it in memory. */
const MAX_ROW_LINES = 200;
const MAX_ROW_CHARACTERS = 1024 * 1024;
const SEPARATORS = [",", ";", "\t"] as const;

/** A row, with the number of its first line: how to read its cells, or why there are none. */
export interface TableRow {
  readonly line: number;
  readonly cell: ((column: string) => string | null) | "unreadable" | "empty";
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Reads the rows of a table whose first line names the columns. */
export class Table {
  readonly #separator: string;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #width: number;
  /** Where cells go that are too many: the first column that nobody asks for, being a text with unquoted commas. */
  readonly #spill: number | null;
  /** Lines of a row that is not complete, and how many quotes and characters they hold. */
  #open: Line[] = [];
  #quotes = 0;
  #characters = 0;

  /** @throws VigieError "usage" when the header does not name a column of the mapping */
  constructor(header: string, mapping: Mapping, file: string) {
    const wanted = columnsOf(mapping);
    const read = SEPARATORS.map((separator) => ({ separator, cells: parseCsv(header, separator) ?? [] }));
    const fitting = read.find(({ cells }) => wanted.every((name) => cells.includes(name)));
    if (fitting === undefined) throw unknownColumns(read[0]?.cells ?? [], wanted, file);
    this.#separator = fitting.separator;
    this.#columns = new Map(fitting.cells.map((name, i) => [name, i]));
    this.#width = fitting.cells.length;
    const free = fitting.cells.findIndex((name) => !wanted.includes(name));
    this.#spill = free < 0 ? null : free;
  }

  /**
   * Takes a line.
   * @returns the rows that it ends; none while a quoted cell is still open. Where the lines since a quote make no row, the
   *   quote was a stray one: its line is unreadable, and those behind it are read again by themselves
   */
  push(number: number, text: string): readonly TableRow[] {
    const waiting: Line[] = [{ number, text }];
    const rows: TableRow[] = [];
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      this.#keep(line);
      const isOpen = this.#quotes % 2 === 1; // an odd number of quotes: the last one opened a cell
      if (isOpen && this.#open.length < MAX_ROW_LINES && this.#characters < MAX_ROW_CHARACTERS) continue;
      const row = isOpen ? null : this.#row();
      rows.push(row ?? { line: this.#open[0]?.number ?? number, cell: "unreadable" });
      if (row === null) waiting.unshift(...this.#open.slice(1));
      this.#forget();
    }
    return rows;
  }

  /** The rows of a quoted cell that the end of the file, or a line that cannot be held, left open. */
  end(): readonly TableRow[] {
    const rows: TableRow[] = [];
    while (this.#open.length > 0) {
      const [stray, ...behind] = this.#open;
      this.#forget();
      if (stray !== undefined) rows.push({ line: stray.number, cell: "unreadable" });
      for (const { number, text } of behind) rows.push(...this.push(number, text));
    }
    return rows;
  }

  #keep(line: Line): void {
    this.#open.push(line);
    this.#characters += line.text.length;
    for (let at = line.text.indexOf('"'); at >= 0; at = line.text.indexOf('"', at + 1)) this.#quotes++;
  }

  #forget(): void {
    this.#open = [];
    this.#quotes = 0;
    this.#characters = 0;
  }

  #row(): TableRow | null {
    const text = this.#open.map((line) => line.text).join("\n");
    const line = this.#open[0]?.number ?? 0;
    if (text === "") return { line, cell: "empty" };
    const cells = parseCsv(text, this.#separator);
    const fitted = cells === null ? null : this.#fit(cells);
    if (fitted === null) return null;
    return { line, cell: (column) => fitted[this.#columns.get(column) ?? -1] ?? null };
  }

  #fit(cells: readonly string[]): readonly string[] | null {
    const over = cells.length - this.#width;
    if (over === 0) return cells;
    if (over < 0 || this.#spill === null) return null;
    const text = cells.slice(this.#spill, this.#spill + over + 1).join(this.#separator);
    return [...cells.slice(0, this.#spill), text, ...cells.slice(this.#spill + over + 1)];
  }
}

function unknownColumns(columns: readonly string[], wanted: readonly string[], file: string): VigieError {
  const missing = wanted.filter((name) => !columns.includes(name));
  const text = `there is no column ${missing.map((name) => `"${name}"`).join(", ")}`;
  const known = columns.slice(0, 30).join(", ");
  return new VigieError(problem("usage", { file, line: 1 }, text, `its columns are: ${known}`));
}
