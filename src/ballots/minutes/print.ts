/**
 * The entry sheet on paper: one page a station, to be filled in where there is no machine. Self-contained HTML.
 * @module
 */
import type { ResultsMessages } from "../../base/messages/results.ts";
import { htmlText } from "../../base/text.ts";
import { type Total, totals } from "../results/table.ts";
import type { CollectedContest, Station } from "./contest.ts";
import { extras } from "./entry.ts";

const STYLE = `
body { font: 11pt/1.4 "Public Sans", system-ui, sans-serif; margin: 0; color: #111 }
section { page-break-after: always; padding: 14mm }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 12pt; margin: 6mm 0 2mm }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: normal } th, td { border: 1px solid #777; padding: 1.6mm 2.5mm }
td { width: 34mm } .line { border-bottom: 1px solid #777; height: 9mm } p { margin: 2mm 0 }
@page { size: A4; margin: 0 }`;

/** A page for each station. Names come from the list of stations, whoever wrote it: everything is escaped. */
export function printableSheet(
  contest: CollectedContest,
  messages: Pick<ResultsMessages, "totals" | "minutes">,
  language: string,
): string {
  const pages = contest.stations.map((station) => pageOf(contest, station, messages));
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><title>${htmlText(contest.name)}</title><style>${STYLE}</style>
${pages.join("\n")}
</html>
`;
}

function pageOf(
  { name, choices }: CollectedContest,
  { unit, name: place, registered }: Station,
  { totals: words, minutes: m }: Pick<ResultsMessages, "totals" | "minutes">,
): string {
  const figures: readonly Total[] = totals.filter((one) => one !== "abstentions");
  const known = (one: Total): string =>
    one === "registered" && registered !== null ? String(registered) : "";
  return `<section><h1>${htmlText(unit)} ${htmlText(place)}</h1><p>${htmlText(name)}</p>
<p>${m.instruction}</p>
<h2>${m.figures}</h2><table>${rowsOf([
    ...figures.map((one) => [words[one], known(one)] as const),
    ...extras.map((one) => [m.extras[one], ""] as const),
    [m.packets, ""],
  ])}</table>
<h2>${m.votes}</h2><table>${rowsOf(choices.map((choice) => [choice, ""] as const))}</table>
<h2>${m.remarks}</h2><div class="line"></div><div class="line"></div>
<p>${m.typedBy}</p><div class="line"></div></section>`;
}

function rowsOf(rows: readonly (readonly [string, string])[]): string {
  return rows
    .map(([name, value]) => `<tr><th scope="row">${htmlText(name)}</th><td>${htmlText(value)}</td></tr>`)
    .join("");
}
