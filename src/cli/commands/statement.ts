/**
 * `vigie statement --out DIR`: the answer as a folder that anybody can open, read and verify.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { countText } from "../../base/text.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { spinePaths } from "../../pipeline/spine.ts";
import type { BagFiles } from "../../statement/bag/bagit.ts";
import { type Marking, markings } from "../../statement/stix/objects.ts";
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
import { type CountOptions, gatherClaims, gatherCount, gatherText } from "../statement/gather.ts";
import { makeStatement, type StatementSettings, writeBag } from "../statement/make.ts";
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
    const files = await makeStatement(settingsOf(options, count, store, effects), store, loaded, output);
    write(options.out, () => writeBag(files, options.out));
    await tell(files, options, output);
  } finally {
    store.close();
  }
}

function settingsOf(
  options: Options,
  count: StatementSettings["count"],
  store: Store,
  effects: Effects,
): StatementSettings {
  return {
    folder: options.store,
    publisher: options.publisher,
    nowMs: effects.now(),
    fromMs: options.from ?? null,
    toMs: options.to ?? null,
    count,
    claims: options.claims === undefined ? [] : gatherClaims(options.claims, store),
    author: options.text === undefined ? null : gatherText(options.text),
    consent: options.consent,
    trust: options.trust === undefined ? null : readText(options.trust),
    marking: options.tlp,
    language: options.lang,
  };
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

async function tell(files: BagFiles, { out, json, publisher, lang }: Options, output: Output): Promise<void> {
  const page = join(out, "data", "index.html");
  const values = { folder: out, files: countText(files.size, lang), page };
  if (json) await output.object({ kind: "statement", folder: out, files: files.size, page, publisher });
  else await output.line(fill(output.messages.statementPage.written, values));
}
