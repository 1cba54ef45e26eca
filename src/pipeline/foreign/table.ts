/**
 * Alerts of other tools as tables: RFC 4180, with commas, semicolons or tabs.
 * @module
 */
import { problem, VigieError } from "../../base/errors.ts";
import { parseCsv } from "../../formats/csv.ts";
import { columnsOf, type Mapping } from "./mapping.ts";

/** A quoted cell may hold line feeds, but a quote that nobody closes must not swallow the file. */
const MAX_ROW_LINES = 200;
const SEPARATORS = [",", ";", "\t"] as const;

/** Reads the rows of a table whose first line names the columns. */
export class Table {
  readonly #separator: string;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #width: number;
  /** Where cells go that are too many: the first column that nobody asks for, being a text with unquoted commas. */
  readonly #spill: number | null;
  #open: string[] = [];

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
   * @returns how to read the row that it ends; null while a quoted cell is still open; "unreadable" for what is no row
   */
  push(line: string): ((column: string) => string | null) | "unreadable" | null {
    this.#open.push(line);
    const cells = parseCsv(this.#open.join("\n"), this.#separator);
    if (cells === null && this.#open.length < MAX_ROW_LINES && opensQuote(this.#open)) return null;
    this.#open = [];
    if (cells === null) return "unreadable";
    const fitted = this.#fit(cells);
    if (fitted === null) return "unreadable";
    return (column) => fitted[this.#columns.get(column) ?? -1] ?? null;
  }

  /** Forgets a row that was begun and whose next line cannot be read. */
  giveUp(): void {
    this.#open = [];
  }

  /** Whether a row was begun that the end of the file cut off. */
  get unfinished(): boolean {
    return this.#open.length > 0;
  }

  #fit(cells: readonly string[]): readonly string[] | null {
    const over = cells.length - this.#width;
    if (over === 0) return cells;
    if (over < 0 || this.#spill === null) return null;
    const text = cells.slice(this.#spill, this.#spill + over + 1).join(this.#separator);
    return [...cells.slice(0, this.#spill), text, ...cells.slice(this.#spill + over + 1)];
  }
}

/** An odd number of quotes: the last one opened a cell. */
function opensQuote(lines: readonly string[]): boolean {
  let quotes = 0;
  for (const line of lines)
    for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) quotes++;
  return quotes % 2 === 1;
}

function unknownColumns(columns: readonly string[], wanted: readonly string[], file: string): VigieError {
  const missing = wanted.filter((name) => !columns.includes(name));
  const text = `there is no column ${missing.map((name) => `"${name}"`).join(", ")}`;
  const known = columns.slice(0, 30).join(", ");
  return new VigieError(problem("usage", { file, line: 1 }, text, `its columns are: ${known}`));
}
