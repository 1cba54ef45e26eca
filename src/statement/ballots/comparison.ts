/**
 * A comparison of results as a page: what could change the outcome, as a picture, and the stations, with filters that work
 * without any script.
 * @module
 */

import { inequalityText } from "../../ballots/outcome.ts";
import type { Comparison, Margin, StationDifference } from "../../ballots/tabulation/compare.ts";
import { filteredTable } from "../../base/filtered-table.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Messages } from "../../base/messages/index.ts";
import type { ResultsMessages } from "../../base/messages/results.ts";
import { countText, htmlText } from "../../base/text.ts";
import { page } from "../report/page.ts";

const MARGINS = 12;

export interface ComparisonSource {
  readonly official: string;
  readonly collected: string;
  /** How many stations were compared. */
  readonly compared: number;
  /** The bound on missing stations comes from a source of its own. */
  readonly ownRoll: boolean;
}

/** The page. Names come from result files, whoever wrote them: everything is escaped. */
export function comparisonHtml(found: Comparison, source: ComparisonSource, messages: Messages): string {
  const { results: m, language } = messages;
  const number = (value: number): string => countText(value, language);
  const counts = fill(m.compareStations, {
    compared: number(source.compared),
    all: number(found.stations),
    differing: number(found.differing.length),
    votes: number(found.votes),
    missing: number(found.missing.length),
  });
  const body = `<header><h1>${htmlText(m.page.comparison)}</h1>
<p class="answer">${htmlText(found.couldChange ? m.could : m.couldNot)}</p>
<p>${htmlText(counts)} ${htmlText(fill(m.outcome, { winners: found.outcome.winners.join(", ") }))}</p>
<p class="caveat">${htmlText(m.onlyTransmission)}${source.ownRoll ? "" : ` ${htmlText(m.rollOfficial)}`}</p></header>
<section aria-labelledby="margins"><h2 id="margins">${htmlText(m.page.margins)}</h2>${marginPicture(found.margins.slice(0, MARGINS), m, number)}</section>
${stations(found, m, language)}
<footer><p>${htmlText(source.official)} · ${htmlText(source.collected)}</p></footer>`;
  return page(language, m.page.comparison, body);
}

/** The longest bar. */
const WIDTH = 1000;

/**
 * For each inequality of the outcome: what is to spare, and how much of it missing stations could take. The sentences are
 * text of the page, so that they stay readable on a telephone; only the bars under them are drawn.
 */
function marginPicture(
  margins: readonly Margin[],
  m: ResultsMessages,
  number: (value: number) => string,
): string {
  const most = Math.max(1, ...margins.map(({ corrected, unknown }) => Math.max(corrected, unknown)));
  const wide = (value: number): number => Math.max(0, Math.round((value / most) * WIDTH));
  const rows = margins.map(({ says, corrected, unknown, holds }) => {
    const label = fill(m.page.margin, {
      text: inequalityText(says, m),
      corrected: number(corrected),
      unknown: number(unknown),
    });
    return `<li>${htmlText(label)}<svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true">
<rect width="${wide(corrected)}" height="9" class="bar"/><rect y="11" width="${wide(unknown)}" height="9" class="${holds ? "noise" : "elaborate"}"/></svg></li>`;
  });
  return `<p class="faint">${htmlText(m.page.marginsDescribed)}</p><ul class="bars">${rows.join("\n")}</ul>`;
}

function stations(found: Comparison, m: ResultsMessages, language: string): string {
  const table = filteredTable<"differs" | "missing">({
    caption: m.page.comparison,
    legend: m.page.show,
    all: m.page.filters.all,
    filters: [
      ["differs", m.page.filters.differs],
      ["missing", m.page.filters.missing],
    ],
    columns: [m.page.code, m.page.name, m.page.found],
    rows: [
      ...found.differing.map((one) => ({
        kind: "differs" as const,
        cells: () => differingCells(one, m, language),
      })),
      ...found.missing.map(({ unit, name, totals }) => ({
        kind: "missing" as const,
        cells: () =>
          [unit, name, fill(m.page.missing, { registered: totals.registered ?? "?" })].map((text) =>
            htmlText(text),
          ),
      })),
    ],
    language,
    leftOut: (count) => fill(m.more, { count }),
  });
  return `<section aria-labelledby="stations"><h2 id="stations">${htmlText(m.levels.station)}</h2>
${table}</section>`;
}

function differingCells(
  { unit, name, figures }: StationDifference,
  m: ResultsMessages,
  language: string,
): readonly string[] {
  const texts = figures.map(({ choice, official, collected }) => {
    const what = Object.hasOwn(m.totals, choice) ? m.totals[choice as keyof typeof m.totals] : choice;
    return fill(m.page.figure, {
      what,
      official: countText(official, language),
      collected: countText(collected, language),
    });
  });
  return [htmlText(unit), htmlText(name), texts.map((text) => htmlText(text)).join("<br>")];
}
