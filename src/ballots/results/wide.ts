/**
 * One row a unit, one column a choice: every column behind the last code or total is a choice.
 * @module
 */
import type { CsvRow } from "../../base/csv.ts";
import { TableBuilder } from "./builder.ts";
import type { Columns } from "./columns.ts";
import { CountedRows } from "./counted.ts";
import { type Place, type ResultLevel, type ResultTable, type Total, totals } from "./table.ts";

/** The level that the codes of a file can name. */
export function levelOf({ places }: Columns): ResultLevel {
  if (places.station !== null) return "station";
  if (places.commune !== null) return "commune";
  if (places.constituency !== null) return "constituency";
  return places.departement === null ? "nation" : "departement";
}

const PLACE_PARTS: readonly (keyof Place)[] = ["departement", "constituency", "commune", "station"];

/** The codes of a row. */
export function placesIn(
  columns: Columns,
  cells: readonly string[],
): { readonly [part in keyof Place]: string | null } {
  return pick(PLACE_PARTS, columns.places, cells);
}

/** The totals of a row. */
export function totalsIn(
  columns: Columns,
  cells: readonly string[],
): { readonly [name in Total]: string | null } {
  return pick(totals, columns.totals, cells);
}

function pick<K extends string>(
  keys: readonly K[],
  at: { readonly [key in K]: number | null },
  cells: readonly string[],
): { readonly [key in K]: string | null } {
  const found = {} as { [key in K]: string | null };
  for (const key of keys) {
    const position = at[key];
    found[key] = position === null ? null : (cells[position] ?? "");
  }
  return found;
}

/** Reads rows whose header was recognised as wide. */
export function readWide(
  file: string,
  header: readonly string[],
  columns: Columns,
  rows: Iterable<CsvRow>,
  separator: string,
): ResultTable {
  const first = columns.lastTotal + 1;
  const choices = header.slice(first).map((name) => name.trim());
  const builder = new TableBuilder(file, "wide", levelOf(columns), choices);
  const counted = new CountedRows(columns, header.length, separator);
  for (const row of rows) {
    const { line } = row;
    const plain = row.text === undefined ? null : counted.read(row.text);
    if (plain !== null) {
      builder.addCounted(plain.places, plain.name, plain.totals, plain.votes, line);
      continue;
    }
    const { cells } = row;
    builder.add({
      places: placesIn(columns, cells),
      name: columns.name === null ? "" : (cells[columns.name] ?? "").trim(),
      totals: totalsIn(columns, cells),
      votes: cells,
      votesFrom: first,
      line,
    });
  }
  return builder.table();
}
