/**
 * `vigie rules check|list`.
 * @module
 */
import { Command } from "commander";
import { compareText, countText, terminalText } from "../../base/text.ts";
import { BUILTIN_RULES, type LoadedRules, loadRules } from "../../pipeline/rules.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

export function build(effects: Effects): Command {
  const rules = new Command("rules").addHelpText("after", "\nExample:\n  $ vigie rules check my-rules/");
  rules.addCommand(
    withCommonOptions(new Command("check"), effects)
      .description("check rules; every fault with its place and remedy")
      .argument("[path...]", "files, folders, .zip or .tar.gz; without any, Vigie's own pack")
      .addHelpText("after", "\nExample:\n  $ vigie rules check sigma-rules.tar.gz")
      .action((paths: string[], options: CommonOptions) => check(paths, options, effects)),
  );
  rules.addCommand(
    withCommonOptions(new Command("list"), effects)
      .description("list rules")
      .argument("[path...]", "files, folders, .zip or .tar.gz; without any, Vigie's own pack")
      .addHelpText("after", "\nExample:\n  $ vigie rules list --json | grep t1110")
      .action((paths: string[], options: CommonOptions) => list(paths, options, effects)),
  );
  return rules;
}

async function load(paths: readonly string[], options: CommonOptions, output: Output): Promise<LoadedRules> {
  const { config } = readConfig(options, output);
  const placeholders = new Map(Object.entries(config.placeholders));
  return loadRules(paths.length === 0 ? [BUILTIN_RULES] : paths, false, placeholders);
}

async function check(paths: readonly string[], options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { loaded, problems } = await load(paths, options, output);
  for (const found of problems) {
    if (options.json) await output.object({ kind: "problem", ...found });
    else output.problem(found);
  }
  if (options.json) await output.object({ kind: "summary", rules: { loaded, rejected: problems.length } });
  else {
    const { language, rules } = output.messages;
    await output.line(rules.checked(countText(loaded, language), countText(problems.length, language)));
  }
  if (loaded === 0 && problems.length === 0) {
    output.remark(output.messages.rules.none);
    throw new ExitError(exit.check);
  }
  if (problems.length > 0) throw new ExitError(exit.check);
}

async function list(paths: readonly string[], options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { set, problems } = await load(paths, options, output);
  for (const found of problems) output.problem(found);
  for (const rule of [...set.rules, ...set.correlations].toSorted((a, b) => compareText(a.title, b.title))) {
    const { key, title, tags, status, author, place } = rule;
    const level = rule.level ?? "informational";
    if (options.json)
      await output.object({
        kind: "rule",
        id: key,
        title,
        type: rule.kind,
        level,
        status,
        tags,
        author,
        file: place.file,
      });
    else
      await output.line(
        `${level.padEnd(13)} ${rule.kind.padEnd(11)} ${terminalText(title)}  ${output.color.dim(terminalText(key))}`,
      );
  }
}
