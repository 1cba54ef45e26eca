/**
 * The pictures of an audit's report, as SVG: the risk of each round, and each margin against the error that is possible.
 * @module
 */
import type { Messages } from "../../../base/messages/index.ts";
import { countText, htmlText, riskText } from "../../../base/text.ts";
import { fraction, parseFraction, toNumber } from "../../fraction.ts";
import { sum } from "../../sum.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import type { Assessment } from "./assess.ts";
import type { AuditedContest, CheckedAudit } from "./audit.ts";
import { batchesOf, marginsOf } from "./batches.ts";
import type { ContestPlan, Plan } from "./plan.ts";
import { assertionsOf, marginOf } from "./rule.ts";
import type { StratumTables } from "./stratum.ts";

/** What is wider than a phone moves by itself, also by keys, and not the page with it. */
export function wide(html: string, label: string): string {
  return `<div class="wide" role="region" tabindex="0" aria-label="${htmlText(label)}">${html}</div>`;
}

const WIDTH = 720;
const LEFT = 70;

/** Risk after each round, logarithmic, with the limit as a line. */
export function riskPicture(plan: Plan, all: readonly Assessment[], m: Messages): string {
  if (all.length === 0) return "";
  const limit = toNumber(parseFraction(plan.riskLimit) ?? fraction(0n));
  const floor = Math.min(limit / 10, ...all.map(({ risk }) => Math.max(risk, 1e-6)));
  const y = (risk: number): number => 20 + (180 * Math.log(Math.max(risk, floor))) / Math.log(floor);
  const x = (i: number): number => LEFT + ((WIDTH - LEFT - 60) * i) / Math.max(1, all.length);
  const points = [{ risk: 1, round: 0 }, ...all].map(
    ({ risk }, i) => `${x(i).toFixed(1)},${y(risk).toFixed(1)}`,
  );
  const step = Math.ceil(all.length / MOST_LABELS);
  const dots = all.map(({ risk, round }, i) => {
    const [cx, cy] = [x(i + 1).toFixed(1), y(risk)];
    const dot = `<circle cx="${cx}" cy="${cy.toFixed(1)}" r="4" fill="currentColor"/>`;
    if ((all.length - 1 - i) % step > 0) return dot;
    const label = labelOf(cy, y(limit)).toFixed(1);
    return `${dot}<text x="${cx}" y="${label}" text-anchor="middle" class="on">${riskText(risk, m.language)}</text><text x="${cx}" y="222" text-anchor="middle">${round}</text>`;
  });
  return wide(
    `<svg viewBox="0 0 ${WIDTH} 230" width="${WIDTH}" height="230" role="img" aria-label="${htmlText(m.audit.riskPicture)}">
<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(limit).toFixed(1)}" y2="${y(limit).toFixed(1)}" stroke="currentColor" stroke-dasharray="6 4"/>
<text x="${LEFT - 8}" y="${(y(limit) + 4).toFixed(1)}" text-anchor="end">${htmlText(m.audit.limit)}</text><text x="${LEFT - 8}" y="24" text-anchor="end">1</text>
<polyline points="${points.join(" ")}" fill="none" stroke="currentColor" stroke-width="2"/>${dots.join("")}</svg>`,
    m.audit.riskByRound,
  );
}

/** Labels that stand beside each other without touching. */
const MOST_LABELS = 8;

/** Where the text of a dot stands: above it, or below where the line of the limit would run through it. */
export function labelOf(dot: number, limit: number): number {
  const above = dot - 8;
  return limit > above - 16 && limit < above + 6 ? Math.max(dot, limit) + 20 : above;
}

/** A margin in votes. */
interface ShownMargin {
  readonly name: string;
  readonly total: number;
  /** The votes that could be wrong if every ballot below the bounds were. */
  readonly wrong: number;
}

/** Each margin beside the votes that could be wrong: why a sample is needed at all. */
export function possiblePicture({ plan, contests, tables }: CheckedAudit, m: Messages): string {
  const [first] = tables;
  const margins =
    first?.kind === "batches"
      ? batchMargins(plan, first)
      : plan.contests.flatMap((contest, i) => cardMargins(contest, contests[i] as AuditedContest));
  const shown = [...margins].sort((a, b) => a.total - b.total).slice(0, 12);
  const most = Math.max(...shown.map(({ wrong }) => wrong));
  const rows = shown.map(({ name, total, wrong }, i) => {
    const scale = (value: number): string => ((WIDTH - 20) * (value / most)).toFixed(1);
    const y = i * 54;
    return `<text x="0" y="${y + 14}">${htmlText(name.replaceAll(NOT_LISTED, m.results.audits.notListed), 90)}</text>
<rect x="0" y="${y + 20}" width="${scale(wrong)}" height="10" fill="var(--line)"/><rect x="0" y="${y + 20}" width="${scale(total)}" height="10" fill="var(--good)"/>
<text x="0" y="${y + 44}">${countText(total, m.language)} ${htmlText(m.audit.margin)} · ${countText(wrong, m.language)} ${htmlText(m.audit.bound)}</text>`;
  });
  const height = shown.length * 54;
  return wide(
    `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${htmlText(m.audit.possiblePicture)}">${rows.join("")}</svg>`,
    m.audit.possible,
  );
}

function batchMargins(plan: Plan, tables: StratumTables): readonly ShownMargin[] {
  const ballots = sum(batchesOf(tables).map(({ bound }) => bound));
  return marginsOf(plan.contests).map(({ name, total, loss }) => ({
    name,
    total,
    wrong: total + loss * ballots,
  }));
}

/** An instant runoff has no sums of votes: its margins are of ballots, from the means of its assorters. */
function cardMargins(
  { rule, cards }: ContestPlan,
  { assorters, reported }: AuditedContest,
): readonly ShownMargin[] {
  const all = cards ?? 1;
  if (rule.name === "instant-runoff")
    return assorters.map((one) => {
      const total = Math.round((2 * one.mean(reported, all) - 1) * all);
      return { name: one.name, total, wrong: total + all };
    });
  return assertionsOf(rule, reported.votes).map((one) => {
    const { name, total, loss } = marginOf(one, reported.votes);
    return { name, total, wrong: total + loss * all };
  });
}
