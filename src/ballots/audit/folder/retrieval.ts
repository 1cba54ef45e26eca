/**
 * round-N-retrieval.html: the retrieval list and a label for each drawn unit, to be printed. Names of units come from
 * strangers' files: every text goes through htmlText.
 * @module
 */
import { join } from "node:path";
import type { Messages } from "../../../base/messages/index.ts";
import { compareText, htmlText } from "../../../base/text.ts";
import type { Listed } from "./draw.ts";
import { writeOnce } from "./files.ts";

const STYLE = `
body { font: 12pt/1.4 system-ui, sans-serif; margin: 1.5cm; color: #000; background: #fff; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; border-bottom: 1px solid #777; padding: .25rem .6rem .25rem 0; }
.labels { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4cm; break-before: page; }
.label { border: 1px solid #777; padding: .3cm; break-inside: avoid; overflow-wrap: anywhere; } .label b { font-size: 14pt; display: block; }
`;

/** Writes the page of a round. @returns its path */
export function writeRetrieval(
  dir: string,
  round: number,
  contest: string,
  drawn: readonly Listed[],
  m: Messages,
): string {
  const text = m.audit;
  const { times: timesWord, serves } = m.results.audits;
  const placed = drawn
    .map((one) => ({ ...one, place: one.places.join(" ") }))
    .sort((a, b) => compareText(a.unit, b.unit));
  const isNamed = placed.some(({ samples }) => samples.some((name) => name !== ""));
  const title = `${text.title(contest)} — ${text.round} ${round}`;
  const words = [text.unit, text.place, text.ticket, timesWord, ...(isNamed ? [serves] : []), text.fetched];
  const head = words.map((word) => `<th scope="col">${htmlText(word)}</th>`);
  const rows = placed.map(({ unit, ticket, place, times, samples }) => {
    const cells = [unit, place, ticket.slice(0, 22), String(times), ...(isNamed ? [samples.join("; ")] : [])];
    return `<tr>${cells.map((cell) => `<td>${htmlText(cell)}</td>`).join("")}<td>☐</td></tr>`;
  });
  const labels = placed.map(
    ({ unit, place, times }) =>
      `<div class="label"><b>${htmlText(unit)}</b>${htmlText(contest, 80)}<br>${htmlText(text.round)} ${round} · ${htmlText(text.place)} ${htmlText(place)}${times > 1 ? ` · × ${times}` : ""}</div>`,
  );
  const path = join(dir, `round-${round}-retrieval.html`);
  writeOnce(
    path,
    `<!doctype html>\n<html lang="${m.language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(title)}</title><style>${STYLE}</style></head><body><main><h1>${htmlText(title)}</h1>
<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table><div class="labels">${labels.join("")}</div></main></body></html>\n`,
  );
  return path;
}
