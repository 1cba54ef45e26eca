/**
 * What commands print of stations and of what is wrong with them.
 * @module
 */
import type { Place } from "../../ballots/results/table.ts";
import { type Violation, violationText } from "../../ballots/results/violation.ts";

/** The first columns of a table of stations, in the layout that every results command reads. */
export const placeColumns: readonly string[] = [
  "departement",
  "circonscription",
  "commune",
  "bureau",
  "name",
];

/** Their cells. */
export function placeCells(place: Place, name: string): readonly string[] {
  return [place.departement ?? "", place.constituency ?? "", place.commune ?? "", place.station ?? "", name];
}

/** A violation for `--json`. */
export function violationObject(found: Violation): Readonly<Record<string, unknown>> {
  const { code, level, unit, file, line } = found;
  return { kind: "violation", code, level, station: unit, text: violationText(found), file, line };
}
