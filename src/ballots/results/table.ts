/**
 * Reported figures of one file: a row for each unit of one level, a column for each choice. Votes are whole numbers.
 * @module
 */

import type { Violation } from "./violation.ts";

/** From the smallest to the largest. */
export type ResultLevel = "station" | "commune" | "constituency" | "departement" | "nation";

/** Codes of a unit, as written but for lost zeros; null where the level has none. */
export interface Place {
  readonly departement: string | null;
  readonly constituency: string | null;
  readonly commune: string | null;
  readonly station: string | null;
}

/** What is counted besides the votes for choices. */
export const totals = ["registered", "abstentions", "voters", "blank", "null", "valid"] as const;
export type Total = (typeof totals)[number];

/** A count that a file does not give is null. */
export type Totals = { readonly [name in Total]: number | null };

/** A percentage as written, with what it is a share of. */
export interface Share {
  readonly part: Total | number;
  readonly of: Total;
  readonly text: string;
}

export interface ResultRow {
  /** Unique within its level: codes joined by `/`. */
  readonly unit: string;
  readonly place: Place;
  readonly name: string;
  readonly totals: Totals;
  /** Votes by position of the table's choices. */
  readonly votes: readonly number[];
  readonly shares: readonly Share[];
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

export type Layout = "ministry" | "wide" | "long" | "json";

export interface ResultTable {
  readonly file: string;
  readonly layout: Layout;
  readonly level: ResultLevel;
  /** Candidates, lists or options, in the file's order. */
  readonly choices: readonly string[];
  readonly rows: readonly ResultRow[];
  /** Rows that are left out, and why; such a table is checked, never added up. */
  readonly faults: readonly Violation[];
}

/** The unit that a place belongs to at a level. @example unitAt(place, "commune") // "01/004" */
export function unitAt(place: Place, level: ResultLevel): string {
  if (level === "nation") return "nation";
  const departement = place.departement ?? "";
  if (level === "departement") return departement;
  if (level === "constituency") return `${departement}/${place.constituency ?? ""}`;
  const commune = `${departement}/${place.commune ?? ""}`;
  return level === "commune" ? commune : `${commune}/${place.station ?? ""}`;
}

/** The number of one total or one choice (by its position); null when the file does not say. */
export function countOf(row: ResultRow, what: Total | number): number | null {
  return typeof what === "number" ? (row.votes[what] ?? null) : row.totals[what];
}

/** Null votes, derived where the file has no column for them. */
export function nullVotes({ voters, blank, null: invalid, valid }: Totals): number | null {
  if (invalid !== null) return invalid;
  if (voters === null || valid === null) return null;
  return voters - valid - (blank ?? 0);
}
