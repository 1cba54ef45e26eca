/**
 * round-N-retrieval.html: the retrieval list and a label for each drawn unit, to be printed. Names of units come from
 * strangers' files: every text goes through htmlText.
 * @module
 */
import { join } from "node:path";
import type { Messages } from "../../../base/messages/index.ts";
import { htmlText } from "../../../base/text.ts";
import { writeOnce } from "./files.ts";
import type { Drawn } from "./population.ts";

const STYLE = `
body { font: 12pt/1.4 system-ui, sans-serif; margin: 1.5cm; color: #000; background: #fff; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; border-bottom: 1px solid #777; padding: .25rem .6rem .25rem 0; }
.labels { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4cm; break-before: page; }
.label { border: 1px solid #777; padding: .3cm; break-inside: avoid; overflow-wrap: anywhere; } .label b { font-size: 14pt; display: block; }
`;

/** Writes the page of a round. @param first the place in the draw of the first unit @returns its path */
export function writeRetrieval(
  dir: string,
  round: number,
  contest: string,
  drawn: readonly Drawn[],
  first: number,
  m: Messages,
): string {
  const text = m.audit;
  const placed = drawn.map(({ unit, ticket }, i) => ({ unit, ticket, place: first + i }));
  placed.sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0));
  const title = `${text.title(contest)} — ${text.round} ${round}`;
  const head = [text.unit, text.place, text.ticket, text.fetched].map(
    (word) => `<th scope="col">${htmlText(word)}</th>`,
  );
  const rows = placed.map(
    ({ unit, ticket, place }) =>
      `<tr><td>${htmlText(unit)}</td><td>${place}</td><td>${htmlText(ticket, 22)}</td><td>☐</td></tr>`,
  );
  const labels = placed.map(
    ({ unit, place }) =>
      `<div class="label"><b>${htmlText(unit)}</b>${htmlText(contest, 80)}<br>${htmlText(text.round)} ${round} · ${htmlText(text.place)} ${place}</div>`,
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
