/**
 * What is wrong or striking with a row: F blocks (the figures cannot all be right), W warns (somebody should look).
 * docs/results.md explains every code.
 * @module
 */
import type { ResultRow, ResultTable } from "./table.ts";

export const violationCodes = {
  "F.101": "a count is missing or not a whole number",
  "F.102": "the votes do not add up to the valid votes",
  "F.103": "voters are not valid, blank and null together",
  "F.104": "more voters than registered",
  "F.105": "more votes for one choice than valid votes",
  "F.106": "abstentions are not registered less voters",
  "F.107": "a percentage does not follow from the counts",
  "F.108": "a unit stands twice",
  "F.109": "other choices than the rest of the file",
  "F.201": "more signatures than registered voters",
  "F.202": "voters are not the envelopes found",
  "F.203": "annexed blank ballots are not the blank votes",
  "F.204": "annexed null ballots are not the null votes",
  "F.205": "the packets do not add up to the envelopes",
  "F.206": "a packet that is not the last does not hold a hundred",
  "F.207": "the two tally sheets of a table differ",
  "F.208": "the tally sheets do not add up to the votes",
  "W.301": "signatures are not the envelopes found",
  "W.302": "many blank votes",
  "W.303": "many null votes",
  "W.304": "voters differ from the ballots counted",
  "W.305": "every vote for one choice",
  "W.306": "nobody is registered, or nobody voted",
  "W.307": "nearly everybody voted",
  "W.308": "the roll changed much since the other round",
  "W.309": "a large change since the other round",
  "W.310": "two columns look exchanged",
  "W.311": "digits look exchanged",
  "W.312": "only round numbers",
  "W.313": "the same figures as another station",
  "W.314": "a signature is missing",
  "W.315": "the minutes are older than the close of the poll",
} as const;

export type ViolationCode = keyof typeof violationCodes;

export interface Violation {
  readonly code: ViolationCode;
  readonly level: "F" | "W";
  readonly unit: string;
  /** With the figures that show it, in plain words. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** A violation of a table's row. */
export function violation(table: ResultTable, row: ResultRow, code: ViolationCode, text: string): Violation {
  const level = code.startsWith("F") ? "F" : "W";
  return { code, level, unit: row.unit, text, file: table.file, line: row.line };
}
