/**
 * The funnel: from all records to the few attacks that matter.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { countText, htmlText } from "../../base/text.ts";
import type { ScanResult } from "../../pipeline/scan-options.ts";
import { funnel } from "../answer.ts";

const WIDTH = 900;
const NAME = 170;
const NUMBER = 130;
const ROW = 34;

/** Bars on a logarithmic scale: each step is a hundred times smaller than the one before. */
export function funnelSection(result: ScanResult, m: Messages): string {
  const steps = funnel(result, m);
  const most = Math.log10(Math.max(10, ...steps.map(([, value]) => value + 1)));
  const room = WIDTH - NAME - NUMBER;
  const text = (value: number): string => countText(value, m.language);
  const rows = steps.map(([name, value], i) => {
    const y = i * ROW;
    const length = (Math.log10(value + 1) / most) * room;
    return (
      `<text x="${NAME - 12}" y="${y + 21}" text-anchor="end">${htmlText(name)}</text>` +
      `<rect class="bar" x="${NAME}" y="${y + 5}" width="${Math.max(value === 0 ? 0 : 2, length).toFixed(1)}" height="22" rx="3"/>` +
      `<text x="${(NAME + length + 10).toFixed(1)}" y="${y + 21}" font-weight="600">${htmlText(text(value))}</text>`
    );
  });
  const label = steps.map(([name, value]) => `${text(value)} ${name}`).join(", ");
  return (
    `<section aria-labelledby="funnel"><h2 id="funnel">${htmlText(m.report.funnel)}</h2>` +
    `<p class="faint">${htmlText(m.report.scale)}</p><svg viewBox="0 0 ${WIDTH} ${steps.length * ROW}" role="img" aria-label="${htmlText(label)}">${rows.join("")}</svg></section>`
  );
}
