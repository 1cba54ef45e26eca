/**
 * How attacks were counted, and what became of them: the figures with their rule, and what other rules would give.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { countText, htmlText } from "../../base/text.ts";
import { type Outcome, outcomes } from "../../model/attack.ts";
import type { Summary } from "../../model/summary.ts";

export function outcomeSection({ counting, attacks }: Summary, m: Messages): string {
  if (attacks === 0) return "";
  const rows = outcomes.map((name) => outcomeRow(name, counting.outcomes[name], m));
  const others = counting.sensitivity.map(
    ({ gapMs, unit, attacks: count }) =>
      `<tr><td>${windowText(gapMs)}</td><td>${htmlText(m.scan.units[unit])}</td><td class="number">${countText(count, m.language)}</td></tr>`,
  );
  const r = m.report;
  return (
    `<section aria-labelledby="outcomes"><h2 id="outcomes">${htmlText(r.outcomes)}</h2>` +
    `<table><tbody>${rows.join("")}</tbody></table>` +
    `<h3>${htmlText(r.sensitivity)}</h3><p class="faint">${htmlText(r.sensitivityText(windowText(counting.gapMs)))}</p>` +
    `<table><thead><tr><th scope="col">${htmlText(r.window)}</th><th scope="col">${htmlText(r.unit)}</th><th scope="col" class="number">${htmlText(m.scan.funnel.attacks)}</th></tr></thead>` +
    `<tbody>${others.join("")}</tbody></table></section>`
  );
}

function outcomeRow(name: Outcome, count: number, m: Messages): string {
  return `<tr><td>${htmlText(m.outcomes[name])}</td><td class="number">${countText(count, m.language)}</td></tr>`;
}

function windowText(ms: number): string {
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`;
}
