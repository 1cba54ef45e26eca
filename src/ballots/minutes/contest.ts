/**
 * What minutes are collected for: the choices, and the stations with their registered voters. Its file says nothing about
 * votes, so that nobody who types sees the figures that are to be checked.
 * @module
 */
import * as z from "zod";
import type { Place, ResultTable } from "../results/table.ts";

const code = z.string().min(1).max(40).nullable();

const stationSchema = z.object({
  unit: z.string().min(1).max(160),
  place: z.object({ departement: code, constituency: code, commune: code, station: code }),
  name: z.string().max(400),
  registered: z.int().nonnegative().nullable(),
});

export const contestSchema: z.ZodType<CollectedContest> = z.object({
  format: z.literal("vigie-minutes-1"),
  name: z.string().max(400),
  choices: z.array(z.string().min(1).max(400)).min(1).max(500),
  stations: z.array(stationSchema).max(2_000_000),
});

export interface Station {
  readonly unit: string;
  readonly place: Place;
  readonly name: string;
  readonly registered: number | null;
}

export interface CollectedContest {
  readonly format: "vigie-minutes-1";
  readonly name: string;
  readonly choices: readonly string[];
  readonly stations: readonly Station[];
}

/** The contest of a list of stations, or of a file of results, of which only stations, rolls and names are taken. */
export function contestOf(name: string, table: ResultTable, choices: readonly string[]): CollectedContest {
  return {
    format: "vigie-minutes-1",
    name,
    choices: choices.length > 0 ? choices : table.choices,
    stations: table.rows.map((row) => ({
      unit: row.unit,
      place: row.place,
      name: row.name,
      registered: row.totals.registered,
    })),
  };
}
