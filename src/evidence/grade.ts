/**
 * How checkable a sentence is, not how true.
 * @module
 */

/** From weakest to strongest. */
export const grades = ["asserted", "attested", "evidenced", "recomputable"] as const;
export type Grade = (typeof grades)[number];

/** The weakest link decides; nothing at all is only asserted. @example weakest(["recomputable", "attested"]) // "attested" */
export function weakest(links: Iterable<Grade>): Grade {
  let lowest: number = grades.length;
  for (const grade of links) lowest = Math.min(lowest, grades.indexOf(grade));
  return grades[lowest === grades.length ? 0 : lowest] ?? "asserted";
}
