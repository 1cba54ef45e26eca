/**
 * The official figures beside what others collected from the minutes: which stations differ, and whether all differences and
 * all stations that nobody collected could together change the outcome.
 * @module
 */

import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import {
  type Inequality,
  type InequalitySentence,
  least,
  type Outcome,
  type OutcomeRule,
  outcomeOf,
  weigh,
} from "../outcome.ts";
import { type ResultRow, type ResultTable, type Total, totals } from "../results/table.ts";
import { allStations } from "./stations.ts";

/** A station whose figures differ. */
export interface StationDifference {
  readonly unit: string;
  readonly name: string;
  readonly figures: readonly {
    readonly choice: string;
    readonly official: number;
    readonly collected: number;
  }[];
}

/** How far one inequality of the outcome is from failing. */
export interface Margin {
  readonly says: InequalitySentence;
  /** Of the official figures. */
  readonly official: number;
  /** With the collected figures in the place of the official ones. */
  readonly corrected: number;
  /** What the stations that nobody collected could take from it at the worst: everybody registered there voted otherwise. */
  readonly unknown: number;
  readonly holds: boolean;
}

export interface Comparison {
  readonly outcome: Outcome;
  readonly differing: readonly StationDifference[];
  /** How many stations there are, by any of the files. */
  readonly stations: number;
  /** Stations that nobody collected. */
  readonly missing: readonly ResultRow[];
  /** Stations that were collected, or are on the roll, and that the official file leaves out. */
  readonly unknown: readonly string[];
  /** Votes for choices that differ, all stations together. */
  readonly votes: number;
  /** Nearest to failing first. */
  readonly margins: readonly Margin[];
  readonly couldChange: boolean;
}

/**
 * @param reported the official file
 * @param collected any part of the stations
 * @param roll registered voters by station, from a source of its own; without it the official file must name them
 * @returns an error where the files cannot be compared, or nothing could change such an outcome
 */
export function compareResults(
  reported: ResultTable,
  collected: ResultTable,
  rule: OutcomeRule,
  roll: ResultTable | null = null,
): Result<Comparison, Problem> {
  const all = allStations(reported, collected, roll);
  if (!all.ok) return all;
  const outcome = outcomeOf(reported.choices, votesIn(reported), rule);
  // no inequality can fail where there is none: that would be a check that passes on nothing
  if (outcome.inequalities.length === 0)
    return err(
      problem(
        "usage",
        null,
        `with ${rule.seats} seats for ${reported.choices.length} choices nobody loses: there is nothing to check`,
        "check --seats and the choices",
      ),
    );
  const listed = new Set(reported.rows.map(({ unit }) => unit));
  const unknown = all.value.rows.map(({ unit }) => unit).filter((unit) => !listed.has(unit));
  return ok({ outcome, unknown, ...compareStations(all.value, collected, outcome) });
}

function votesIn({ choices, rows }: ResultTable): readonly number[] {
  return choices.map((_name, i) => rows.reduce((all, { votes }) => all + (votes[i] ?? 0), 0));
}

function compareStations(
  official: ResultTable,
  collected: ResultTable,
  outcome: Outcome,
): Omit<Comparison, "outcome" | "unknown"> {
  const found = new Map(collected.rows.map((row) => [row.unit, row]));
  const columns = official.choices.map((choice) => collected.choices.indexOf(choice));
  const missing = official.rows.filter(({ unit }) => !found.has(unit));
  const differing: StationDifference[] = [];
  const corrected = official.choices.map(() => 0);
  for (const row of official.rows) {
    const other = found.get(row.unit);
    if (other !== undefined) {
      const figures = figuresOf(official, row, other, columns);
      if (figures.length > 0) differing.push({ unit: row.unit, name: row.name, figures });
    }
    for (let i = 0; i < corrected.length; i++) {
      const votes = other === undefined ? row.votes[i] : other.votes[columns[i] ?? -1];
      corrected[i] = (corrected[i] ?? 0) + (votes ?? 0);
    }
  }
  const reported = votesIn(official);
  const margins = outcome.inequalities
    .map((one) => marginOf(one, reported, corrected, missing))
    .sort((a, b) => a.corrected - a.unknown - (b.corrected - b.unknown));
  return {
    stations: official.rows.length,
    differing,
    missing,
    votes: votesOf(differing, official.choices),
    margins,
    couldChange: margins.some(({ holds }) => !holds),
  };
}

function figuresOf(
  official: ResultTable,
  row: ResultRow,
  other: ResultRow,
  columns: readonly number[],
): StationDifference["figures"] {
  const pairs = [
    ...totals.map((name): readonly [Total, number | null, number | null] => [
      name,
      row.totals[name],
      other.totals[name],
    ]),
    ...official.choices.map(
      (name, i) => [name, row.votes[i] ?? 0, other.votes[columns[i] ?? -1] ?? 0] as const,
    ),
  ];
  return pairs.flatMap(([choice, ours, theirs]) =>
    ours === null || theirs === null || ours === theirs
      ? []
      : [{ choice, official: ours, collected: theirs }],
  );
}

function votesOf(differing: readonly StationDifference[], choices: readonly string[]): number {
  const names = new Set(choices);
  return differing
    .flatMap(({ figures }) => figures)
    .filter(({ choice }) => names.has(choice))
    .reduce((sum, one) => sum + Math.abs(one.official - one.collected), 0);
}

/** A station that nobody collected may have voted, all of its roll, for whatever hurts the outcome most. */
function marginOf(
  inequality: Inequality,
  reported: readonly number[],
  corrected: readonly number[],
  missing: readonly ResultRow[],
): Margin {
  const unknown = missing.reduce((sum, { votes, totals: { registered } }) => {
    if (registered === null) throw new Error("allStations refuses it");
    return sum + weigh(inequality, votes) - least(inequality, registered);
  }, 0);
  const left = weigh(inequality, corrected);
  return {
    says: inequality.says,
    official: weigh(inequality, reported),
    corrected: left,
    unknown,
    holds: left - unknown >= inequality.atLeast,
  };
}
