/** Forty stations, or forty cards: the smallest audits that confirm, for tests of bad input. */
import type { CvrTable } from "../../../../src/ballots/audit/cvr/table.ts";
import type { PlanInput } from "../../../../src/ballots/audit/folder/commit.ts";
import { type FlatInput, flat, type Workshop } from "./audits.ts";

export const stations: readonly string[] = Array.from({ length: 40 }, (_, i) => `S${i}`);
/** A table with a row for each station. */
export const table = (
  head: string,
  row: (unit: string, i: number) => string,
  units: readonly string[] = stations,
): string => `${head}\n${units.map((unit, i) => `${unit},${row(unit, i)}\n`).join("")}`;
/** What a person enters for a station. */
export const row = (unit: string): string => `${unit},${300 + stations.indexOf(unit)},100`;

/** Records of the cards: every fourth for BEN. */
export function records(change: Partial<CvrTable["contests"][number]> = {}): CvrTable {
  const ids = Array.from({ length: 40 }, (_, i) => `b-${i + 1}`);
  const card = Uint16Array.from(ids, (_id, i) => (i % 4 === 0 ? 2 : 1));
  const one = { name: "Mayor", choices: ["ADA", "BEN"], votesAllowed: 1, ranked: false, card };
  return { format: "x", ids, contests: [{ ...one, patterns: [null, ["ADA"], ["BEN"]], ...change }] };
}

/** The inputs of both audits, with files in a folder. */
export function forty({ file }: Workshop): {
  readonly batches: (change?: Partial<FlatInput>) => PlanInput;
  readonly compared: (cvr: CvrTable, change?: Partial<FlatInput>) => PlanInput;
} {
  const batches = (change: Partial<FlatInput> = {}): PlanInput =>
    flat({
      results: file(
        "results.csv",
        table("unit,A,B", (_unit, i) => `${300 + i},100`),
      ),
      bounds: file(
        "roll.csv",
        table("unit,bound", () => "700"),
      ),
      boundsSource: "roll",
      ...change,
    });
  const compared = (cvr: CvrTable, change: Partial<FlatInput> = {}): PlanInput =>
    flat({
      kind: "comparison",
      manifest: file("manifest.csv", "batch,cards\nb,40\n"),
      cvr: { file: "cvr.csv", table: cvr },
      ...change,
    });
  return { batches, compared };
}
