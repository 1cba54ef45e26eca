/**
 * What is wrong or striking with a row: F blocks (the figures cannot all be right), W warns (somebody should look).
 * docs/results.md explains every code; the sentences are in base/messages/results.ts.
 * @module
 */
import { fill } from "../../base/messages/fill.ts";
import { type ResultsMessages, resultsEn } from "../../base/messages/results.ts";
import type { ResultRow, ResultTable } from "./table.ts";

/** A sentence: its code, or one of the code's variants (`F.102.slip`). */
export type ViolationSentence = keyof ResultsMessages["violations"];

export interface Violation {
  /** Such as F.102. */
  readonly code: string;
  readonly level: "F" | "W";
  readonly unit: string;
  readonly sentence: ViolationSentence;
  readonly values: Readonly<Record<string, string | number>>;
  readonly file: string;
  readonly line: number;
}

/** Makes a violation of a table's row. */
export function violation(
  { file }: Pick<ResultTable, "file">,
  { unit, line }: Pick<ResultRow, "unit" | "line">,
  sentence: ViolationSentence,
  values: Violation["values"],
): Violation {
  const level = sentence.startsWith("F") ? "F" : "W";
  return { code: sentence.slice(0, 5), level, unit, sentence, values, file, line };
}

/** The sentence of a violation. Names of choices and quoted cells are the file's: escape it on the way out. */
export function violationText(
  { sentence, values }: Violation,
  messages: Pick<ResultsMessages, "violations"> = resultsEn,
): string {
  return fill(messages.violations[sentence], values);
}
