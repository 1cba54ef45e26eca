/**
 * `vigie demo`: rehearses an attacked election, scans it, answers, and says how much of the truth was found.
 * @module
 */
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command } from "commander";
import { problem, systemCode, VigieError } from "../../base/errors.ts";
import { countText } from "../../base/text.ts";
import { defaultConfig } from "../../config/load.ts";
import type { SourceFacts } from "../../detect/task.ts";
import type { Input } from "../../intake/input.ts";
import { methodOf } from "../../pipeline/method.ts";
import { type LoadedRules, loadRules, ruleDigests } from "../../pipeline/rules.ts";
import { scan } from "../../pipeline/scan.ts";
import type { ScanOptions, ScanResult } from "../../pipeline/scan-options.ts";
import { openSpine } from "../../pipeline/spine.ts";
import { type Rehearsal, rehearse } from "../../rehearsal/rehearsal.ts";
import { type Score, Scorer } from "../../rehearsal/score.ts";
import { END_MS } from "../../rehearsal/stage.ts";
import { reportHtml } from "../../statement/report.ts";
import type { StatementDocument } from "../../statement/sentences/document.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import type { Store } from "../../store/store.ts";
import { DEFAULT_GAP_MS } from "../../triage/attack.ts";
import { printAnswer } from "../answer.ts";
import { type DemoFolders, drillDemo, printStatement, publishDemo } from "../demo/answer.ts";
import { type CountAnswer, countDemo, printCount } from "../demo/count.ts";
import { type DrillSummary, drillLines } from "../drilling.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf, wholeNumber, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";

interface Options extends CommonOptions {
  readonly out: string;
  readonly seed: number;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("demo"), effects)
    .option("--out <dir>", "where to write the logs, the store and the report", "vigie-demo")
    .option("--seed <n>", "another rehearsal", wholeNumber(0, 999_999_999), 2017)
    .addHelpText("after", "\nExample:\n  $ vigie demo --out /tmp/rehearsal")
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const rehearsal = rehearse(options.seed);
  const folders = foldersOf(options.out);
  prepareFolder(options.out, [folders.logs, folders.store, folders.results, folders.statement]);
  writeLogs(rehearsal, options.out, folders.logs);
  output.remark(output.messages.demo.rehearsing(folders.logs));
  const store = openSqliteStore(folders.store);
  try {
    const rules = await loadRules([], true);
    const settings = settingsOf(rules, options, folders.logs);
    const { result, score } = await scanRehearsal(rehearsal, settings, folders, store, options, output);
    const made = { nowMs: effects.now(), version: version(), language: options.lang };
    writeFileSync(folders.report, await reportHtml(result, store, made));
    const counted = countDemo(options.seed, folders.results);
    const scores = result.attacks.map(({ verdict }) => verdict.score);
    const drilled = await drillDemo(options.seed, settings, scores, folders.store, store, made.nowMs, output);
    const document = await publishDemo(folders, store, made.nowMs, output);
    if (options.json)
      return await printObjects({ result, score, counted, drilled, document }, folders, output);
    await printAnswer(result, output, `--store ${folders.store}`);
    await printCount(counted, folders.results, output);
    await printScore(score, counted, output);
    await printDrills(drilled, output);
    await output.line();
    await output.line(output.messages.scan.reportWritten(folders.report));
    await printStatement(document, folders.statement, output);
  } finally {
    store.close();
  }
}

/** Everything that a demo found. */
interface Found {
  readonly result: ScanResult;
  readonly score: Score;
  readonly counted: CountAnswer;
  readonly drilled: DrillSummary;
  readonly document: StatementDocument;
}

function foldersOf(out: string): DemoFolders & { readonly logs: string; readonly report: string } {
  const below = (name: string): string => join(out, name);
  return {
    logs: below("logs"),
    store: below("store"),
    results: below("results"),
    statement: below("statement"),
    report: below("report.html"),
  };
}

function settingsOf(
  rules: LoadedRules,
  { threads }: Options,
  logs: string,
): Omit<ScanOptions, "paths" | "store"> {
  return {
    rules,
    threads,
    gapMs: DEFAULT_GAP_MS,
    minimumLevel: "informational",
    fromMs: null,
    toMs: null,
    trustedProxies: [],
    factsOf: (input) => factsOf(input, logs),
  };
}

async function scanRehearsal(
  rehearsal: Rehearsal,
  settings: Omit<ScanOptions, "paths" | "store">,
  folders: ReturnType<typeof foldersOf>,
  store: Store,
  { json }: Options,
  output: Output,
): Promise<Pick<Found, "result" | "score">> {
  const scorer = new Scorer(rehearsal.truth);
  const spine = openSpine(folders.store, store);
  const { rules } = settings;
  const sealer = spine.sealer(methodOf(version(), rules.digest, []), (key) => ruleDigests(key, rules));
  try {
    const result = await scan(
      { ...settings, paths: [folders.logs], store, sealer },
      {
        onAlert: (alert) => {
          scorer.add(alert);
          return json ? output.object(alert) : undefined;
        },
        onAttack: (attack) => (json ? output.object(attack) : undefined),
        onProblem: (found) => output.problem(found),
      },
    );
    return { result, score: scorer.score(result.attacks) };
  } finally {
    spine.close();
  }
}

async function printObjects(
  { result, score, counted, drilled, document }: Found,
  { statement }: DemoFolders,
  output: Output,
): Promise<void> {
  await output.object(result.summary);
  await output.object({ kind: "rehearsal", ...score });
  await output.object({ kind: "count", ...counted });
  const { drills, detected, missed, time } = drilled;
  await output.object({ kind: "drills", drills, detected, missed_at_most: missed, time });
  const { sentences, grades } = document;
  await output.object({ kind: "statement", folder: statement, grades, sentences });
}

/** Clears away an earlier rehearsal, and nothing else: what is removed must have been made by one. */
function prepareFolder(out: string, made: readonly string[]): void {
  const foreign = existsSync(join(out, TRUTH)) ? undefined : made.find((folder) => existsSync(folder));
  if (foreign !== undefined) {
    const text = "is there already, and no rehearsal made it";
    throw new VigieError(problem("usage", { file: foreign }, text, "name another folder with --out"));
  }
  try {
    mkdirSync(out, { recursive: true });
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    const text = `cannot be written: ${systemCode(error) ?? String(error)}`;
    throw new VigieError(problem("unreadable", { file: out }, text, "name another folder with --out"));
  }
}

const TRUTH = "truth.json";

/** The files carry the date of the last day: logs without a year take theirs from it. */
function writeLogs(rehearsal: Rehearsal, out: string, logs: string): void {
  const lastDay = new Date(END_MS);
  for (const [name, text] of rehearsal.files) {
    const file = join(logs, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, lastDay, lastDay);
  }
  writeFileSync(join(out, TRUTH), `${JSON.stringify(rehearsal.truth, null, 1)}\n`);
}

/** The first folder under the logs names the body. */
function factsOf(input: Input, logs: string): SourceFacts {
  const { config } = defaultConfig();
  const body = relative(logs, input.file).split(/[\\/]/)[0] ?? config.body;
  return {
    file: input.file,
    source: input.source,
    body,
    referenceMs: input.referenceMs,
    zoneMinutes: 0,
    format: null,
  };
}

async function printDrills(summary: DrillSummary, output: Output): Promise<void> {
  await output.line();
  await output.line(output.color.bold(output.messages.demo.drillsHeading));
  for (const line of drillLines(summary, output)) await output.line(`  ${line}`);
}

async function printScore(score: Score, counted: CountAnswer, output: Output): Promise<void> {
  const { demo: m, language } = output.messages;
  const count = (value: number): string => countText(value, language);
  await output.line();
  await output.line(output.color.bold(m.truthHeading));
  await output.line(`  ${m.truthFound(count(score.found), count(score.attackers))}`);
  for (const { name, rank, found, actors } of score.campaigns) {
    const text =
      rank === null
        ? m.campaignMissed(name)
        : m.campaignFound(name, count(rank), count(found), count(actors));
    await output.line(`  ${text}`);
  }
  await output.line(`  ${m.innocents(count(score.flagged.length), count(score.innocents))}`);
  await output.line(`  ${counted.found ? m.alteredFound : m.alteredMissed}`);
  await output.line(output.color.dim(`  ${m.caveat}`));
}
