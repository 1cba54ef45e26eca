/**
 * The drawn units as a table of the report. Names of units and choices come from strangers' files: all of them are escaped.
 * @module
 */
import { filteredTable } from "../../../base/filtered-table.ts";
import { fill } from "../../../base/messages/fill.ts";
import type { Messages } from "../../../base/messages/index.ts";
import { countText, htmlText } from "../../../base/text.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import type { Marks } from "../cvr/table.ts";
import type { Difference, DrawnState, DrawnUnit } from "./drawn.ts";
import type { ContestPlan } from "./plan.ts";

/** A contest may have thousands of choices: so many differences of one unit are spelled out. */
const MOST_DIFFERENCES = 12;

type Kind = "differs" | "open" | "same";

/** What cannot be shown or has no record counts against the reported outcome, like a difference. */
const KINDS: Readonly<Record<DrawnState, Kind>> = {
  differs: "differs",
  missing: "differs",
  "no-record": "differs",
  open: "open",
  disputed: "open",
  same: "same",
  read: "same",
};

const ORDER: readonly Kind[] = ["differs", "open", "same"];

/** The table with its filter; what differs stands first. */
export function drawnTable(
  units: readonly DrawnUnit[],
  contests: readonly ContestPlan[],
  m: Messages,
): string {
  const { units: words } = m.results.audits;
  return filteredTable<Kind>({
    caption: words.caption,
    legend: words.show,
    all: words.filters.all,
    filters: [
      ["differs", words.filters.differs],
      ["open", words.filters.open],
    ],
    columns: [m.audit.unit, m.audit.round, words.found],
    rows: ORDER.flatMap((kind) =>
      units
        .filter(({ state }) => KINDS[state] === kind)
        .map((one) => ({ kind, cells: () => cellsOf(one, contests, m) })),
    ),
    language: m.language,
    leftOut: (count) => fill(words.leftOut, { count }),
  });
}

function cellsOf(
  { unit, round, state, differences }: DrawnUnit,
  contests: readonly ContestPlan[],
  m: Messages,
): readonly string[] {
  const { states, moreFigures } = m.results.audits.units;
  const texts =
    state === "differs"
      ? differences.slice(0, MOST_DIFFERENCES).map((one) => textOf(one, contests, m))
      : [states[state]];
  const left = differences.length - MOST_DIFFERENCES;
  if (left > 0) texts.push(fill(moreFigures, { count: countText(left, m.language) }));
  return [
    htmlText(unit),
    countText(round, m.language),
    texts.map((text) => htmlText(text, 2000)).join("<br>"),
  ];
}

function textOf(one: Difference, contests: readonly ContestPlan[], m: Messages): string {
  const { figure } = m.results.audits.units;
  const contest = contests[one.contest];
  const named = contests.length === 1 ? "" : `${contest?.name ?? ""}: `;
  if ("choice" in one) {
    const [reported, paper] = [one.reported, one.paper].map((n) => countText(n, m.language));
    return fill(figure, {
      what: `${named}${shownChoice(one.choice, m)}`,
      reported: reported ?? "",
      paper: paper ?? "",
    });
  }
  const ranked = contest?.rule.name === "instant-runoff";
  return fill(figure, {
    what: contest?.name ?? "",
    reported: marksText(one.reported, ranked, m),
    paper: marksText(one.paper, ranked, m),
  });
}

function marksText(marks: Marks, ranked: boolean, m: Messages): string {
  const { blank, absent } = m.results.audits.units;
  if (marks === null) return absent;
  if (marks.length === 0) return blank;
  return marks.map((choice) => shownChoice(choice, m)).join(ranked ? " > " : ", ");
}

/** Votes for those who are not listed have a name of the program, not of a file. */
export function shownChoice(choice: string, m: Messages): string {
  return choice === NOT_LISTED ? m.results.audits.notListed : choice;
}
