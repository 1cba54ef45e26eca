/**
 * `vigie statement --out DIR`: the answer as a folder that anybody can open, read and verify.
 * @module
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { countText } from "../../base/text.ts";
import { parseDuration, timeText } from "../../base/time.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import { parsePolicy, trustLog, verifyLog } from "../../evidence/tlog/index.ts";
import { logAsInStore } from "../../pipeline/audit.ts";
import { policyText } from "../../pipeline/bundle.ts";
import { methodOf } from "../../pipeline/method.ts";
import { Publisher } from "../../pipeline/publish.ts";
import { retainedSources } from "../../pipeline/retained.ts";
import { must, spinePaths } from "../../pipeline/spine.ts";
import { triageStore } from "../../pipeline/triage.ts";
import type { BagFiles } from "../../statement/bag/bagit.ts";
import { publishStatement, type StatementInput } from "../../statement/bag/publish.ts";
import { countWatch, type WatchCount } from "../../statement/bag/watch.ts";
import { type Marking, markings } from "../../statement/stix/objects.ts";
import type { SealedFinding } from "../../store/seal.ts";
import type { Store } from "../../store/store.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  collect,
  openStore,
  outputOf,
  readConfig,
  timeMs,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { withRule } from "../results/rule.ts";
import { type CountOptions, gatherClaims, gatherCount, gatherText } from "../statement.ts";
import { version } from "../version.ts";
import { storedGrowth, watchedOf } from "../watched.ts";
import { write } from "./evidence.ts";
import { readText } from "./verify.ts";

interface Options extends CommonOptions, CountOptions {
  readonly out: string;
  readonly publisher: string;
  readonly from?: number;
  readonly to?: number;
  readonly claims?: string;
  readonly text?: string;
  readonly consent: readonly string[];
  readonly trust?: string;
  readonly tlp: Marking;
}

export function build(effects: Effects): Command {
  return withRule(withCommonOptions(new Command("statement"), effects))
    .requiredOption("--out <dir>", "a new folder")
    .requiredOption("--publisher <name>", "who publishes it")
    .option("--from <time>", "attacks that began at or after this", timeMs)
    .option("--to <time>", "attacks that began before this", timeMs)
    .option("--official <file>", "published results, of stations or of sums")
    .option("--collected <file>", "results from the minutes, by station")
    .option("--roll <file>", "registered voters by station, from a source of its own")
    .option("--audit <dir>", "folder of an audit; all of it is published (repeatable)", collect, [])
    .option("--claims <file>", "claims of others, to be judged (YAML or JSON)")
    .option("--text <file>", "your own words, marked as such")
    .option("--consent <body>", "a body that agreed to have its figures published (repeatable)", collect, [])
    .option("--trust <file>", "trust policy whose witnesses have to cosign")
    .addOption(new Option("--tlp <marking>", "of the STIX bundle").choices(markings).default("white"))
    .addHelpText(
      "after",
      '\nExample:\n  $ vigie statement --out statement --publisher "CERT example" --official published.csv --collected minutes.csv --claims claims.yaml',
    )
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const loaded = readConfig(options, output);
  refuseEarly(loaded, output, effects);
  refuseStore(options);
  const count = await gatherCount(options);
  const store = openStore(options);
  try {
    const files = await publishStatement(
      inputOf(options, loaded, count, store, output, effects),
      new Publisher(options.store, store, methodOf(version(), "", []), trustOf(options)),
    );
    write(options.out, () => writeBag(files, options.out));
    await tell(files, options, output);
  } finally {
    store.close();
  }
}

/** Nothing before its time, and nothing with a key that is not to be used any more. */
function refuseEarly({ config }: LoadedConfig, output: Output, effects: Effects): void {
  const { early, earlyRemedy, expired, expiredRemedy } = output.messages.statementPage;
  const { publish_not_before: from, key_valid_until: until } = config;
  if (from !== undefined && effects.now() < Date.parse(from))
    throw new VigieError(problem("usage", null, fill(early, { until: from }), earlyRemedy));
  if (until !== undefined && effects.now() > Date.parse(until))
    throw new VigieError(problem("usage", null, fill(expired, { until }), expiredRemedy));
}

/** A folder that is there, and a store that is none or has not what its log says: refused before anything is sealed. */
function refuseStore({ out, store }: Options): void {
  if (existsSync(out))
    throw new VigieError(problem("unreadable", { file: out }, "is there already", "choose another --out"));
  if (store === ":memory:" || !existsSync(join(spinePaths(store).log, "checkpoint")))
    throw new VigieError(
      problem(
        "store",
        { file: store },
        "holds no log to publish from",
        "scan or watch with this --store first, or: vigie log init",
      ),
    );
}

function inputOf(
  options: Options,
  loaded: LoadedConfig,
  count: StatementInput["count"],
  store: Store,
  output: Output,
  effects: Effects,
): StatementInput {
  refuseFork(options.store, store);
  const policy = options.trust === undefined ? policyText(options.store) : readText(options.trust);
  const parsed = must(parsePolicy(policy), options.trust ?? options.store);
  const time = (ms: number | undefined): string | null => (ms === undefined ? null : timeText(ms));
  return {
    statement: {
      publisher: options.publisher,
      asOf: timeText(effects.now()),
      from: time(options.from),
      to: time(options.to),
      author: options.text === undefined ? null : gatherText(options.text),
      witnesses: options.trust === undefined ? 0 : parsed.witnesses.length,
    },
    count,
    watch: watchOf(options, loaded, store, output),
    drills: lastDrills(store),
    claims: options.claims === undefined ? [] : gatherClaims(options.claims, store),
    techniques: [...new Set(triageStore(store).attacks.flatMap(({ techniques }) => techniques))].sort(),
    policy,
    marking: options.tlp,
    language: options.lang,
  };
}

/** A log that does not hold what the store gave it, or was written anew, is no ground to publish from. */
function refuseFork(folder: string, store: Store): void {
  const { log } = spinePaths(folder);
  const own = must(parsePolicy(policyText(folder)), folder).logs[0];
  const checks =
    own === undefined ? [] : [...verifyLog(log, trustLog(own.key)).checks, logAsInStore(log, store)];
  const failed = checks.find(({ ok }) => !ok);
  if (failed === undefined && checks.length > 0) return;
  throw new VigieError(
    problem(
      "store",
      { file: log },
      `the log does not hold: ${failed?.name ?? "key"}: ${failed?.detail ?? "there is none"}`,
      "find out who changed it (vigie log verify) before anything is published",
    ),
  );
}

function watchOf(options: Options, loaded: LoadedConfig, store: Store, output: Output): WatchCount | null {
  const folder = new SegmentFolder(spinePaths(options.store).segments);
  const sources = retainedSources(store);
  if (sources.length === 0) return null;
  return countWatch(store, {
    fromMs: options.from ?? null,
    toMs: options.to ?? null,
    gapMs: parseDuration(loaded.config.gap) ?? 0,
    watched: watchedOf(sources, folder, loaded, output).map((one) => one),
    growth: storedGrowth(store, folder, loaded, output),
    consent: options.consent,
  });
}

function lastDrills(store: Store): SealedFinding | null {
  let last: SealedFinding | null = null;
  for (const one of store.allFindings()) if (one.kind === "drill") last = one;
  return last;
}

function trustOf({ trust }: Options): ReturnType<typeof trustLog> | null {
  return trust === undefined ? null : must(parsePolicy(readText(trust)), trust);
}

/** All of it, or nothing: the folder gets its name when everything is in it. */
function writeBag(files: BagFiles, out: string): void {
  const part = `${out.replace(/[/\\]+$/, "")}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(part, path)), { recursive: true });
    writeFileSync(join(part, path), bytes);
  }
  renameSync(part, out);
}

async function tell(files: BagFiles, { out, json, publisher, lang }: Options, output: Output): Promise<void> {
  const page = join(out, "data", "index.html");
  const values = { folder: out, files: countText(files.size, lang), page };
  if (json) await output.object({ kind: "statement", folder: out, files: files.size, page, publisher });
  else await output.line(fill(output.messages.statementPage.written, values));
}
