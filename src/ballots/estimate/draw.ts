/**
 * The sample of a quick count: a share of the stations of every stratum, drawn from a public seed, so that anybody can draw
 * it again.
 * @module
 */
import { hash } from "node:crypto";
import { compareText } from "../../base/text.ts";
import type { ResultRow } from "../results/table.ts";

/** Every stratum needs two stations before it can say how much they vary. */
const LEAST = 2;

/** The stratum of a station. */
export type StratumOf = (row: ResultRow) => string;

/**
 * Draws about `size` stations, in proportion to the stations of each stratum and at least two of each. Within a stratum those
 * are drawn whose SHA-256 of `seed:unit` comes first.
 */
export function drawStations(
  frame: readonly ResultRow[],
  stratumOf: StratumOf,
  size: number,
  seed: string,
): readonly ResultRow[] {
  const strata = [...Map.groupBy(frame, stratumOf)].sort(([a], [b]) => compareText(a, b));
  return strata.flatMap(([, rows]) => {
    const share = Math.max(LEAST, Math.round((size * rows.length) / frame.length));
    const tickets = rows.map((row) => ({ row, ticket: hash("sha256", `${seed}:${row.unit}`, "hex") }));
    tickets.sort((a, b) => compareText(a.ticket, b.ticket));
    return tickets.slice(0, share).map(({ row }) => row);
  });
}
