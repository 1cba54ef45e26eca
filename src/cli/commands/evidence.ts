/**
 * `vigie evidence ID --out DIR`: the raw bytes with everything that is needed to check them.
 * @module
 */
import { Command } from "commander";
import { problem, systemCode, VigieError } from "../../base/errors.ts";
import { rulePaths } from "../../config/load.ts";
import { collectBundle, writeBundle } from "../../pipeline/bundle.ts";
import { loadRules } from "../../pipeline/rules.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { findOne } from "../find.ts";
import {
  type CommonOptions,
  collect,
  openStore,
  outputOf,
  readConfig,
  withCommonOptions,
} from "../options.ts";

interface Options extends CommonOptions {
  readonly out: string;
  readonly rules: readonly string[];
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("evidence"), effects)
    .argument("<id>", "id of an attack or alert, or its first six characters or more")
    .requiredOption("--out <dir>", "a new folder")
    .option("--rules <path>", "rules that the scan used besides the built-in ones (repeatable)", collect, [])
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie evidence 3f2a9c41b0d7 --out evidence && vigie verify evidence --recompute",
    )
    .action((id: string, options: Options) => run(id, options, effects));
}

async function run(id: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const config = readConfig(options, output);
  const placeholders = new Map(Object.entries(config.config.placeholders));
  const { set } = await loadRules([...rulePaths(config), ...options.rules], true, placeholders);
  const store = openStore(options);
  try {
    const bundle = collectBundle(findOne(store, id, output), store, options.store, set);
    if (!bundle.ok) {
      output.problem(bundle.error);
      throw new ExitError(exit.usage);
    }
    write(options.out, () => writeBundle(bundle.value, options.out));
    if (options.json) await output.object({ kind: "bundle", folder: options.out, files: bundle.value.size });
    else await output.line(output.messages.verify.written(options.out, String(bundle.value.size)));
  } finally {
    store.close();
  }
}

/** Runs a step that writes to a path the user named. @throws VigieError */
export function write(file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    const text = code === "EEXIST" ? "is there already" : `cannot be written: ${code}`;
    throw new VigieError(problem("unreadable", { file }, text, "choose another --out"));
  }
}
