/**
 * `vigie verify DIR|FILE`: offline, every check by name.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { Command } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { readProblem } from "../../intake/problems.ts";
import { verifyFile, verifyFolder } from "../../statement/verify/verify.ts";
import { printChecks } from "../checks.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";

interface Options extends CommonOptions {
  readonly trust?: string;
  readonly recompute: boolean;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("verify"), effects)
    .argument("<path>", "a folder of vigie evidence, a log's folder, a .tlog-proof or a checkpoint")
    .option("--trust <file>", "trust policy (c2sp.org/tlog-policy): whose logs and witnesses are believed")
    .option("--recompute", "fire the rules again on the records", false)
    .addHelpText("after", "\nExample:\n  $ vigie verify evidence/ --trust policy.txt --recompute")
    .action((path: string, options: Options) => run(path, options, effects));
}

async function run(path: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const policy = options.trust === undefined ? null : readText(options.trust);
  const settings = { policy, recompute: options.recompute };
  const checks = isFolder(path) ? await verifyFolder(path, settings) : verifyFile(path, settings);
  if (policy === null) output.remark(output.messages.verify.ownWord);
  await printChecks(checks, output);
}

const MAX_POLICY_BYTES = 1024 * 1024;

/** Reads a trust policy. @throws VigieError */
export function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_POLICY_BYTES) {
      throw new VigieError(problem("too-large", { file }, "is larger than 1 MiB", "is this a trust policy?"));
    }
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new VigieError(readProblem(file, error));
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new VigieError(readProblem(path, error));
  }
}
