/**
 * Stations that differ from the others of their commune more than chance and neighbourhood explain. A screening, no proof:
 * the rate of false alarms is controlled (Benjamini and Hochberg) and measured on a clean election beside it.
 * @module
 */

import { discoveries } from "../../base/quantiles.ts";
import { incompleteBeta } from "../../base/statistics.ts";
import type { ResultRow, ResultTable } from "../results/table.ts";
import { sum } from "../sum.ts";

export interface Outlier {
  readonly unit: string;
  readonly line: number;
  /** Of the station's votes being like those of its peers. */
  readonly p: number;
  /** The choice that differs most, by its position. */
  readonly choice: number;
  readonly share: number;
  readonly peers: number;
}

const PEERS = 10;
const VALID = 100;
const FEW = 5;

/**
 * Compares each station with the other stations of its commune, of which there must be ten. The chi-squared distance of its
 * votes from their shares is divided by the dispersion of the commune (its median station), since neighbourhoods differ.
 * @param rate the false discovery rate
 */
export function outliers(table: ResultTable, rate: number): readonly Outlier[] {
  const found: Outlier[] = [];
  const large = table.rows.filter(({ votes }) => total(votes) >= VALID);
  const communes = Map.groupBy(large, ({ place }) => `${place.departement}/${place.commune}`);
  for (const rows of communes.values()) if (rows.length > PEERS) found.push(...distances(rows));
  const kept = discoveries(
    found.map(({ p }) => p),
    rate,
  );
  return kept.map((i) => found[i]).filter((one) => one !== undefined);
}

function distances(rows: readonly ResultRow[]): readonly Outlier[] {
  const sums = (rows[0]?.votes ?? []).map((_votes, i) =>
    rows.reduce((all, { votes }) => all + (votes[i] ?? 0), 0),
  );
  const all = total(sums);
  const measured = rows.map((row) => ({ row, ...distanceOf(row.votes, sums, all) }));
  // a chi-squared has its median near df - 2/3
  const ratios = measured
    .map(({ distance, df }) => distance / Math.max(df - 2 / 3, 1 / 3))
    .sort((a, b) => a - b);
  const dispersion = Math.max(1, ratios[Math.floor(ratios.length / 2)] ?? 1);
  return measured.map(({ row, own, distance, df, choice }) => ({
    unit: row.unit,
    line: row.line,
    p: tail(distance / dispersion, df, rows.length - 1),
    choice,
    share: (row.votes[choice] ?? 0) / own,
    peers: rows.length - 1,
  }));
}

/** The dispersion itself is estimated from so many peers: F has the heavier tail that this needs. */
function tail(distance: number, df: number, peers: number): number {
  const f = distance / df;
  return incompleteBeta(peers / (peers + df * f), peers / 2, df / 2);
}

/** The chi-squared distance from the shares of the peers. Choices of which few votes are expected count as one. */
function distanceOf(
  votes: readonly number[],
  sums: readonly number[],
  all: number,
): { readonly own: number; readonly distance: number; readonly df: number; readonly choice: number } {
  const own = total(votes);
  let [distance, worst, choice, cells, rest, restExpected] = [0, 0, 0, 0, 0, 0];
  for (const [i, count] of votes.entries()) {
    const expected = (((sums[i] ?? 0) - count) / (all - own)) * own;
    if (expected < FEW) {
      rest += count;
      restExpected += expected;
      continue;
    }
    const part = (count - expected) ** 2 / expected;
    distance += part;
    cells++;
    if (part > worst) [worst, choice] = [part, i];
  }
  if (restExpected >= FEW) {
    distance += (rest - restExpected) ** 2 / restExpected;
    cells++;
  }
  return { own, distance, df: Math.max(1, cells - 1), choice };
}

function total(votes: readonly number[]): number {
  return sum(votes);
}
