/**
 * Adding up again: stations to communes, constituencies, departements and the nation, compared with the official figures of
 * each level. Sums are exact: every figure is a whole number far below 2^53.
 * @module
 */
import {
  nullVotes,
  type Place,
  type ResultLevel,
  type ResultRow,
  type ResultTable,
  type Total,
  totals,
  unitAt,
} from "../results/table.ts";

/** The figures of one unit, added up. */
export interface Sum {
  readonly unit: string;
  readonly stations: number;
  readonly totals: { readonly [name in Total]: number | null };
  readonly votes: readonly number[];
}

/** A figure that does not agree; `official` or `replayed` is null when a side does not have the unit at all. */
export interface Difference {
  readonly level: ResultLevel;
  readonly unit: string;
  /** A choice, or one of the totals. */
  readonly choice: string;
  readonly official: number | null;
  readonly replayed: number | null;
}

/** Adds up the rows of a table at a level, in the order in which units first appear. */
export function sumsAt(table: ResultTable, level: ResultLevel): ReadonlyMap<string, Sum> {
  const sums = new Map<string, Adding>();
  let last: ResultRow | null = null;
  let sum: Adding | null = null;
  for (const row of table.rows) {
    // files list the stations of a unit together: nearly always it is the unit of the row before
    if (sum === null || last === null || !samePlace(last.place, row.place, level)) {
      const unit = unitAt(row.place, level);
      sum = sums.get(unit) ?? new Adding(unit, table.choices.length);
      sums.set(unit, sum);
    }
    sum.add(row);
    last = row;
  }
  return sums;
}

/** Whether two places lie in one unit of a level. */
function samePlace(a: Place, b: Place, level: ResultLevel): boolean {
  if (level === "nation") return true;
  if (a.departement !== b.departement) return false;
  if (level === "departement") return true;
  if (level === "constituency") return a.constituency === b.constituency;
  return a.commune === b.commune && (level === "commune" || a.station === b.station);
}

class Adding implements Sum {
  readonly unit: string;
  stations = 0;
  readonly totals: { [name in Total]: number | null };
  readonly votes: number[];

  constructor(unit: string, choices: number) {
    this.unit = unit;
    this.votes = new Array<number>(choices).fill(0);
    this.totals = { registered: 0, abstentions: 0, voters: 0, blank: 0, null: 0, valid: 0 };
  }

  add(row: ResultRow): void {
    this.stations++;
    // what one row does not say, the sum does not know
    for (const name of totals) {
      const all = this.totals[name];
      const one = name === "null" ? nullVotes(row.totals) : row.totals[name];
      this.totals[name] = all === null || one === null ? null : all + one;
    }
    for (let i = 0; i < this.votes.length; i++) this.votes[i] = (this.votes[i] ?? 0) + (row.votes[i] ?? 0);
  }
}

/**
 * Compares official figures with the stations added up, in the order of the official file.
 * @returns every figure that differs, every unit that one side lacks; nothing when all agree
 */
export function* differences(stations: ResultTable, official: ResultTable): Iterable<Difference> {
  const { level } = official;
  const sums = sumsAt(stations, level);
  const columns = official.choices.map((choice) => stations.choices.indexOf(choice));
  let met = 0;
  for (const row of official.rows) {
    const sum = sums.get(row.unit);
    if (sum === undefined)
      yield { level, unit: row.unit, choice: "valid", official: row.totals.valid, replayed: null };
    else {
      met++; // a table names each unit once
      if (!agrees(row, sum, columns)) yield* unitDifferences(official, row, sum, columns);
    }
  }
  if (met < sums.size) yield* unnamed(sums, official);
  for (const choice of stations.choices)
    if (!official.choices.includes(choice))
      yield { level, unit: "*", choice, official: null, replayed: totalOf(stations, choice) };
}

/** Units that the official file leaves out. */
function* unnamed(sums: ReadonlyMap<string, Sum>, { level, rows }: ResultTable): Iterable<Difference> {
  const seen = new Set(rows.map(({ unit }) => unit));
  for (const { unit, totals: own } of sums.values())
    if (!seen.has(unit)) yield { level, unit, choice: "valid", official: null, replayed: own.valid };
}

/** Whether all figures of a unit agree: nearly every unit does, and there are tens of thousands. */
function agrees(row: ResultRow, sum: Sum, columns: readonly number[]): boolean {
  for (const name of totals) {
    const official = row.totals[name];
    const replayed = sum.totals[name];
    if (official !== null && replayed !== null && official !== replayed) return false;
  }
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] ?? -1;
    if (column < 0 || (row.votes[i] ?? 0) !== (sum.votes[column] ?? 0)) return false;
  }
  return true;
}

function* unitDifferences(
  { level, choices }: ResultTable,
  row: ResultRow,
  sum: Sum,
  columns: readonly number[],
): Iterable<Difference> {
  const { unit } = row;
  for (const name of totals) {
    const official = row.totals[name];
    const replayed = sum.totals[name];
    if (official !== null && replayed !== null && official !== replayed)
      yield { level, unit, choice: name, official, replayed };
  }
  for (const [i, choice] of choices.entries()) {
    const column = columns[i] ?? -1;
    const official = row.votes[i] ?? 0;
    const replayed = column < 0 ? null : (sum.votes[column] ?? 0);
    if (official !== replayed) yield { level, unit, choice, official, replayed };
  }
}

function totalOf(table: ResultTable, choice: string): number {
  const at = table.choices.indexOf(choice);
  return table.rows.reduce((all, { votes }) => all + (votes[at] ?? 0), 0);
}

/** How many figures of an official table can be compared: a replay of nothing proves nothing. */
export function comparable(stations: ResultTable, official: ResultTable): number {
  const sums = sumsAt(stations, official.level);
  return official.rows.filter(({ unit }) => sums.has(unit)).length;
}
