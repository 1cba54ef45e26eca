/**
 * `vigie scan PATH...`
 * @module
 */

import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { problem, systemCode, VigieError } from "../../base/errors.ts";
import { countText } from "../../base/text.ts";
import { parseDuration } from "../../base/time.ts";
import { announcedTests } from "../../config/announced.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { formatNames } from "../../formats/index.ts";
import { totalBytes } from "../../intake/file.ts";
import { type Alert, type Level, levelRank, levels, shownAlert } from "../../model/alert.ts";
import type { FileSummary } from "../../model/summary.ts";
import { methodOf } from "../../pipeline/method.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import { type LoadedRules, ruleDigests } from "../../pipeline/rules.ts";
import { scan } from "../../pipeline/scan.ts";
import {
  type ScanListener,
  type ScanOptions,
  type ScanResult,
  settingsOf,
} from "../../pipeline/scan-options.ts";
import type { Spine } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import { reportHtml } from "../../statement/report.ts";
import type { GrowthShown } from "../../statement/trend.ts";
import type { Store } from "../../store/store.ts";
import { printAnswer } from "../answer.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { keepHeapSmall } from "../memory.ts";
import {
  type CommonOptions,
  collect,
  defaultStore,
  durationMs,
  openSpineOf,
  openStore,
  outputOf,
  readConfig,
  timeMs,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { Progress } from "../progress.ts";
import { chosenRules } from "../rules.ts";
import { factsOf } from "../sources.ts";
import { UnparsedFile } from "../unparsed.ts";
import { version } from "../version.ts";
import { storedGrowth, watchedOf } from "../watched.ts";

interface Options extends CommonOptions {
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
  readonly format?: string;
  readonly body?: string;
  readonly from?: number;
  readonly to?: number;
  readonly gap?: number;
  readonly level?: Level;
  readonly failOn?: Level;
  readonly unparsed?: string;
  readonly report?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("scan"), effects)
    .argument("<path...>", "files, folders, .gz, .zip; - is standard input")
    .option("--rules <path>", "Sigma rules: file, folder, .zip or .tar.gz (repeatable)", collect, [])
    .option("--no-builtin-rules", "leave out Vigie's own rules")
    .addOption(new Option("--format <name>", "read every record by this format").choices(formatNames()))
    .option("--body <name>", "whose logs these are")
    .option("--from <time>", "only events from this time on", timeMs)
    .option("--to <time>", "only events up to this time", timeMs)
    .option("--gap <duration>", "silence that ends an attack (30m)", durationMs)
    .addOption(new Option("--level <level>", "mildest level reported").choices(levels))
    .addOption(
      new Option("--fail-on <level>", "exit with 1 when an alert has this level or a higher one").choices(
        levels,
      ),
    )
    .option("--unparsed <file>", "write the records that no format reads to this file")
    .option("--report <file>", "write the answer as one HTML page")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie scan /var/log --rules sigma-rules.tar.gz --report report.html",
    )
    .action((paths: string[], options: Options) => run(paths, options, effects));
}

async function run(paths: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (options.threads <= 1) keepHeapSmall();
  checkPeriod(options);
  const config = readConfig(options, output);
  const rules = await chosenRules(options, config, output);
  const unparsed = options.unparsed === undefined ? null : new UnparsedFile(options.unparsed);
  const store = openStore(options);
  const spine = openSpineOf(options, store);
  const watch = { highest: -1 };
  try {
    const listener = await listenerOf(paths, options, output, unparsed, effects, (alert) => {
      watch.highest = Math.max(watch.highest, levelRank(alert.rule.level));
    });
    const settings = scanOptions(paths, options, config, rules, store);
    const sealer =
      spine?.sealer(methodOf(version(), rules.digest, settingsOf(settings)), (key) =>
        ruleDigests(key, rules),
      ) ?? null;
    sealer?.sealRetention(config.config.retention);
    const result = await scan({ ...settings, sealer }, listener);
    const growth =
      spine === null || options.report === undefined
        ? null
        : growthOf(store, spine, config, output, effects.now());
    await answer(result, options, output, store, effects, growth);
    finish(result, rules, options, watch.highest);
  } finally {
    unparsed?.close();
    spine?.close();
    store.close();
  }
}

/** The growth of everything that is stored, not of this scan alone. */
function growthOf(
  store: Store,
  { segments }: Spine,
  config: LoadedConfig,
  output: Output,
  nowMs: number,
): GrowthShown {
  const watched = watchedOf(retainedSources(store), segments, config, output, nowMs);
  return storedGrowth(store, watched, triageStore(store).attacks, nowMs);
}

/** @throws VigieError when the period ends before it begins: such a scan could find nothing */
function checkPeriod({ from, to }: Options): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new VigieError(problem("usage", null, "--from lies after --to", "exchange them"));
}

function scanOptions(
  paths: readonly string[],
  options: Options,
  loaded: LoadedConfig,
  rules: LoadedRules,
  store: ScanOptions["store"],
): ScanOptions {
  const { config } = loaded;
  return {
    paths,
    rules,
    store,
    threads: options.threads,
    gapMs: options.gap ?? parseDuration(config.gap) ?? 0,
    minimumLevel: options.level ?? config.level,
    fromMs: options.from ?? null,
    toMs: options.to ?? null,
    trustedProxies: config.trusted_proxies,
    announced: announcedTests(config.announced_tests),
    factsOf: (input) => factsOf(input, options, loaded),
  };
}

async function listenerOf(
  paths: readonly string[],
  options: Options,
  output: Output,
  unparsed: UnparsedFile | null,
  effects: Effects,
  onAlert: (alert: Alert) => void,
): Promise<ScanListener> {
  const shown = options.progress && !options.quiet;
  const bar = shown ? new Progress(effects, output.messages, await totalBytes(paths)) : null;
  output.beforeRemark = () => bar?.clear();
  return {
    onAlert: (alert) => {
      onAlert(alert);
      if (!options.json) return;
      bar?.clear();
      return output.object(shownAlert(alert));
    },
    onAttack: (attack) => {
      bar?.clear();
      return options.json ? output.object(attack) : undefined;
    },
    onCampaign: (campaign) => {
      bar?.clear();
      return options.json ? output.object(campaign) : undefined;
    },
    onProblem: (found) => output.problem(found),
    onProgress: (progress) => bar?.update(progress),
    ...(unparsed === null ? {} : { onUnparsed: (bytes: Uint8Array) => unparsed.write(bytes) }),
  };
}

async function answer(
  result: ScanResult,
  options: Options,
  output: Output,
  store: Store,
  effects: Effects,
  growth: GrowthShown | null,
): Promise<void> {
  tellRemarks(result.summary.files, output);
  if (options.json) await output.object(result.summary);
  else await printAnswer(result, output, storeHint(options, effects));
  if (options.report === undefined) return;
  const made = { nowMs: effects.now(), version: version(), language: options.lang, growth };
  const html = await reportHtml(result, store, made);
  await writeReport(options.report, html);
  output.remark(output.messages.scan.reportWritten(options.report));
}

const REMARKS_SHOWN = 20;

/** What was survived, file by file, for whoever does not read the summary. */
function tellRemarks(files: readonly FileSummary[], output: Output): void {
  const { remarks: m, moreRemarks } = output.messages.scan;
  const lines: string[] = [];
  for (const { path, records, error, remarks } of files) {
    if (records === 0 && error === null) lines.push(`${path}: ${m.empty}`);
    const cut = remarks.find(({ code }) => code === "oversize");
    if (cut !== undefined)
      lines.push(`${path}: ${m.oversize(countText(cut.count, output.messages.language))}`);
  }
  for (const line of lines.slice(0, REMARKS_SHOWN)) output.remark(line);
  if (lines.length > REMARKS_SHOWN) output.remark(moreRemarks(String(lines.length - REMARKS_SHOWN)));
}

/** What `vigie show` needs to find the same store; null when nothing was kept. */
function storeHint(options: Options, effects: Effects): string | null {
  if (options.store === ":memory:") return null;
  return options.store === defaultStore(effects.env) ? "" : `--store ${options.store}`;
}

async function writeReport(file: string, html: string): Promise<void> {
  try {
    await writeFile(file, html, { mode: 0o600 });
  } catch (error) {
    const reason = systemCode(error) ?? String(error);
    throw new VigieError(
      problem("unreadable", { file }, `the report cannot be written: ${reason}`, "choose another --report"),
    );
  }
}

function finish(result: ScanResult, rules: LoadedRules, options: Options, highest: number): void {
  if (options.failOn !== undefined && highest >= levelRank(options.failOn)) throw new ExitError(exit.found);
  // a rule that is rejected is a remark; rules that could not even be read are missing input
  const unread = rules.problems.some(({ code }) => !code.startsWith("rule-"));
  if (unread || result.problems.length > 0) throw new ExitError(exit.unread);
}
