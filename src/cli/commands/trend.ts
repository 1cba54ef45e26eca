/**
 * `vigie trend`: does the number of attacks grow?
 * @module
 */

import { Command, Option } from "commander";
import { type Trend, trendOf, yearRatios } from "../../assess/trend/trend.ts";
import { isPlausible, type Week, weeksOf, yearsOf } from "../../assess/trend/weeks.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { decimalText } from "../../base/text.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import { announcedTests } from "../../config/announced.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { type Attack, verdictClasses } from "../../model/attack.ts";
import { type RetainedSource, retainedInputs, retainedSources } from "../../pipeline/retained.ts";
import { rulesInForce } from "../../pipeline/rules.ts";
import { scan } from "../../pipeline/scan.ts";
import { spinePaths } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import { Random } from "../../rehearsal/random.ts";
import { trendPicture, trendSentence } from "../../statement/trend.ts";
import { openTemporaryStore } from "../../store/sqlite/store.ts";
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
import { CONFIDENCE, retainedFacts, watchedOf } from "../watched.ts";

interface Options extends CommonOptions, RuleOptions {
  readonly body?: string;
  readonly class?: string;
  readonly rerun: boolean;
  readonly seed: number;
  readonly picture?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("trend"), effects)
    .option("--body <name>", "attacks on one body")
    .addOption(new Option("--class <class>", "attacks of one class").choices(verdictClasses))
    .option("--rerun", "count again, with today's rules over all raw evidence that is retained", false)
    .option("--rules <path>", "rules for the rerun (repeatable)", collect, [])
    .option("--no-builtin-rules", "leave out Vigie's own rules in the rerun")
    .option("--seed <n>", "seed of the resampling", wholeNumber(0, 999_999_999), 1)
    .option("--picture <file>", "draw the weeks, as SVG")
    .addHelpText("after", "\nExample:\n  $ vigie trend --rerun --picture trend.svg")
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (options.store === ":memory:")
    throw new VigieError(
      problem("usage", { file: options.store }, "a trend needs a store that lasts", "name one with --store"),
    );
  const loaded = readConfig(options, output);
  const store = openStore(options);
  try {
    const folder = new SegmentFolder(spinePaths(options.store).segments);
    const sources = retainedSources(store).filter(
      ({ body }) => options.body === undefined || body === options.body,
    );
    const watched = watchedOf(sources, folder, loaded, output, effects.now());
    const attacks = options.rerun
      ? await countAgain(sources, folder, loaded, options, output)
      : triageStore(store).attacks;
    const wanted = attacks.filter((attack) => isWanted(attack, options));
    const begun = wanted.map(({ first }) => Date.parse(first));
    const plausible = begun.filter((timeMs) => isPlausible(timeMs, effects.now()));
    if (plausible.length < begun.length)
      output.remark(output.messages.ranking.implausible(String(begun.length - plausible.length)));
    const weeks = weeksOf(plausible, watched);
    const random = new Random(options.seed);
    const constant = options.rerun || rulesInForce(store).length <= 1;
    const trend = trendOf(weeks, constant, CONFIDENCE, () => random.next());
    await (options.json ? printJson(weeks, trend, options, output) : printText(weeks, trend, output));
    if (options.picture !== undefined) draw(options.picture, weeks, trend, output);
  } finally {
    store.close();
  }
}

/** A test that was announced is nobody's attack: whether attacks grow is not asked of it. */
function isWanted({ body, verdict, announced }: Attack, options: Options): boolean {
  return (
    announced === null &&
    (options.body === undefined || body === options.body) &&
    (options.class === undefined || verdict.class === options.class)
  );
}

/** One set of rules over everything that is retained. */
async function countAgain(
  sources: readonly RetainedSource[],
  folder: SegmentFolder,
  loaded: LoadedConfig,
  options: Options,
  output: Output,
): Promise<readonly Attack[]> {
  const rules = await chosenRules(options, loaded, output);
  const bodies = new Map(sources.map(({ source, body }) => [source, body]));
  const store = openTemporaryStore();
  const { config } = loaded;
  try {
    await scan({
      paths: [],
      inputs: retainedInputs(sources, folder, () => {}),
      rules,
      store,
      threads: options.threads,
      gapMs: parseDuration(config.gap) ?? 0,
      minimumLevel: config.level,
      fromMs: null,
      toMs: null,
      trustedProxies: config.trusted_proxies,
      announced: announcedTests(config.announced_tests),
      factsOf: ({ source, referenceMs }) =>
        retainedFacts(source, bodies.get(source) ?? config.body, referenceMs, loaded),
    });
    return triageStore(store).attacks;
  } finally {
    store.close();
  }
}

async function printJson(
  weeks: readonly Week[],
  trend: Trend,
  options: Options,
  output: Output,
): Promise<void> {
  for (const { beginMs, attacks, sourceDays, sources, bodies } of weeks)
    await output.object({
      kind: "week",
      begin: timeText(beginMs),
      attacks,
      source_days: sourceDays,
      sources,
      bodies,
    });
  for (const { year, attacks, sourceDays } of yearsOf(weeks))
    await output.object({ kind: "year", year, attacks, source_days: sourceDays });
  if (trend.told)
    for (const one of yearRatios(yearsOf(weeks), trend.growth.fit, CONFIDENCE))
      await output.object({ kind: "year-ratio", ...one });
  const counted = { rerun: options.rerun, seed: options.seed, confidence: CONFIDENCE };
  await output.object({
    kind: "trend",
    ...counted,
    ...(trend.told ? { told: true, ...trend.growth } : trend),
    sentence: trendSentence(trend, output.messages),
  });
}

async function printText(weeks: readonly Week[], trend: Trend, output: Output): Promise<void> {
  const { columns } = output.messages.trend;
  await output.line(
    output.color.dim(`${columns.year}  ${columns.attacks.padStart(10)}  ${columns.sourceDays.padStart(12)}`),
  );
  for (const { year, attacks, sourceDays } of yearsOf(weeks))
    await output.line(`${year}  ${String(attacks).padStart(10)}  ${String(sourceDays).padStart(12)}`);
  if (trend.told)
    for (const { from, to, ratio, low, high } of yearRatios(yearsOf(weeks), trend.growth.fit, CONFIDENCE)) {
      const [r, l, h] = [ratio, low, high].map((value) => decimalText(value, output.messages.language)) as [
        string,
        string,
        string,
      ];
      await output.line(output.messages.trend.ratio(String(from), String(to), r, l, h));
    }
  await output.line(output.color.bold(trendSentence(trend, output.messages)));
}

function draw(file: string, weeks: readonly Week[], trend: Trend, output: Output): void {
  const svg = trendPicture(weeks, trend, output.messages).replace(
    "<svg ",
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13" fill="#1b2330" ',
  );
  writeWhole(
    file,
    svg
      .replaceAll('class="bar"', 'fill="#1d4f91"')
      .replaceAll('class="noise"', 'fill="#5b6673"')
      .replaceAll('class="axis"', 'stroke="#8a94a0"'),
  );
  output.remark(file);
}
