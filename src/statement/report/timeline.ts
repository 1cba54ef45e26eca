/**
 * The timeline: attacks by the time of their first alert, stacked by class.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { countText, htmlText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import type { Attack, VerdictClass } from "../../model/attack.ts";

const WIDTH = 900;
const HEIGHT = 220;
const LEFT = 46;
const BOTTOM = 30;
const TOP = 12;
/** From the ground up: what matters least lies lowest. */
const STACK: readonly VerdictClass[] = ["noise", "opportunistic", "elaborate"];
const HOUR_MS = 3_600_000;
/** Widths of a column that people can read off an axis. */
const STEPS_MS: readonly number[] = [
  HOUR_MS / 6,
  HOUR_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
  7 * 24 * HOUR_MS,
  30 * 24 * HOUR_MS,
];
const MAX_COLUMNS = 90;
const LABELS = 6;

interface Column {
  readonly startMs: number;
  readonly counts: Record<VerdictClass, number>;
}

export function timelineSection(attacks: readonly Attack[], m: Messages): string {
  if (attacks.length === 0) return "";
  const { columns, stepMs } = columnsOf(attacks);
  const most = Math.max(...columns.map(total));
  const legend = STACK.toReversed().map(
    (name) => `<li><span class="${name}" aria-hidden="true">■</span> ${htmlText(m.classes[name])}</li>`,
  );
  return (
    `<section aria-labelledby="when"><h2 id="when">${htmlText(m.report.timeline)}</h2>` +
    `<p class="faint">${htmlText(m.report.timelineText)}</p><ul class="legend">${legend.join("")}</ul>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${htmlText(describe(columns, m))}">` +
    `${axis(columns, stepMs, most, m)}${columns.map((column, i) => bars(column, i, columns.length, most, m)).join("")}</svg></section>`
  );
}

function columnsOf(attacks: readonly Attack[]): {
  readonly columns: readonly Column[];
  readonly stepMs: number;
} {
  const times = attacks.map((attack) => Date.parse(attack.first));
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const fitting = STEPS_MS.find((step) => (last - first) / step < MAX_COLUMNS);
  const stepMs = fitting ?? Math.ceil((last - first) / MAX_COLUMNS / HOUR_MS) * HOUR_MS;
  const startMs = Math.floor(first / stepMs) * stepMs;
  const count = Math.floor((last - startMs) / stepMs) + 1;
  const columns = Array.from({ length: count }, (_, i) => ({
    startMs: startMs + i * stepMs,
    counts: { noise: 0, opportunistic: 0, elaborate: 0 },
  }));
  for (const [i, attack] of attacks.entries()) {
    const column = columns[Math.floor(((times[i] ?? first) - startMs) / stepMs)];
    if (column !== undefined) column.counts[attack.verdict.class]++;
  }
  return { columns, stepMs };
}

function total(column: Column): number {
  return STACK.reduce((sum, name) => sum + column.counts[name], 0);
}

/** Square root: a single elaborate attack stays visible beside hundreds of dull ones. */
function heightOf(count: number, most: number): number {
  return (Math.sqrt(count) / Math.sqrt(most)) * (HEIGHT - BOTTOM - TOP);
}

function bars(column: Column, index: number, count: number, most: number, m: Messages): string {
  const width = (WIDTH - LEFT) / count;
  const x = LEFT + index * width;
  const whole = heightOf(total(column), most);
  let y = HEIGHT - BOTTOM;
  const parts: string[] = [];
  for (const name of STACK) {
    const value = column.counts[name];
    if (value === 0) continue;
    // a share of at least three pixels, so that nothing that happened is invisible
    const height = Math.max(3, (whole * value) / total(column));
    y -= height;
    const title = `${dayText(column.startMs)}: ${countText(value, m.language)} ${m.classes[name]}`;
    parts.push(
      `<rect class="${name}" x="${(x + width * 0.08).toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1, width * 0.84).toFixed(1)}" height="${height.toFixed(1)}"><title>${htmlText(title)}</title></rect>`,
    );
  }
  return parts.join("");
}

function axis(columns: readonly Column[], stepMs: number, most: number, m: Messages): string {
  const ground = HEIGHT - BOTTOM;
  const width = (WIDTH - LEFT) / columns.length;
  const every = Math.max(1, Math.ceil(columns.length / LABELS));
  const labels = columns
    .map((column, i) => ({
      x: LEFT + i * width,
      text: stepMs < 6 * HOUR_MS ? hourText(column.startMs) : dayText(column.startMs),
    }))
    .filter((_, i) => i % every === 0)
    .filter(({ x }) => x < WIDTH - 90)
    .map(({ x, text }) => `<text class="faint" x="${x.toFixed(1)}" y="${HEIGHT - 8}">${text}</text>`);
  const top = ground - heightOf(most, most);
  return (
    `<line class="axis" x1="${LEFT}" y1="${ground}" x2="${WIDTH}" y2="${ground}"/>` +
    `<line class="axis" x1="${LEFT}" y1="${top}" x2="${WIDTH}" y2="${top}" stroke-dasharray="3 4"/>` +
    `<text class="faint" x="${LEFT - 8}" y="${top + 5}" text-anchor="end">${countText(most, m.language)}</text>${labels.join("")}`
  );
}

function dayText(timeMs: number): string {
  return timeText(timeMs).slice(0, 10);
}

function hourText(timeMs: number): string {
  return timeText(timeMs).slice(0, 16).replace("T", " ");
}

function describe(columns: readonly Column[], m: Messages): string {
  const busy = columns.filter((column) => total(column) > 0);
  return busy
    .map((column) => `${hourText(column.startMs)}: ${countText(total(column), m.language)}`)
    .join("; ");
}
