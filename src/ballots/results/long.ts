/**
 * One row for each unit and choice. The totals stand in every row of a unit, and must be the same in all of them.
 * @module
 */
import { CsvFault, type CsvRow } from "../../base/csv.ts";
import { type RawRow, TableBuilder } from "./builder.ts";
import { type Columns, codesOf } from "./columns.ts";
import { type ResultTable, totals, unitAt } from "./table.ts";
import { levelOf, placesIn, totalsIn } from "./wide.ts";

/** A unit while its rows come in. */
interface Gathered extends Omit<RawRow, "votes"> {
  readonly byChoice: Map<string, string>;
}

/**
 * Reads rows whose header names a choice and its votes.
 * @param maxChoices a table holds units times choices, whoever wrote the file
 * @throws CsvFault for more
 */
export function readLong(
  file: string,
  columns: Columns & { readonly choice: number; readonly votes: number },
  rows: Iterable<CsvRow>,
  maxChoices: number,
): ResultTable {
  const units = new Map<string, Gathered>();
  const choices = new Set<string>();
  const faults: Parameters<TableBuilder["fault"]>[] = [];
  const level = levelOf(columns);
  for (const { cells, line } of rows) {
    const places = placesIn(columns, cells);
    const counted = totalsIn(columns, cells);
    const unit = unitAt(codesOf(places), level);
    const choice = (cells[columns.choice] ?? "").trim();
    choices.add(choice);
    if (choices.size > maxChoices) throw new CsvFault(line, `it names more than ${maxChoices} choices`);
    let known = units.get(unit);
    if (known === undefined) {
      const name = columns.name === null ? "" : (cells[columns.name] ?? "").trim();
      known = { places, totals: counted, name, line, byChoice: new Map() };
      units.set(unit, known);
    }
    if (!sameTotals(known.totals, counted)) faults.push(["F.108.totals", unit, line, { line: known.line }]);
    else if (known.byChoice.has(choice)) faults.push(["F.108", unit, line, { line: known.line }]);
    else known.byChoice.set(choice, cells[columns.votes] ?? "");
  }
  const builder = new TableBuilder(file, "long", level, [...choices]);
  for (const fault of faults) builder.fault(...fault);
  // a choice that has no row at a unit was not counted there: that is no zero
  for (const { byChoice, ...unit } of units.values())
    builder.add({ ...unit, votes: [...choices].map((choice) => byChoice.get(choice) ?? "") });
  return builder.table();
}

function sameTotals(a: RawRow["totals"], b: RawRow["totals"]): boolean {
  return totals.every((name) => a[name] === b[name]);
}
