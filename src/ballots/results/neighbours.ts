/**
 * What one row says about another: figures that came twice, columns that were exchanged, digits that were.
 * @module
 */
import { neighboursExchanged } from "./hint.ts";
import type { ResultRow, ResultTable } from "./table.ts";
import { type Violation, violation } from "./violation.ts";

const SAME_VALID = 100;
const SAME_CHOICES = 4;
const PEERS = 8;
/** A count must be this many times further from its neighbours than they are from each other... */
const FAR = 8;
/** ...and as near as this once it is mended. */
const NEAR = 2;
const VALID = 100;

/** Violations that show only beside other stations. */
export function* checkNeighbours(table: ResultTable): Iterable<Violation> {
  if (table.level !== "station") return;
  yield* sameFigures(table);
  for (const peers of groups(table)) yield* exchanged(table, peers);
}

/** W.313: with four choices and a hundred votes, chance does not give the same figures twice. */
function* sameFigures(table: ResultTable): Iterable<Violation> {
  const seen = new Map<string, ResultRow>();
  for (const row of table.rows) {
    if ((row.totals.valid ?? 0) < SAME_VALID || row.votes.filter((votes) => votes > 0).length < SAME_CHOICES)
      continue;
    const key = row.votes.join(",");
    const other = seen.get(key);
    if (other === undefined) seen.set(key, row);
    else yield violation(table, row, "W.313", { other: other.unit, line: other.line });
  }
}

/** Stations that can be compared: those of a commune where it has enough, else those of its constituency. */
function groups(table: ResultTable): Iterable<readonly ResultRow[]> {
  const large = table.rows.filter(({ totals }) => (totals.valid ?? 0) >= VALID);
  const communes = Map.groupBy(large, ({ place }) => `${place.departement}/${place.commune}`);
  const rest = [...communes.values()].filter((rows) => rows.length < PEERS).flat();
  const wider = Map.groupBy(rest, ({ place }) => `${place.departement}/${place.constituency}`);
  return [...communes.values(), ...wider.values()].filter((rows) => rows.length >= PEERS);
}

/** Centre and spread of each choice's share among peers; medians, so that one bad station does not hide itself. */
interface Spread {
  readonly centre: number;
  readonly spread: number;
}

function* exchanged(table: ResultTable, peers: readonly ResultRow[]): Iterable<Violation> {
  const spreads = table.choices.map((_name, i) => spreadOf(peers.map((row) => shareOf(row, i))));
  for (const row of peers) {
    const valid = row.totals.valid ?? 0;
    const distance = (i: number, votes: number, of: number): number => {
      const { centre, spread } = spreads[i] ?? { centre: 0, spread: 0 };
      // small counts vary by themselves, whatever the neighbours do
      const chance = Math.sqrt((centre * (1 - centre)) / of) + 0.5 / of;
      return Math.abs(votes / of - centre) / Math.hypot(spread, chance);
    };
    const far = row.votes.flatMap((votes, i) => (distance(i, votes, valid) > FAR ? [i] : []));
    if (far.length === 0) continue;
    const columns = exchangedColumns(row, far, (i, votes) => distance(i, votes, valid));
    if (columns !== null) {
      const [first = "", second = ""] = columns.map((i) => table.choices[i] ?? "");
      yield violation(table, row, "W.310", { first, second });
      continue;
    }
    for (const i of far) {
      const read = row.votes[i] ?? 0;
      const meant = neighboursExchanged(read).find(
        (votes) => distance(i, votes, valid - read + votes) < NEAR,
      );
      if (meant !== undefined)
        yield violation(table, row, "W.311", { read, choice: table.choices[i] ?? "", meant });
    }
  }
}

function exchangedColumns(
  { votes }: ResultRow,
  far: readonly number[],
  distance: (i: number, votes: number) => number,
): readonly [number, number] | null {
  for (const i of far)
    for (const j of far)
      if (i < j && distance(i, votes[j] ?? 0) < NEAR && distance(j, votes[i] ?? 0) < NEAR) return [i, j];
  return null;
}

function shareOf({ votes, totals }: ResultRow, i: number): number {
  return (votes[i] ?? 0) / (totals.valid ?? 1);
}

function spreadOf(values: readonly number[]): Spread {
  const centre = median(values);
  // 1.4826 makes the median deviation of a normal sample its standard deviation
  return { centre, spread: 1.4826 * median(values.map((value) => Math.abs(value - centre))) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
