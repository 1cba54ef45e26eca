/**
 * `vigie scan PATH...`
 * @module
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { problem, systemCode, VigieError } from "../../base/errors.ts";
import { parseDuration, zoneOffset } from "../../base/time.ts";
import { type LoadedConfig, rulePaths, sourceConfigOf } from "../../config/load.ts";
import type { SourceFacts } from "../../detect/task.ts";
import { formatNames } from "../../formats/index.ts";
import { totalBytes } from "../../intake/file.ts";
import type { Input } from "../../intake/input.ts";
import { type Alert, type Level, levelRank, levels } from "../../model/alert.ts";
import { type LoadedRules, loadRules } from "../../pipeline/rules.ts";
import { type ScanListener, type ScanOptions, type ScanResult, scan } from "../../pipeline/scan.ts";
import { reportHtml } from "../../statement/report.ts";
import type { Store } from "../../store/store.ts";
import { printAnswer } from "../answer.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import {
  type CommonOptions,
  collect,
  durationMs,
  openStore,
  outputOf,
  readConfig,
  timeMs,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { Progress } from "../progress.ts";
import { version } from "../version.ts";

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
  const config = readConfig(options, output);
  const rules = await rulesOf(options, config, output);
  const store = openStore(options);
  const files = openFiles(options);
  const watch = { highest: -1 };
  try {
    const listener = await listenerOf(paths, options, output, files.unparsed, effects, (alert) => {
      watch.highest = Math.max(watch.highest, levelRank(alert.rule.level));
    });
    const result = await scan(scanOptions(paths, options, config, rules, store), listener);
    await answer(result, options, output, store, effects);
    finish(result, options, watch.highest);
  } finally {
    files.unparsed?.end();
    store.close();
  }
}

async function rulesOf(options: Options, config: LoadedConfig, output: Output): Promise<LoadedRules> {
  const builtin = options.builtinRules && config.config.builtin_rules;
  const placeholders = new Map(Object.entries(config.config.placeholders));
  const rules = await loadRules([...rulePaths(config), ...options.rules], builtin, placeholders);
  for (const found of rules.problems) output.problem(found);
  return rules;
}

function openFiles(options: Options): { readonly unparsed: WriteStream | null } {
  if (options.unparsed === undefined) return { unparsed: null };
  return { unparsed: createWriteStream(options.unparsed, { mode: 0o600 }) };
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
    factsOf: (input) => factsOf(input, options, loaded),
  };
}

/** Whose source this is: the option, else the configuration's entry for the file, else its default. */
export function factsOf(
  input: Input,
  options: { readonly body?: string; readonly format?: string },
  loaded: LoadedConfig,
): SourceFacts {
  const own = sourceConfigOf(loaded, input.file);
  return {
    file: input.file,
    source: input.source,
    body: options.body ?? own?.body ?? loaded.config.body,
    referenceMs: input.referenceMs,
    zoneMinutes: zoneOffset(own?.utc_offset ?? loaded.config.utc_offset),
    format: options.format ?? own?.format ?? null,
  };
}

async function listenerOf(
  paths: readonly string[],
  options: Options,
  output: Output,
  unparsed: WriteStream | null,
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
      return output.object(alert);
    },
    onAttack: (attack) => {
      bar?.clear();
      return options.json ? output.object(attack) : undefined;
    },
    onProblem: (found) => output.problem(found),
    onProgress: (progress) => bar?.update(progress),
    ...(unparsed === null
      ? {}
      : { onUnparsed: (bytes: Uint8Array) => void unparsed.write(Buffer.concat([bytes, NEWLINE])) }),
  };
}

const NEWLINE = Buffer.from("\n");

async function answer(
  result: ScanResult,
  options: Options,
  output: Output,
  store: Store,
  effects: Effects,
): Promise<void> {
  if (options.json) await output.object(result.summary);
  else await printAnswer(result, output);
  if (options.report === undefined) return;
  const made = { nowMs: effects.now(), version: version(), language: options.lang };
  const html = await reportHtml(result, store, made);
  await writeReport(options.report, html);
  output.remark(output.messages.scan.reportWritten(options.report));
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

function finish(result: ScanResult, options: Options, highest: number): void {
  if (options.failOn !== undefined && highest >= levelRank(options.failOn)) throw new ExitError(exit.found);
  if (result.problems.length > 0) throw new ExitError(exit.unread);
}
