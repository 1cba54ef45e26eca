/**
 * The official figures beside what others collected from the minutes: which stations differ, and whether all differences and
 * all stations that nobody collected could together change the outcome.
 * @module
 */
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
  /** Official stations that nobody collected. */
  readonly missing: readonly ResultRow[];
  /** Collected stations that the official file does not have. */
  readonly unknown: readonly string[];
  /** Votes for choices that differ, all stations together. */
  readonly votes: number;
  /** Nearest to failing first. */
  readonly margins: readonly Margin[];
  readonly couldChange: boolean;
}

/**
 * @param official every station, with its registered voters
 * @param collected any part of them
 */
export function compareResults(official: ResultTable, collected: ResultTable, rule: OutcomeRule): Comparison {
  const found = new Map(collected.rows.map((row) => [row.unit, row]));
  const columns = official.choices.map((choice) => collected.choices.indexOf(choice));
  const known = new Set(official.rows.map(({ unit }) => unit));
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
  const reported = official.choices.map((_name, i) =>
    official.rows.reduce((all, { votes }) => all + (votes[i] ?? 0), 0),
  );
  const outcome = outcomeOf(official.choices, reported, rule);
  const margins = outcome.inequalities
    .map((one) => marginOf(one, reported, corrected, missing))
    .sort((a, b) => a.corrected - a.unknown - (b.corrected - b.unknown));
  return {
    outcome,
    differing,
    missing,
    unknown: collected.rows.filter(({ unit }) => !known.has(unit)).map(({ unit }) => unit),
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
  const unknown = missing.reduce((sum, { votes, totals: { registered, voters } }) => {
    const ballots = registered ?? voters ?? 0;
    return sum + weigh(inequality, votes) - least(inequality, ballots);
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
