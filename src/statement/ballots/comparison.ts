/**
 * A comparison of results as a page: what could change the outcome, as a picture, and the stations, with filters that work
 * without any script.
 * @module
 */

import { inequalityText } from "../../ballots/outcome.ts";
import type { Comparison, Margin, StationDifference } from "../../ballots/tabulation/compare.ts";
import { fill } from "../../base/messages/fill.ts";
import type { Messages } from "../../base/messages/index.ts";
import type { ResultsMessages } from "../../base/messages/results.ts";
import { countText, htmlText } from "../../base/text.ts";
import { page } from "../report/page.ts";

/** A page stays readable: so many stations of each kind. */
const STATIONS = 2000;
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
${stations(found, m, number)}
<footer><p>${htmlText(source.official)} · ${htmlText(source.collected)}</p></footer>`;
  return page(language, m.page.comparison, body);
}

const WIDTH = 900;
const ROW = 44;
const TEXT = 16;

/** For each inequality of the outcome: what is to spare, and how much of it missing stations could take. */
function marginPicture(
  margins: readonly Margin[],
  m: ResultsMessages,
  number: (value: number) => string,
): string {
  const most = Math.max(1, ...margins.map(({ corrected, unknown }) => Math.max(corrected, unknown)));
  const wide = (value: number): number => Math.max(0, (value / most) * WIDTH);
  const rows = margins.map(({ says, corrected, unknown, holds }, i) => {
    const y = i * ROW;
    const label = fill(m.page.margin, {
      text: inequalityText(says, m),
      corrected: number(corrected),
      unknown: number(unknown),
    });
    return `<text x="0" y="${y + TEXT}">${htmlText(label)}</text>
<rect x="0" y="${y + 22}" width="${wide(corrected)}" height="8" class="bar"/>
<rect x="0" y="${y + 31}" width="${wide(unknown)}" height="8" class="${holds ? "noise" : "elaborate"}"/>`;
  });
  const described = htmlText(m.page.marginsDescribed);
  return `<p class="faint">${described}</p><svg viewBox="0 0 ${WIDTH} ${Math.max(1, margins.length) * ROW}" role="img" aria-label="${described}">${rows.join("\n")}</svg>`;
}

function stations(found: Comparison, m: ResultsMessages, number: (value: number) => string): string {
  const shown = found.differing.slice(0, STATIONS);
  const missing = found.missing.slice(0, STATIONS);
  const left = found.differing.length + found.missing.length - shown.length - missing.length;
  const filters = (["all", "differs", "missing"] as const)
    .map(
      (name) =>
        `<label><input type="radio" name="show" id="show-${name}"${name === "all" ? " checked" : ""}> ${htmlText(m.page.filters[name])}</label>`,
    )
    .join(" ");
  const rows = [
    ...shown.map((one) => differingRow(one, m, number)),
    ...missing.map(
      ({ unit, name, totals }) =>
        `<tr class="missing"><td>${htmlText(unit)}</td><td>${htmlText(name)}</td><td>${htmlText(fill(m.page.missing, { registered: totals.registered ?? "?" }))}</td></tr>`,
    ),
  ];
  const more = left > 0 ? `<p class="faint">${htmlText(fill(m.more, { count: number(left) }))}</p>` : "";
  return `<section aria-labelledby="stations"><h2 id="stations">${htmlText(m.levels.station)}</h2>
<style>${FILTERS}</style><form><fieldset><legend>${htmlText(m.page.show)}</legend>${filters}</fieldset></form>
<table><thead><tr><th scope="col">${htmlText(m.page.code)}</th><th scope="col">${htmlText(m.page.name)}</th><th scope="col">${htmlText(m.page.found)}</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>${more}</section>`;
}

const FILTERS = `
body:has(#show-differs:checked) tr.missing, body:has(#show-missing:checked) tr.differs { display: none; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: flex; flex-wrap: wrap; gap: 1rem; } legend { float: left; margin-right: 1rem; }`;

function differingRow(
  { unit, name, figures }: StationDifference,
  m: ResultsMessages,
  number: (value: number) => string,
): string {
  const texts = figures.map(({ choice, official, collected }) => {
    const what = Object.hasOwn(m.totals, choice) ? m.totals[choice as keyof typeof m.totals] : choice;
    return fill(m.page.figure, { what, official: number(official), collected: number(collected) });
  });
  return `<tr class="differs"><td>${htmlText(unit)}</td><td>${htmlText(name)}</td><td>${texts.map((text) => htmlText(text)).join("<br>")}</td></tr>`;
}
