/**
 * `vigie rules check|list|test|coverage|explain`.
 * @module
 */
import { Command } from "commander";
import { compareText, countText, terminalText } from "../../base/text.ts";
import { BUILTIN_RULES, type LoadedRules, loadRules, remarksOn } from "../../pipeline/rules.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { layerOf, techniquesOf } from "../rules/coverage.ts";
import { eventsOf } from "../rules/events.ts";
import { explainCosts } from "../rules/explain.ts";
import { testRules } from "../rules/test.ts";

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
  rules.addCommand(
    withCommonOptions(new Command("test"), effects)
      .description("try rules on files: where they fire, and why or why not, part by part")
      .argument("<rules>", "file, folder, .zip or .tar.gz")
      .argument("<file...>", "logs")
      .addHelpText("after", "\nExample:\n  $ vigie rules test my-rule.yml Security.evtx")
      .action((path: string, files: string[], options: CommonOptions) => test(path, files, options, effects)),
  );
  rules.addCommand(
    withCommonOptions(new Command("coverage"), effects)
      .description("which techniques of ATT&CK the rules name; --json prints a layer of the ATT&CK Navigator")
      .argument("[path...]", "files, folders, .zip or .tar.gz; without any, Vigie's own pack")
      .addHelpText("after", "\nExample:\n  $ vigie rules coverage --json > layer.json")
      .action((paths: string[], options: CommonOptions) => coverage(paths, options, effects)),
  );
  rules.addCommand(
    withCommonOptions(new Command("explain"), effects)
      .description("what rules cost on files: the ten dearest, and what each waits for")
      .argument("<file...>", "logs")
      .option("--rules <path>", "Sigma rules, beside Vigie's own pack (repeatable)", collect, [])
      .addHelpText("after", "\nExample:\n  $ vigie rules explain access.log --rules sigma-rules.tar.gz")
      .action((files: string[], options: ExplainOptions) => explain(files, options, effects)),
  );
  return rules;
}

interface ExplainOptions extends CommonOptions {
  readonly rules: readonly string[];
}

function collect(value: string, list: readonly string[]): readonly string[] {
  return [...list, value];
}

async function test(
  path: string,
  files: readonly string[],
  options: CommonOptions,
  effects: Effects,
): Promise<void> {
  const output = outputOf(options, effects);
  const { set, problems } = await told([path], options, output);
  let unread = false;
  const events = eventsOf(files, options, output, () => {
    unread = true;
  });
  const allFired = await testRules(set, events, output);
  if (unread) throw new ExitError(exit.unread);
  if (!allFired || problems.length > 0) throw new ExitError(exit.check);
}

async function coverage(paths: readonly string[], options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const rules = await told(paths, options, output);
  if (options.json) await output.object(layerOf(rules.set));
  else await printTechniques(rules, output);
  mustBeGood(rules);
}

async function printTechniques({ set, loaded }: LoadedRules, output: Output): Promise<void> {
  const techniques = techniquesOf(set);
  for (const [id, count] of techniques) await output.line(`${id.padEnd(10)} ${String(count).padStart(5)}`);
  const { language, rules } = output.messages;
  await output.line(rules.covered(countText(techniques.size, language), countText(loaded, language)));
}

async function explain(files: readonly string[], options: ExplainOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const rules = await told([BUILTIN_RULES, ...options.rules], options, output);
  let unread = false;
  await explainCosts(
    rules.set,
    eventsOf(files, options, output, () => {
      unread = true;
    }),
    output,
  );
  if (unread) throw new ExitError(exit.unread);
  mustBeGood(rules);
}

async function load(paths: readonly string[], options: CommonOptions, output: Output): Promise<LoadedRules> {
  const { config } = readConfig(options, output);
  const placeholders = new Map(Object.entries(config.placeholders));
  return loadRules(paths.length === 0 ? [BUILTIN_RULES] : paths, false, placeholders);
}

/** The rules, after what is wrong with them was told. */
async function told(paths: readonly string[], options: CommonOptions, output: Output): Promise<LoadedRules> {
  const rules = await load(paths, options, output);
  for (const found of rules.problems) output.problem(found);
  return rules;
}

/** @throws ExitError when something was rejected or not found: nobody must take an empty answer for a good one */
function mustBeGood({ problems }: LoadedRules): void {
  if (problems.length > 0) throw new ExitError(exit.check);
}

async function check(paths: readonly string[], options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const checked = await load(paths, options, output);
  const { loaded, rejected, problems, set } = checked;
  const remarks = await remarksOn(paths.length === 0 ? [BUILTIN_RULES] : paths, set);
  for (const found of [...problems, ...remarks]) {
    const kind = found.code === "rule-remark" ? "remark" : "problem";
    if (options.json) await output.object({ kind, ...found });
    else output.problem(found);
  }
  const rules = { loaded, rejected, remarks: remarks.length };
  if (options.json) await output.object({ kind: "summary", rules });
  else {
    const { language, rules: words } = output.messages;
    const number = (value: number): string => countText(value, language);
    await output.line(words.checked(number(loaded), number(rejected), number(remarks.length)));
  }
  mustBeGood(checked);
}

async function list(paths: readonly string[], options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const rules = await told(paths, options, output);
  const { set } = rules;
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
  mustBeGood(rules);
}
