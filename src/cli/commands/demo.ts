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
import { loadRules, ruleDigests } from "../../pipeline/rules.ts";
import { scan } from "../../pipeline/scan.ts";
import { openSpine } from "../../pipeline/spine.ts";
import { type Rehearsal, rehearse } from "../../rehearsal/rehearsal.ts";
import { type Score, Scorer } from "../../rehearsal/score.ts";
import { END_MS } from "../../rehearsal/stage.ts";
import { reportHtml } from "../../statement/report.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import { DEFAULT_GAP_MS } from "../../triage/attack.ts";
import { printAnswer } from "../answer.ts";
import { type CountAnswer, countDemo, printCount } from "../demo-count.ts";
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
  const logs = join(options.out, "logs");
  const storeFolder = join(options.out, "store");
  const results = join(options.out, "results");
  prepareFolder(options.out, [logs, storeFolder, results]);
  writeLogs(rehearsal, options.out, logs);
  output.remark(output.messages.demo.rehearsing(logs));
  const store = openSqliteStore(storeFolder);
  const spine = openSpine(storeFolder, store);
  try {
    const scorer = new Scorer(rehearsal.truth);
    const rules = await loadRules([], true);
    const result = await scan(
      {
        paths: [logs],
        rules,
        store,
        sealer: spine.sealer(methodOf(version(), rules.digest, []), (key) => ruleDigests(key, rules)),
        threads: options.threads,
        gapMs: DEFAULT_GAP_MS,
        minimumLevel: "informational",
        fromMs: null,
        toMs: null,
        trustedProxies: [],
        factsOf: (input) => factsOf(input, logs),
      },
      {
        onAlert: (alert) => {
          scorer.add(alert);
          return options.json ? output.object(alert) : undefined;
        },
        onAttack: (attack) => (options.json ? output.object(attack) : undefined),
        onProblem: (found) => output.problem(found),
      },
    );
    const score = scorer.score(result.attacks);
    const report = join(options.out, "report.html");
    writeFileSync(
      report,
      await reportHtml(result, store, { nowMs: effects.now(), version: version(), language: options.lang }),
    );
    const counted = countDemo(options.seed, results);
    if (options.json) {
      await output.object(result.summary);
      await output.object({ kind: "rehearsal", ...score });
      await output.object({ kind: "count", ...counted });
      return;
    }
    await printAnswer(result, output, `--store ${storeFolder}`);
    await printCount(counted, results, output);
    await printScore(score, counted, output);
    await output.line();
    await output.line(output.messages.scan.reportWritten(report));
  } finally {
    spine.close();
    store.close();
  }
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
