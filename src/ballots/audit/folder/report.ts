/**
 * report.html: one self-contained page with the drawn units, the risk of each round, the margins, and what all of it proves and does not
 * prove. Names of choices come from strangers' files: every text goes through htmlText.
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../base/files.ts";
import { fill } from "../../../base/messages/fill.ts";
import type { Messages } from "../../../base/messages/index.ts";
import { countText, htmlText, riskText } from "../../../base/text.ts";
import { answerOf, outcomeText } from "./answer.ts";
import type { Assessment } from "./assess.ts";
import { assessedRounds } from "./assess.ts";
import { checkAudit } from "./audit.ts";
import { readSeed } from "./draw.ts";
import { type DrawnUnit, drawnUnits } from "./drawn.ts";
import { drawnTable, shownChoice } from "./drawn-table.ts";
import type { CountedContest } from "./hand-count.ts";
import { possiblePicture, riskPicture, wide } from "./pictures.ts";
import { type ContestPlan, type Plan, titleOf } from "./plan.ts";
import { checkAssessment } from "./recompute.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #5a5a5a; --line: #8a8a8a; --good: #0b6e4f; --bad: #a4161a; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --soft: #b5b5b5; --line: #888; --good: #5fd3a6; --bad: #ff8f8f; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.answer { font-size: 1.2rem; font-weight: 600; border-left: .4rem solid var(--bad); padding-left: .8rem; } .answer.good { border-color: var(--good); }
.soft { color: var(--soft); overflow-wrap: anywhere; } .wide { overflow-x: auto; } svg { max-width: 100%; min-width: 36rem; height: auto; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg text.on { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; }
.paper { font-weight: 600; } .faint { color: var(--soft); }
`;

/** The page as text. */
function reportPage(dir: string, m: Messages): string {
  const audit = checkAudit(dir);
  const { plan, commitment } = audit;
  // what stands in their files may have been written by anyone: the page says what follows from the entries
  const assessments = assessedRounds(dir).map((round) => checkAssessment(audit, round));
  const last = assessments.at(-1);
  const text = m.audit;
  const { units } = drawnUnits(audit);
  const { sentence, confirmed, paper, meaning, count } = answerOf(audit, last, m);
  const body = [
    `<h1>${htmlText(text.title(titleOf(plan)))}</h1>`,
    `<p class="answer${confirmed ? " good" : ""}">${htmlText(sentence)}</p>`,
    ...paper.map((line) => `<p class="paper">${htmlText(line)}</p>`),
    `<p>${htmlText(meaning)}</p>`,
    `<h2>${htmlText(text.outcome)}</h2>`,
    ...plan.contests.map((contest, i) => contestPart(plan, contest, last, count?.contests[i], m)),
    `<h2>${htmlText(text.riskByRound)}</h2>`,
    riskPicture(plan, assessments, m),
    roundsTable(assessments, m),
    ...(units.length === 0 ? [] : [unitsPart(units, plan, m)]),
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

function unitsPart(units: readonly DrawnUnit[], plan: Plan, m: Messages): string {
  const { title } = m.results.audits.units;
  return `<h2>${htmlText(title)}</h2>${drawnTable(units, plan.contests, m)}`;
}

/** The outcome of a contest, its votes, the count of the paper where there is one, and where several are audited, how it stands. */
function contestPart(
  plan: Plan,
  contest: ContestPlan,
  last: Assessment | undefined,
  counted: CountedContest | undefined,
  m: Messages,
): string {
  const { contestConfirmed, contestOpen, paper } = m.results.audits;
  const reported = outcomeText(contest.outcome, m);
  const said =
    counted === undefined
      ? [reported]
      : [
          fill(paper.reported, { outcome: reported }),
          counted.outcome === null
            ? paper.none
            : fill(paper.counted, { outcome: outcomeText(counted.outcome, m) }),
        ];
  const outcome = `${said.map((text) => `<p>${htmlText(text)}</p>`).join("")}${votesTable(contest, counted, m)}`;
  if (plan.contests.length === 1) return outcome;
  const found = last?.contests.find((one) => one.contest === contest.name);
  const stands =
    found === undefined || counted?.same === false
      ? ""
      : `<p>${htmlText(fill(found.confirmed ? contestConfirmed : contestOpen, { contest: contest.name, risk: riskText(found.risk, m.language) }))}</p>`;
  return `<h3>${htmlText(contest.name)}</h3>${stands}${outcome}`;
}

function votesTable(plan: ContestPlan, counted: CountedContest | undefined, m: Messages): string {
  const cell = (votes: number): string => `<td class="n">${countText(votes, m.language)}</td>`;
  const rows = plan.choices
    .map((choice, i) => [choice, plan.votes[i] ?? 0] as const)
    .sort((a, b) => b[1] - a[1])
    .map(([choice, votes]) => {
      const paper = counted === undefined ? "" : cell(counted.votes.get(choice) ?? 0);
      return `<tr><th scope="row">${htmlText(shownChoice(choice, m))}</th>${cell(votes)}${paper}</tr>`;
    });
  const names = counted === undefined ? [m.audit.votes] : [m.audit.votes, m.results.audits.paper.votes];
  const heads = names.map((name) => `<th scope="col" class="n">${htmlText(name)}</th>`).join("");
  const head = `<tr><th scope="col">${htmlText(m.audit.choice)}</th>${heads}</tr>`;
  return wide(`<table><thead>${head}</thead><tbody>${rows.join("")}</tbody></table>`, m.audit.votes);
}

function roundsTable(all: readonly Assessment[], m: Messages): string {
  const { round, riskWord, drawnWord, differ, missing } = m.audit;
  const head = [round, drawnWord, differ, missing, riskWord].map(
    (word) => `<th scope="col" class="n">${htmlText(word)}</th>`,
  );
  const rows = all.map((one) => {
    const cells = [one.round, one.drawn, one.discrepancies, one.missing].map((n) => countText(n, m.language));
    return `<tr>${[...cells, riskText(one.risk, m.language)].map((cell) => `<td class="n">${cell}</td>`).join("")}</tr>`;
  });
  return wide(
    `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`,
    m.audit.riskByRound,
  );
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
