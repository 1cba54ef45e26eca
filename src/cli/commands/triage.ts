/**
 * `vigie triage FILE...`: ranks the alerts of another tool.
 * @module
 */
import { Command } from "commander";
import { countText } from "../../base/text.ts";
import { parseDuration } from "../../base/time.ts";
import { parseMapping } from "../../pipeline/foreign/mapping.ts";
import { triageForeign } from "../../pipeline/foreign/triage.ts";
import { printAttacks } from "../answer.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, durationMs, outputOf, readConfig, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface Options extends CommonOptions {
  readonly map?: string;
  readonly gap?: number;
  readonly body?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("triage"), effects)
    .argument(
      "<file...>",
      "alerts: CSV, or JSON lines (Suricata EVE, Wazuh, any with --map); .gz; - is standard input",
    )
    .option("--map <roles>", "which column holds what: time=..,rule=..[,host=..][,origin=..][,body=..]")
    .option("--gap <duration>", "silence that ends an attack (30m)", durationMs)
    .option("--body <name>", "whose alerts these are")
    .addHelpText(
      "after",
      "\nExamples:\n  $ vigie triage /var/log/suricata/eve.json\n  $ vigie triage alerts.csv.gz --map time=time,rule=short,host=host --gap 10m",
    )
    .action((paths: string[], options: Options) => run(paths, options, effects));
}

async function run(paths: readonly string[], options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { config } = readConfig(options, output);
  const problems = new Problems(output);
  const result = await triageForeign(paths, {
    mapping: options.map === undefined ? null : parseMapping(options.map),
    gapMs: options.gap ?? parseDuration(config.gap) ?? 0,
    body: options.body ?? config.body,
    onProblem: (found) => problems.add(found),
    onEmpty: (file) => output.remark(output.messages.ranking.empty(file)),
  });
  const { attacks } = result;
  if (options.json) for (const attack of attacks) await output.object(attack);
  else {
    const { triage: m, language } = output.messages;
    await output.line(m.counted(countText(result.alerts, language), countText(attacks.length, language)));
    if (attacks.length > 0) await printAttacks(attacks.slice(0, SHOWN), output);
    await output.line(m.caveat);
  }
  if (result.passed > 0)
    output.remark(output.messages.triage.passed(countText(result.passed, output.messages.language)));
  problems.end();
  if (result.problems > 0) throw new ExitError(exit.unread);
}

const SHOWN = 20;
const PROBLEMS_SHOWN = 10;

/** The first problems one by one, the others by their number: a wrong file has a million of them. */
class Problems {
  readonly #output: Output;
  #count = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  add(found: Parameters<Output["problem"]>[0]): void {
    if (++this.#count <= PROBLEMS_SHOWN) this.#output.problem(found);
  }

  end(): void {
    const more = this.#count - PROBLEMS_SHOWN;
    if (more > 0) this.#output.remark(this.#output.messages.triage.moreProblems(String(more)));
  }
}
