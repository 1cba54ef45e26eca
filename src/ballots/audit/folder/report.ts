/**
 * report.html: one self-contained page with the risk of each round, the margins, and what all of it proves and does not
 * prove. Names of choices come from strangers' files: every text goes through htmlText.
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../base/files.ts";
import { fill } from "../../../base/messages/fill.ts";
import type { Messages } from "../../../base/messages/index.ts";
import { countText, htmlText } from "../../../base/text.ts";
import { fraction, multiply, parseFraction, toNumber } from "../../fraction.ts";
import { sum } from "../../sum.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import type { Assessment } from "./assess.ts";
import { assessedRounds } from "./assess.ts";
import { type AuditedContest, type CheckedAudit, checkAudit } from "./audit.ts";
import { batchesOf, marginsOf } from "./batches.ts";
import { readSeed } from "./draw.ts";
import { type ContestPlan, kindOf, type Plan, titleOf } from "./plan.ts";
import { checkAssessment } from "./recompute.ts";
import { assertionsOf, marginOf } from "./rule.ts";
import type { StratumTables } from "./stratum.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #5a5a5a; --line: #8a8a8a; --good: #0b6e4f; --bad: #a4161a; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --soft: #b5b5b5; --line: #888; --good: #5fd3a6; --bad: #ff8f8f; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.answer { font-size: 1.2rem; font-weight: 600; border-left: .4rem solid var(--bad); padding-left: .8rem; } .answer.good { border-color: var(--good); }
.soft { color: var(--soft); overflow-wrap: anywhere; } .wide { overflow-x: auto; } svg { max-width: 100%; min-width: 36rem; height: auto; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
`;

/** The page as text. */
function reportPage(dir: string, m: Messages): string {
  const audit = checkAudit(dir);
  const { plan, commitment } = audit;
  // what stands in their files may have been written by anyone: the page says what follows from the entries
  const assessments = assessedRounds(dir).map((round) => checkAssessment(audit, round));
  const last = assessments.at(-1);
  const text = m.audit;
  const body = [
    `<h1>${htmlText(text.title(titleOf(plan)))}</h1>`,
    `<p class="answer${last?.confirmed === true ? " good" : ""}">${htmlText(answerOf(last, m))}</p>`,
    `<p>${htmlText(meaningOf(plan, last, m))}</p>`,
    `<h2>${htmlText(text.outcome)}</h2>`,
    ...plan.contests.map((contest) => contestPart(plan, contest, last, m)),
    `<h2>${htmlText(text.riskByRound)}</h2>`,
    riskPicture(plan, assessments, m),
    roundsTable(assessments, m),
    `<h2>${htmlText(text.possible)}</h2>`,
    possiblePicture(audit, m),
    `<h2>${htmlText(text.rests)}</h2>`,
    rests(dir, plan, commitment, m),
  ];
  return `<!doctype html>\n<html lang="${m.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(text.title(titleOf(plan)))}</title><style>${STYLE}</style></head><body><main>\n${body.join("\n")}\n</main></body></html>\n`;
}

/** Writes report.html. @returns its path */
export function writeReport(dir: string, m: Messages): string {
  const path = join(dir, "report.html");
  writeWhole(path, reportPage(dir, m));
  return path;
}

/** What the last assessment says, in one sentence. */
export function answerOf(last: Assessment | undefined, m: Messages): string {
  if (last?.confirmed === true) return m.audit.confirmed;
  return last?.full === true ? m.audit.full : m.audit.goOn;
}

/** What the assessment allows to say, and what it does not cover. The sentence about the limit is for a confirmation alone. */
export function meaningOf(plan: Plan, last: Assessment | undefined, m: Messages): string {
  const uncovered = kindOf(plan) === "batches" ? m.audit.uncoveredBatches : m.audit.uncoveredCards;
  if (last?.confirmed !== true) return uncovered;
  const share = multiply(parseFraction(plan.riskLimit) ?? fraction(0n), fraction(100n));
  const percent = new Intl.NumberFormat(m.language, { style: "percent", maximumFractionDigits: 3 }).format(
    toNumber(share) / 100,
  );
  const meaning =
    kindOf(plan) === "batches" ? m.audit.meaningBatches(percent) : m.audit.meaningCards(percent);
  return `${meaning} ${uncovered}`;
}

/** What is wider than a phone moves by itself, also by keys, and not the page with it. */
function wide(html: string, label: string): string {
  return `<div class="wide" role="region" tabindex="0" aria-label="${htmlText(label)}">${html}</div>`;
}

/** The outcome of a contest, its votes, and where several are audited, how it stands. */
function contestPart(plan: Plan, contest: ContestPlan, last: Assessment | undefined, m: Messages): string {
  const { contestConfirmed, contestOpen } = m.results.audits;
  const outcome = `<p>${htmlText(contest.outcome.join(" · "))}</p>${votesTable(contest, m)}`;
  if (plan.contests.length === 1) return outcome;
  const found = last?.contests.find((one) => one.contest === contest.name);
  const stands =
    found === undefined
      ? ""
      : `<p>${htmlText(fill(found.confirmed ? contestConfirmed : contestOpen, { contest: contest.name, risk: found.risk }))}</p>`;
  return `<h3>${htmlText(contest.name)}</h3>${stands}${outcome}`;
}

function votesTable(plan: ContestPlan, m: Messages): string {
  const rows = plan.choices
    .map((choice, i) => [choice, plan.votes[i] ?? 0] as const)
    .sort((a, b) => b[1] - a[1])
    .map(
      ([choice, votes]) =>
        `<tr><th scope="row">${htmlText(choice === NOT_LISTED ? m.results.audits.notListed : choice)}</th><td class="n">${countText(votes, m.language)}</td></tr>`,
    );
  const head = `<tr><th scope="col">${htmlText(m.audit.choice)}</th><th scope="col" class="n">${htmlText(m.audit.votes)}</th></tr>`;
  return wide(`<table><thead>${head}</thead><tbody>${rows.join("")}</tbody></table>`, m.audit.votes);
}

function roundsTable(all: readonly Assessment[], m: Messages): string {
  const { round, riskWord, drawnWord, differ, missing } = m.audit;
  const head = [round, drawnWord, differ, missing, riskWord].map(
    (word) => `<th scope="col" class="n">${htmlText(word)}</th>`,
  );
  const rows = all.map((one) => {
    const cells = [one.round, one.drawn, one.discrepancies, one.missing].map((n) => countText(n, m.language));
    return `<tr>${[...cells, String(one.risk)].map((cell) => `<td class="n">${cell}</td>`).join("")}</tr>`;
  });
  return wide(
    `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`,
    m.audit.riskByRound,
  );
}

const WIDTH = 720;
const LEFT = 70;

/** Risk after each round, logarithmic, with the limit as a line. */
function riskPicture(plan: Plan, all: readonly Assessment[], m: Messages): string {
  if (all.length === 0) return "";
  const limit = toNumber(parseFraction(plan.riskLimit) ?? fraction(0n));
  const floor = Math.min(limit / 10, ...all.map(({ risk }) => Math.max(risk, 1e-6)));
  const y = (risk: number): number => 20 + (180 * Math.log(Math.max(risk, floor))) / Math.log(floor);
  const x = (i: number): number => LEFT + ((WIDTH - LEFT - 60) * i) / Math.max(1, all.length);
  const points = [{ risk: 1, round: 0 }, ...all].map(
    ({ risk }, i) => `${x(i).toFixed(1)},${y(risk).toFixed(1)}`,
  );
  const dots = all.map(({ risk, round }, i) => {
    const [cx, cy] = [x(i + 1).toFixed(1), y(risk).toFixed(1)];
    return `<circle cx="${cx}" cy="${cy}" r="4" fill="currentColor"/><text x="${cx}" y="${Number(cy) - 8}" text-anchor="middle">${risk}</text><text x="${cx}" y="222" text-anchor="middle">${round}</text>`;
  });
  return wide(
    `<svg viewBox="0 0 ${WIDTH} 230" width="${WIDTH}" height="230" role="img" aria-label="${htmlText(m.audit.riskPicture)}">
<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(limit).toFixed(1)}" y2="${y(limit).toFixed(1)}" stroke="currentColor" stroke-dasharray="6 4"/>
<text x="${LEFT - 8}" y="${(y(limit) + 4).toFixed(1)}" text-anchor="end">${htmlText(m.audit.limit)}</text><text x="${LEFT - 8}" y="24" text-anchor="end">1</text>
<polyline points="${points.join(" ")}" fill="none" stroke="currentColor" stroke-width="2"/>${dots.join("")}</svg>`,
    m.audit.riskByRound,
  );
}

/** A margin in votes. */
interface ShownMargin {
  readonly name: string;
  readonly total: number;
  /** The votes that could be wrong if every ballot below the bounds were. */
  readonly wrong: number;
}

/** Each margin beside the votes that could be wrong: why a sample is needed at all. */
function possiblePicture({ plan, contests, tables }: CheckedAudit, m: Messages): string {
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

function rests(dir: string, plan: Plan, commitment: string, m: Messages): string {
  const lines = [
    `plan.json ${commitment}`,
    ...Object.entries(plan.files).map(([name, digest]) => `${name} ${digest}`),
  ];
  if (plan.boundsSource !== null) lines.push(m.audit.boundsFrom(plan.boundsSource));
  if (existsSync(join(dir, "seed.json"))) {
    const { seed, ceremony } = readSeed(dir);
    lines.push(m.audit.seed(seed, ceremony));
  }
  lines.push(m.audit.recompute);
  return lines.map((line) => `<p class="soft">${htmlText(line)}</p>`).join("\n");
}
