/**
 * `vigie drill SET`: what would have been seen.
 * @module
 */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { missedAtMost, sensitivity } from "../../assess/coverage/bound.ts";
import { availabilityOf, byPattern, type DrillResult, runDrill } from "../../assess/coverage/drill.ts";
import { readDrills } from "../../assess/coverage/sets.ts";
import { VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { terminalText } from "../../base/text.ts";
import { parseDuration } from "../../base/time.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { methodOf } from "../../pipeline/method.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import type { LoadedRules } from "../../pipeline/rules.ts";
import { detectorFor } from "../../pipeline/scan.ts";
import { openSealing, spinePaths } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import { openTemporaryStore } from "../../store/sqlite/store.ts";
import type { Store } from "../../store/store.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  collect,
  openStore,
  outputOf,
  readConfig,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { chosenRules, type RuleOptions } from "../rules.ts";
import { factsOf } from "../sources.ts";
import { version } from "../version.ts";
import { watchedOf } from "../watched.ts";

interface Options extends CommonOptions, RuleOptions {
  readonly top: number;
  readonly notObservable: readonly string[];
  readonly navigator?: string;
}

const CONFIDENCE = 0.95;

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("drill"), effects)
    .argument("<set>", "a folder of recorded attacks with labels.json or drills.json")
    .option("--top <n>", "a rank up to this one is looked at by a person", wholeNumber, 50)
    .option(
      "--not-observable <text>",
      "what has no sensor at all, such as personal mailboxes (repeatable)",
      collect,
      [],
    )
    .option("--rules <path>", "Sigma rules besides the built-in ones (repeatable)", collect, [])
    .option("--no-builtin-rules", "leave out Vigie's own rules")
    .option("--navigator <file>", "write a layer for the ATT&CK Navigator")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie drill recorded/ --rules sigma-rules.tar.gz --not-observable 'personal mailboxes'",
    )
    .action((set: string, options: Options) => run(set, options, effects));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return value;
}

async function run(set: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const drills = readDrills(set);
  if (!drills.ok) throw new VigieError(drills.error);
  const loaded = readConfig(options, output);
  const rules = await chosenRules(options, loaded, output);
  const store = openStore(options);
  const detector = detectorFor(scanOptions(store, rules, loaded, options));
  try {
    const scores = triageStore(store).attacks.map(({ verdict }) => verdict.score);
    const results: DrillResult[] = [];
    for (const drill of drills.value) {
      const result = await inOwnStore((own) =>
        runDrill(drill, { ...scanOptions(own, rules, loaded, options), detector }, scores, options.top),
      );
      results.push(result);
      await (options.json ? output.object(drillObject(result)) : output.line(drillLine(result, output)));
    }
    const availability = availabilityNow(store, loaded, options, output);
    await conclude(results, availability, rules, options, output, store, effects);
    if (options.navigator !== undefined)
      writeFileSync(options.navigator, `${JSON.stringify(layerOf(results), null, 1)}\n`);
  } finally {
    await detector.close();
    store.close();
  }
}

async function inOwnStore<T>(action: (store: Store) => Promise<T>): Promise<T> {
  const store = openTemporaryStore();
  try {
    return await action(store);
  } finally {
    store.close();
  }
}

function scanOptions(store: Store, rules: LoadedRules, loaded: LoadedConfig, { threads }: Options) {
  const { config } = loaded;
  return {
    paths: [],
    rules,
    store,
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
function availabilityNow(store: Store, loaded: LoadedConfig, options: Options, output: Output): number {
  if (options.store === ":memory:") return 1;
  const folder = new SegmentFolder(spinePaths(options.store).segments);
  return availabilityOf(watchedOf(retainedSources(store), folder, loaded, output));
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

async function conclude(
  results: readonly DrillResult[],
  availability: number,
  rules: LoadedRules,
  options: Options,
  output: Output,
  store: Store,
  effects: Effects,
): Promise<void> {
  const patterns = byPattern(results);
  const found = sensitivity(patterns, availability, CONFIDENCE);
  const missed = missedAtMost(patterns, availability, CONFIDENCE);
  const summary = {
    drills: results.length,
    detected: results.filter(({ depth }) => depth === "ranked").length,
    patterns: patterns.length,
    whole: found.whole,
    sensitivity_at_least: found.low,
    availability,
    missed_at_most: missed,
    confidence: CONFIDENCE,
    not_observable: options.notObservable,
    time: new Date(effects.now()).toISOString(),
  };
  await sealSummary(summary, rules, options, store);
  if (options.json) {
    for (const one of found.patterns) await output.object({ kind: "pattern", ...one });
    return output.object({ kind: "summary", ...summary });
  }
  const { drills: m } = output.messages;
  const percent = (value: number): string => (Math.floor(value * 1000) / 10).toFixed(1);
  await output.line(
    fill(m.found, {
      detected: summary.detected,
      drills: summary.drills,
      whole: found.whole,
      patterns: patterns.length,
    }),
  );
  await output.line(fill(m.least, { low: percent(found.low), availability: percent(availability) }));
  await output.line(output.color.bold(missed === null ? m.nothingExcluded : fill(m.missed, { missed })));
  for (const stratum of options.notObservable)
    await output.line(fill(m.notObservable, { stratum: terminalText(stratum) }));
  await output.line(m.knownOnly);
}

/** The log remembers when what was drilled with which rules: a bound without its date is worth nothing. */
async function sealSummary(
  summary: object,
  rules: LoadedRules,
  options: Options,
  store: Store,
): Promise<void> {
  if (options.store === ":memory:") return;
  const sealing = openSealing(options.store, store, methodOf(version(), rules.digest, []));
  const result = { ...summary };
  const claim = `drilled: ${JSON.stringify(result)}`;
  sealing.sealer.sealFinding(
    { kind: "drill", claim, grade: "attested", subjects: [], evidence: [], result, recompute: [] },
    `drill ${"time" in result ? String(result.time) : ""}`,
  );
  await sealing.close();
}

const SCORES: Readonly<Record<DrillResult["depth"], number>> = {
  "no data": 0,
  data: 1,
  "rule loaded": 2,
  "rule fired": 3,
  ranked: 4,
};

/** Each technique with the depth that its best drill reached. */
function layerOf(results: readonly DrillResult[]): object {
  const best = new Map<string, number>();
  for (const { drill, depth } of results)
    for (const id of drill.techniques) best.set(id, Math.max(best.get(id) ?? 0, SCORES[depth]));
  return {
    name: "Vigie drills",
    versions: { attack: "19", navigator: "5.1.0", layer: "4.5" },
    domain: "enterprise-attack",
    description: "0 no data, 1 data, 2 rule loaded, 3 rule fired, 4 ranked where a person looks",
    gradient: { colors: ["#ffffff", "#2a6f97"], minValue: 0, maxValue: 4 },
    techniques: [...best].sort().map(([techniqueID, score]) => ({ techniqueID, score, enabled: true })),
  };
}
