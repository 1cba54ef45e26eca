/**
 * The figures of the watch as a picture: how many attacks of each class, and what became of them. The numbers are those of
 * the sentences beside it, and nothing else.
 * @module
 */
import { type Language, messagesOf } from "../../base/messages/index.ts";
import { countText, htmlText } from "../../base/text.ts";
import type { StatementDocument } from "../sentences/document.ts";

/** Narrow, so that its words can still be read on a telephone. */
const WIDTH = 460;
const NAME = 212;
const ROW = 26;
/** Room for the number behind the longest bar. */
const NUMBER = 75;

/** Bars on a logarithmic scale; nothing where nothing was counted. */
export function figures(document: StatementDocument, language: Language): string {
  const rows = rowsOf(document, language);
  if (rows.length === 0) return "";
  const most = Math.log10(Math.max(10, ...rows.map(([, value]) => value + 1)));
  const text = (value: number): string => countText(value, language);
  const bars = rows.map(([name, value], i) => {
    const length = (Math.log10(value + 1) / most) * (WIDTH - NAME - NUMBER);
    const y = i * ROW;
    return (
      `<text x="${NAME - 10}" y="${y + 17}" text-anchor="end">${htmlText(name)}</text>` +
      `<rect class="bar" x="${NAME}" y="${y + 4}" width="${length.toFixed(1)}" height="17" rx="3"/>` +
      `<text x="${(NAME + length + 8).toFixed(1)}" y="${y + 17}" font-weight="600">${text(value)}</text>`
    );
  });
  const label = rows.map(([name, value]) => `${name} ${text(value)}`).join(", ");
  const { scale } = messagesOf(language).report;
  return `<figure><svg viewBox="0 0 ${WIDTH} ${rows.length * ROW}" role="img" aria-label="${htmlText(label)}">${bars.join("")}</svg><figcaption class="faint">${htmlText(scale)}</figcaption></figure>`;
}

function rowsOf(
  { sentences }: StatementDocument,
  language: Language,
): readonly (readonly [string, number])[] {
  const { classes, statementPage } = messagesOf(language);
  const { bars } = statementPage;
  const figure = (template: string, name: string): number => {
    const value = sentences.find((one) => one.template === template)?.values[name];
    return typeof value === "number" ? value : 0;
  };
  if (figure("watchFound", "attacks") === 0) return [];
  return [
    [classes.noise, figure("watchClasses", "noise")],
    [classes.opportunistic, figure("watchClasses", "opportunistic")],
    [classes.elaborate, figure("watchFound", "elaborate")],
    ...shown(bars.device, figure("watchDevice", "device")),
    ...shown(bars.enforced, figure("watchEnforced", "enforced")),
    ...shown(bars.succeeded, figure("watchSucceeded", "succeeded")),
  ];
}

/** An outcome that nobody saw gets no nought: it would read as if it had not happened. */
function shown(name: string, value: number): readonly (readonly [string, number])[] {
  return value > 0 ? [[name, value]] : [];
}
