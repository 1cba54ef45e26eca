/**
 * `vigie attacks`: what the store holds.
 * @module
 */
import { Command, Option } from "commander";
import { type Attack, verdictClasses } from "../../model/attack.ts";
import { triageStore } from "../../pipeline/triage.ts";
import { printAttacks } from "../answer.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  openStore,
  outputOf,
  timeMs,
  wholeNumber,
  withCommonOptions,
} from "../options.ts";

interface Options extends CommonOptions {
  readonly body?: string;
  readonly class?: string;
  readonly since?: number;
  readonly rank?: number | true;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("attacks"), effects)
    .option("--body <name>", "only attacks against this body")
    .addOption(new Option("--class <class>", "only attacks of this class").choices(verdictClasses))
    .option("--since <time>", "only attacks still going on at this time or later", timeMs)
    .option("--rank [n]", "by rank, as always; with a number only the first n", wholeNumber())
    .addHelpText("after", "\nExample:\n  $ vigie attacks --class elaborate --since 2017-04-01")
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const chosen = triageStore(store).attacks.filter((attack) => isWanted(attack, options));
    const attacks = chosen
      .slice(0, options.rank === true ? undefined : options.rank)
      .map((attack, i) => ({ ...attack, rank: i + 1 }));
    if (options.json) for (const attack of attacks) await output.object(attack);
    else if (attacks.length === 0) await output.line(output.messages.attacks.none);
    else await printAttacks(attacks, output);
  } finally {
    store.close();
  }
}

function isWanted(attack: Attack, { body, class: kind, since }: Options): boolean {
  if (body !== undefined && attack.body !== body) return false;
  if (kind !== undefined && attack.verdict.class !== kind) return false;
  return since === undefined || Date.parse(attack.last) >= since;
}
