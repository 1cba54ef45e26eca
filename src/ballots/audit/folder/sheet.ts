/**
 * The sheet that one person fills in: a row for each drawn unit, a column for each choice. A cell says how many votes
 * (minutes), 0 or 1 (cards), or the preference 1, 2, 3 (instant runoff). At the end each contest has a column for votes
 * that no other column can take; nothing there is 0. Who types it controls it.
 * @module
 */
import { compareText } from "../../../base/text.ts";
import type { Tally } from "../../contest.ts";
import { countOf, formatCsv, parseCsv, plainCell } from "../../csv.ts";
import { sum } from "../../sum.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import { type ContestPlan, kindOf, type Plan } from "./plan.ts";
import { listed } from "./rule.ts";
import { checkSeparator, labelOf, refuse } from "./tables.ts";

/**
 * What one person read: votes (or preferences) contest by contest, null for a contest that is not on the card; null
 * alone: the paper cannot be shown.
 */
export type Reading = readonly (Tally | null)[] | null;

/** In the first column of a row: it cannot be shown. In the first column of a contest: it is not on this card. */
const MISSING = "missing";
const ABSENT = "absent";

function columnsOf({ contests }: Plan): readonly string[] {
  const names = contests.map(({ name }) => name);
  return contests.flatMap(({ name, choices }) =>
    listed(choices).map((choice) => labelOf(names, name, choice)),
  );
}

/** The last columns: votes for those who are not listed. */
function othersOf({ contests }: Plan): readonly string[] {
  const names = contests.map(({ name }) => name);
  return names.map((name) => labelOf(names, name, NOT_LISTED));
}

/** An empty sheet for one person's entry. */
export function emptySheet(plan: Plan, units: readonly { readonly unit: string }[]): string {
  const columns = [...columnsOf(plan), ...othersOf(plan)];
  const rows = units.map(({ unit }) => unit).sort(compareText);
  return formatCsv([["unit", ...columns], ...rows.map((unit) => [unit, ...columns.map(() => "")])]);
}

/** Readings as a sheet. */
export function filledSheet(plan: Plan, readings: ReadonlyMap<string, Reading>): string {
  const columns = [...columnsOf(plan), ...othersOf(plan)];
  const rows = Array.from(readings, ([unit, reading]) =>
    reading === null
      ? [unit, MISSING, ...columns.slice(1).map(() => "")]
      : [
          unit,
          ...plan.contests.flatMap((contest, i) => cellsOf(contest, reading[i] ?? null)),
          ...plan.contests.map((_contest, i) => reading[i]?.get(NOT_LISTED) ?? (reading[i] ? 0 : "")),
        ],
  );
  return formatCsv([["unit", ...columns], ...rows]);
}

function cellsOf({ choices }: ContestPlan, votes: Tally | null): readonly (string | number)[] {
  if (votes === null) return listed(choices).map((_choice, i) => (i === 0 ? ABSENT : ""));
  return listed(choices).map((choice) => votes.get(choice) ?? 0);
}

/**
 * Reads an entry: known choices, drawn units, whole numbers, not more votes than a card allows, or the bound of a station.
 * @param bounds of minutes: the registered voters of each station
 * @throws VigieError
 */
export function readSheet(
  text: string,
  file: string,
  plan: Plan,
  drawn: ReadonlySet<string>,
  bounds: ReadonlyMap<string, number> | null,
): ReadonlyMap<string, Reading> {
  const readings = new Map<string, Reading>();
  let columns: readonly string[] | null = null;
  for (const { line, cells } of parseCsv(text, file)) {
    if (columns === null) {
      columns = cells.map(plainCell);
      checkColumns(columns, plan, file, line);
      continue;
    }
    const unit = plainCell(cells[0] ?? "");
    if (!drawn.has(unit))
      refuse(file, line, `${unit} was not drawn`, "enter only what the retrieval lists name");
    if (readings.has(unit))
      refuse(file, line, `${unit} stands here a second time`, "leave one row for each unit");
    const isMissing = cells[1]?.trim() === MISSING;
    if (isMissing && cells.slice(2).some((cell) => cell.trim() !== ""))
      refuse(file, line, `${unit} has figures, and is said to be missing`, "leave the one or the other");
    const reading = isMissing ? null : readingOf(cells, columns, plan, file, line);
    if (reading !== null && bounds !== null)
      checkBound(unit, reading, plan, bounds.get(unit) ?? 0, file, line);
    readings.set(unit, reading);
  }
  if (readings.size === 0) refuse(file, 1, "the entry is empty", "fill in the sheet of the round");
  return readings;
}

/**
 * The error of a station is at most what its bound allows, and the risk rests on that: minutes with more votes say that
 * the bound is none, and no risk follows from it.
 */
function checkBound(
  unit: string,
  reading: readonly (Tally | null)[],
  { contests }: Plan,
  bound: number,
  file: string,
  line: number,
): void {
  for (const [i, { votesAllowed }] of contests.entries()) {
    const votes = sum(reading[i]?.values() ?? []);
    if (votes > bound * votesAllowed)
      refuse(
        file,
        line,
        `${unit} has ${votes} votes, more than its ${bound} registered voters allow`,
        "correct the figure; if the paper says so, the bounds are too small: plan a new audit with larger ones",
      );
  }
}

/** The columns of those who are not listed may be left out: nobody voted for them then. */
function checkColumns(columns: readonly string[], plan: Plan, file: string, line: number): void {
  checkSeparator(columns, file, line);
  if (columns[0] !== "unit")
    refuse(file, line, `the first column is "${columns[0]}", not "unit"`, "use the sheet of the round");
  const known = columnsOf(plan);
  const names = new Set([...known, ...othersOf(plan)]);
  for (const choice of columns.slice(1))
    if (!names.has(choice))
      refuse(
        file,
        line,
        `there is no choice "${choice.slice(0, 80)}"`,
        `use the names of the plan; votes for others go to "${NOT_LISTED}"`,
      );
  for (const choice of known)
    if (!columns.includes(choice))
      refuse(file, line, `the column "${choice}" is missing`, "use the sheet of the round");
  if (new Set(columns).size < columns.length)
    refuse(file, line, "two columns have the same name", "use the sheet of the round");
}

function readingOf(
  cells: readonly string[],
  columns: readonly string[],
  plan: Plan,
  file: string,
  line: number,
): Reading {
  const others = new Set(othersOf(plan));
  if (cells.length > columns.length || !columns.slice(cells.length).every((column) => others.has(column)))
    refuse(
      file,
      line,
      `${cells.length} cells where the first line has ${columns.length}`,
      "complete the row",
    );
  const isCard = kindOf(plan) !== "batches";
  const names = plan.contests.map(({ name }) => name);
  return plan.contests.map((contest) => {
    const own = contest.choices.map((choice) =>
      (cells[columns.indexOf(labelOf(names, contest.name, choice))] ?? "").trim(),
    );
    if (isCard && own.includes(ABSENT)) return absent(own, contest.name, file, line);
    const votes = new Map(
      contest.choices.map((choice, i) => {
        const cell = own[i] === "" && choice === NOT_LISTED ? "0" : (own[i] ?? "");
        return [choice, countOf(cell, choice, file, line)];
      }),
    );
    if (contest.rule.name === "instant-runoff") checkOrder(votes, contest.name, file, line);
    else if (isCard) checkOne(votes, file, line);
    return votes;
  });
}

function absent(cells: readonly string[], contest: string, file: string, line: number): null {
  if (cells.some((cell) => cell !== ABSENT && cell !== ""))
    refuse(file, line, `${contest} has votes, and is said to be absent`, "leave the one or the other");
  return null;
}

/** A card may name several who are not listed; more than any contest allows need not be told apart. */
const MOST_OTHERS = 1001;

function checkOne(votes: Tally, file: string, line: number): void {
  for (const [choice, count] of votes)
    if (count > (choice === NOT_LISTED ? MOST_OTHERS : 1))
      refuse(file, line, `${count} votes for ${choice} on one card`, "enter 0 or 1");
}

/** Preferences count from 1 without gaps: what the law makes of a gap is for people to decide, who have read the law. */
function checkOrder(votes: Tally, contest: string, file: string, line: number): void {
  const ranks = [...votes.values()].filter((rank) => rank > 0).sort((a, b) => a - b);
  if (ranks.some((rank, i) => rank !== i + 1))
    refuse(
      file,
      line,
      `the preferences for ${contest} are ${ranks.join(", ")}`,
      "enter those that count as 1, 2, 3, each once, and 0 for all others",
    );
}

/**
 * The choices that a reading votes for, in order of preference where it has one; elsewhere those who are not listed as
 * often as there are votes for them, so that a card with too many votes is known.
 */
export function marksIn(votes: Tally | null, ranked: boolean): readonly string[] {
  const marked = [...(votes ?? [])].filter(([, count]) => count > 0);
  if (ranked) return marked.sort(([, a], [, b]) => a - b).map(([choice]) => choice);
  return marked.flatMap(([choice, count]) => Array.from({ length: count }, () => choice));
}
