/**
 * `vigie drill SET|--rehearsed`: what would have been seen.
 * @module
 */
import { Command } from "commander";
import { availabilityOf, type Drill, type DrillResult } from "../../assess/coverage/drill.ts";
import { dettectYaml, navigatorLayer } from "../../assess/coverage/layers.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { terminalText } from "../../base/text.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { methodOf } from "../../pipeline/method.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import type { LoadedRules } from "../../pipeline/rules.ts";
import { openSealing, spinePaths } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import type { Store } from "../../store/store.ts";
import {
  type DrillSummary,
  drillEach,
  drillLines,
  sealDrills,
  summaryOf,
  withDrills,
  withRehearsedDrills,
} from "../drilling.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  collect,
  openStore,
  outputOf,
  readConfig,
  wholeNumber,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { chosenRules, type RuleOptions } from "../rules.ts";
import { factsOf } from "../sources.ts";
import { version } from "../version.ts";
import { CONFIDENCE, watchedOf } from "../watched.ts";

interface Options extends CommonOptions, RuleOptions {
  readonly top: number;
  readonly rehearsed: boolean;
  readonly seed: number;
  readonly notObservable: readonly string[];
  readonly navigator?: string;
  readonly dettect?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("drill"), effects)
    .argument(
      "[set]",
      "a folder of recorded attacks with labels.json or drills.json, or with index.json and regression.tar.gz",
    )
    .option("--rehearsed", "the built-in drills: logs that published operations would leave", false)
    .option("--seed <n>", "of the built-in drills", wholeNumber(), 1)
    .option("--top <n>", "a rank up to this one is looked at by a person", wholeNumber(), 50)
    .option(
      "--not-observable <text>",
      "what has no sensor at all, such as personal mailboxes (repeatable)",
      collect,
      [],
    )
    .option("--rules <path>", "Sigma rules besides the built-in ones (repeatable)", collect, [])
    .option("--no-builtin-rules", "leave out Vigie's own rules")
    .option("--navigator <file>", "write a layer for the ATT&CK Navigator")
    .option("--dettect <file>", "write a technique administration file for DeTT&CT")
    .addHelpText(
      "after",
      "\nExamples:\n  $ vigie drill --rehearsed\n  $ vigie drill recorded/ --rules sigma-rules.tar.gz --not-observable 'personal mailboxes'",
    )
    .action((set: string | undefined, options: Options) => run(set, options, effects));
}

async function run(set: string | undefined, options: Options, effects: Effects): Promise<void> {
  if ((set === undefined) !== options.rehearsed)
    throw new VigieError(
      problem("usage", null, "one set of drills is needed", "name a folder, or take --rehearsed"),
    );
  if (set === undefined)
    return withRehearsedDrills(options.seed, (drills) => drillAll(drills, options, effects));
  await withDrills(set, (drills) => drillAll(drills, options, effects));
}

async function drillAll(drills: readonly Drill[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const loaded = readConfig(options, output);
  const rules = await chosenRules(options, loaded, output);
  const store = openStore(options);
  try {
    const scores = triageStore(store).attacks.map(({ verdict }) => verdict.score);
    const results: DrillResult[] = [];
    for await (const result of drillEach(drills, scanOptions(rules, loaded, options), scores, options.top)) {
      results.push(result);
      await (options.json ? output.object(drillObject(result)) : output.line(drillLine(result, output)));
    }
    const availability = availabilityNow(store, loaded, options, output, effects.now());
    const summary = summaryOf(results, availability, options.notObservable, timeText(effects.now()));
    await seal(summary, rules, options, store);
    await (options.json ? printJson(summary, output) : printText(summary, output));
    writeLayers(results, summary, options);
  } finally {
    store.close();
  }
}

function scanOptions(rules: LoadedRules, loaded: LoadedConfig, { threads }: Options) {
  const { config } = loaded;
  return {
    rules,
    threads,
    gapMs: parseDuration(config.gap) ?? 0,
    minimumLevel: "low" as const, // building blocks are no detection
    fromMs: null,
    toMs: null,
    trustedProxies: config.trusted_proxies,
    factsOf: (input: Parameters<typeof factsOf>[0]) => factsOf(input, {}, loaded),
  };
}

/** How much of the time the sources were up, by what the store retained; 1 where it holds nothing. */
function availabilityNow(
  store: Store,
  loaded: LoadedConfig,
  options: Options,
  output: Output,
  nowMs: number,
): number {
  if (options.store === ":memory:") return 1;
  const folder = new SegmentFolder(spinePaths(options.store).segments);
  return availabilityOf(watchedOf(retainedSources(store), folder, loaded, output, nowMs));
}

async function seal(
  summary: DrillSummary,
  rules: LoadedRules,
  { store: folder }: Options,
  store: Store,
): Promise<void> {
  if (folder === ":memory:") return;
  const sealing = openSealing(folder, store, methodOf(version(), rules.digest, []));
  sealDrills(summary, rules.digest, sealing.sealer);
  await sealing.close();
}

function drillObject({ drill, ...result }: DrillResult): object {
  const { name, pattern, techniques } = drill;
  return { kind: "drill", name, pattern, techniques, ...result };
}

function drillLine({ drill, depth, rules, rank }: DrillResult, output: Output): string {
  const { drills: m } = output.messages;
  const by = rules.length === 0 ? "" : `  ${terminalText(rules.slice(0, 3).join(", "), 120)}`;
  return `${m.depths[depth].padEnd(18)} ${terminalText(drill.name, 60).padEnd(48)} ${rank === null ? "" : `#${rank}`}${by}`;
}

async function printJson(
  { patterns, found, missed, notObservable, ...summary }: DrillSummary,
  output: Output,
): Promise<void> {
  for (const one of found.patterns) await output.object({ kind: "pattern", ...one });
  await output.object({
    kind: "summary",
    ...summary,
    patterns: patterns.length,
    whole: found.whole,
    sensitivity_at_least: found.low,
    missed_at_most: missed,
    confidence: CONFIDENCE,
    not_observable: notObservable,
  });
}

async function printText(summary: DrillSummary, output: Output): Promise<void> {
  for (const line of drillLines(summary, output)) await output.line(line);
}

function writeLayers(
  results: readonly DrillResult[],
  { time }: DrillSummary,
  { navigator, dettect }: Options,
): void {
  if (navigator !== undefined) writeWhole(navigator, `${JSON.stringify(navigatorLayer(results), null, 1)}\n`);
  if (dettect !== undefined) writeWhole(dettect, dettectYaml(results, time.slice(0, 10)));
}
