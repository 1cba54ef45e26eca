/**
 * Alerts of other tools, file by file and row by row. A row that cannot be read is counted and told, never dropped
 * silently; the rest is read.
 * @module
 */
import { type Problem, problem } from "../../base/errors.ts";
import { findInputs } from "../../intake/file.ts";
import type { Input } from "../../intake/input.ts";
import { readProblem } from "../../intake/problems.ts";
import { readJsonLine } from "./json.ts";
import { linesOf } from "./lines.ts";
import { type ForeignAlert, type Mapping, mapAlert, usage } from "./mapping.ts";
import { Table, type TableRow } from "./table.ts";

/** A data row: numbers count from 0 over all files in the order given, the header of a table not counted. */
export type ForeignRow =
  | { readonly row: number; readonly alert: ForeignAlert }
  | { readonly row: number; readonly passed: true }
  /** A file without a row. */
  | { readonly empty: string }
  | { readonly problem: Problem };

/**
 * @param mapping null recognises Suricata's EVE and Wazuh's alerts
 * @throws VigieError "usage" when the mapping does not fit a file
 */
export async function* readForeign(
  paths: readonly string[],
  mapping: Mapping | null,
): AsyncIterable<ForeignRow> {
  const numbers = { next: 0 };
  for await (const found of findInputs(paths)) {
    if ("problem" in found) yield found;
    else yield* readInput(found.input, mapping, numbers);
  }
}

async function* readInput(
  input: Input,
  mapping: Mapping | null,
  numbers: { next: number },
): AsyncIterable<ForeignRow> {
  const reader = new RowReader(input.file, mapping, numbers);
  try {
    for await (const line of linesOf(input.open(() => {}))) {
      yield* line === null ? reader.tooLong() : reader.read(line);
    }
  } catch (error) {
    const found = readProblem(input.file, error);
    if (found.code === "usage") throw error;
    yield { problem: found };
  }
  yield* reader.end();
}

class RowReader {
  readonly #file: string;
  readonly #mapping: Mapping | null;
  readonly #numbers: { next: number };
  readonly #first: number;
  #line = 0;
  /** Null until the first line said what the file is. */
  #kind: "json" | Table | null = null;

  constructor(file: string, mapping: Mapping | null, numbers: { next: number }) {
    this.#file = file;
    this.#mapping = mapping;
    this.#numbers = numbers;
    this.#first = numbers.next;
  }

  read(line: string): readonly ForeignRow[] {
    this.#line++;
    if (this.#kind === null) {
      if (line.trim() === "") return [];
      this.#kind = this.#recognise(line);
      if (this.#kind !== "json") return [];
    }
    if (this.#kind !== "json") return this.#rowsOf(this.#kind.push(this.#line, line));
    return line.trim() === "" ? [] : [this.#readJson(line)];
  }

  /** A line that nobody holds in memory counts as a row, so that the numbers of those behind it stay right. */
  tooLong(): readonly ForeignRow[] {
    this.#line++;
    const open = this.#kind instanceof Table ? this.#rowsOf(this.#kind.end()) : [];
    if (this.#kind !== null) this.#numbers.next++;
    return [...open, this.#unreadable(this.#line, "the line is longer than 1 MiB")];
  }

  /** What a quote that nobody closed left open; and whether there was anything at all. */
  end(): readonly ForeignRow[] {
    const open = this.#kind instanceof Table ? this.#rowsOf(this.#kind.end()) : [];
    return this.#numbers.next === this.#first ? [...open, { empty: this.#file }] : open;
  }

  #recognise(line: string): "json" | Table {
    if (line.trimStart().startsWith("{")) return "json";
    if (this.#mapping === null) {
      throw usage(
        `${this.#file} is a table, and --map does not say what its columns hold`,
        "add --map time=COLUMN,rule=COLUMN,host=COLUMN",
      );
    }
    return new Table(line, this.#mapping, this.#file);
  }

  #readJson(line: string): ForeignRow {
    const row = this.#numbers.next++;
    const alert = readJsonLine(line, this.#mapping);
    if (alert === null) return { row, passed: true };
    return "missing" in alert ? this.#unreadable(this.#line, alert.missing) : { row, alert };
  }

  #rowsOf(rows: readonly TableRow[]): readonly ForeignRow[] {
    return rows.map(({ line, cell }): ForeignRow => {
      const row = this.#numbers.next++;
      if (cell === "empty" || this.#mapping === null) return { row, passed: true };
      if (cell === "unreadable") return this.#unreadable(line, "its cells do not fit the header");
      const alert = mapAlert(this.#mapping, cell);
      return "missing" in alert ? this.#unreadable(line, alert.missing) : { row, alert };
    });
  }

  #unreadable(line: number, text: string): ForeignRow {
    const place = { file: this.#file, line };
    return { problem: problem("corrupt", place, text, "mend the row, or the --map; the others were read") };
  }
}
