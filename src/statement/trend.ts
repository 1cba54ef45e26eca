/**
 * The trend as a picture and in words: attacks a week beside what was watched, the fitted curve, and what may be said.
 * @module
 */

import { expected } from "../assess/trend/fit.ts";
import type { Growth, Trend } from "../assess/trend/trend.ts";
import type { Week } from "../assess/trend/weeks.ts";
import type { Messages } from "../base/messages/index.ts";
import { countText, htmlText } from "../base/text.ts";

const WIDTH = 900;
const HEIGHT = 260;
const LEFT = 60;
const TOP = 12;
const FLOOR = 200;
const YEAR = 365.25 * 86_400_000;

/** How attacks grow, with the weeks that it rests on. */
export interface GrowthShown {
  readonly weeks: readonly Week[];
  readonly trend: Trend;
}

/** Too few bars are no picture. */
const LEAST_WEEKS = 4;

/** The section of a report. */
export function trendSection({ weeks, trend }: GrowthShown, m: Messages): string {
  const picture = weeks.length < LEAST_WEEKS ? "" : trendPicture(weeks, trend, m);
  const legend =
    picture === ""
      ? ""
      : `<p class="faint">${htmlText(`${m.trend.described}${trend.told ? ` ${m.ranking.band}` : ""}`)}</p>`;
  return `<section aria-labelledby="trend"><h2 id="trend">${htmlText(m.trend.heading)}</h2>
<p>${htmlText(trendSentence(trend, m))}</p>${legend}${picture}</section>`;
}

/** Weeks as bars (pale where nothing was watched), the fitted rate as a line. @returns SVG with a description */
export function trendPicture(weeks: readonly Week[], trend: Trend, m: Messages): string {
  const most = weeks.reduce((max, { attacks }) => Math.max(max, attacks), 1);
  const step = (WIDTH - LEFT) / Math.max(1, weeks.length);
  const high = (value: number): number => FLOOR - (Math.min(value, most) / most) * (FLOOR - TOP);
  const bars = weeks.map(({ beginMs, attacks, sourceDays }, i) => {
    const x = LEFT + i * step;
    const bar = `<rect x="${x.toFixed(1)}" y="${high(attacks).toFixed(1)}" width="${Math.max(1, step - 1).toFixed(1)}" height="${(FLOOR - high(attacks)).toFixed(1)}" class="bar"/>`;
    const blind =
      sourceDays === 0
        ? `<rect x="${x.toFixed(1)}" y="${TOP}" width="${step.toFixed(1)}" height="${FLOOR - TOP}" class="noise" fill-opacity=".2"/>`
        : "";
    const month = new Date(beginMs).toISOString().slice(0, 7);
    const isNew = i % Math.max(1, Math.ceil(70 / step)) === 0;
    const tick = isNew ? `<text x="${x.toFixed(1)}" y="${FLOOR + 18}">${month}</text>` : "";
    return blind + bar + tick;
  });
  const line = trend.told ? curve(weeks, trend.growth, (i) => LEFT + (i + 0.5) * step, high) : "";
  const label = htmlText(`${m.trend.described} ${trendSentence(trend, m)}`);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<text x="0" y="${TOP + 10}">${htmlText(countText(most, m.language))}</text><text x="0" y="${FLOOR}">0</text>
<line x1="${LEFT}" y1="${FLOOR}" x2="${WIDTH}" y2="${FLOOR}" class="axis"/>
${bars.join("\n")}
${line}</svg>`;
}

/** The fitted rate with the published interval of its slope around it; broken where nothing was watched. */
function curve(
  weeks: readonly Week[],
  { fit, interval }: Growth,
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  const centre = middleOf(weeks, fit);
  const at = (i: number, slope: number): string => {
    const { beginMs, sourceDays } = weeks[i] as Week;
    const years = beginMs / YEAR;
    const turned = Math.exp((slope - fit.slope) * (years - centre));
    return `${x(i).toFixed(1)},${y(expected(fit, { years, exposure: sourceDays }) * turned).toFixed(1)}`;
  };
  return runsOf(weeks)
    .map((run) => {
      const low = run.map((i) => at(i, Math.log(interval.low)));
      const high = run.map((i) => at(i, Math.log(interval.high))).reverse();
      const line = run.map((i) => at(i, fit.slope));
      return (
        `<polygon points="${[...low, ...high].join(" ")}" fill="currentColor" fill-opacity=".15"/>` +
        `<polyline points="${line.join(" ")}" fill="none" stroke="currentColor" stroke-width="2"/>`
      );
    })
    .join("");
}

/** The time around which a slope turns: that of the average attack that is expected. */
function middleOf(weeks: readonly Week[], fit: Growth["fit"]): number {
  let [sum, moment] = [0, 0];
  for (const { beginMs, sourceDays } of weeks) {
    const mean = expected(fit, { years: beginMs / YEAR, exposure: sourceDays });
    sum += mean;
    moment += (mean * beginMs) / YEAR;
  }
  return moment / sum;
}

/** Places of neighbouring weeks that were watched. */
function runsOf(weeks: readonly Week[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const [i, { sourceDays }] of weeks.entries()) {
    if (sourceDays === 0) continue;
    const last = runs.at(-1);
    if (last?.at(-1) === i - 1) last.push(i);
    else runs.push([i]);
  }
  return runs;
}

/** What may be said of growth: a rate with its interval, or why none. Never a rate alone. */
export function trendSentence(trend: Trend, m: Messages): string {
  if (!trend.told) return `${m.trend.untold} ${m.trend.reasons[trend.why]}`;
  const { factor, interval, doubling } = trend.growth;
  const text = (value: number): string =>
    value.toLocaleString(m.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${m.trend.told(text(factor), text(interval.low), text(interval.high))} ${m.trend.doubling[doubling]}`;
}
