/**
 * The rules that a command works with.
 * @module
 */
import { problem } from "../base/errors.ts";
import { type LoadedConfig, rulePaths } from "../config/load.ts";
import { type LoadedRules, loadRules } from "../pipeline/rules.ts";
import { ExitError, exit } from "./exit.ts";
import type { Output } from "./output.ts";

export interface RuleOptions {
  /** Files, folders and archives named on the command line. */
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
}

/**
 * Loads the built-in rules, those of the configuration and those of the command line; tells what was rejected, and when none of
 * those that were named can be used.
 * @throws ExitError when none is left, since nothing could be found
 */
export async function chosenRules(
  options: RuleOptions,
  loaded: LoadedConfig,
  output: Output,
): Promise<LoadedRules> {
  const { config } = loaded;
  const builtin = options.builtinRules && config.builtin_rules;
  const placeholders = new Map(Object.entries(config.placeholders));
  const named = [...rulePaths(loaded), ...options.rules];
  const rules = withRemark(await loadRules(named, builtin, placeholders), named, output);
  for (const found of rules.problems) output.problem(found);
  if (rules.loaded > 0) return rules;
  const { noneLoaded, noneLoadedRemedy } = output.messages.rules;
  output.problem(problem("usage", null, noneLoaded, noneLoadedRemedy));
  throw new ExitError(exit.usage);
}

/** Whoever names rules of which none can be used must not take what Vigie's own found for what his own found. */
function withRemark(rules: LoadedRules, named: readonly string[], output: Output): LoadedRules {
  const isUsed = rules.usedPaths.some((path) => named.includes(path));
  if (rules.rejected === 0 || named.length === 0 || isUsed || rules.loaded === 0) return rules;
  const { noneUsable, noneUsableRemedy } = output.messages.rules;
  const none = problem("not-found", null, noneUsable, noneUsableRemedy);
  return { ...rules, problems: [...rules.problems, none] };
}
