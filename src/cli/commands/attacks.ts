/**
 * `vigie attacks`: what the store holds.
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { verdictClasses } from "../../model/attack.ts";
import { outcomesOf, withOutcome } from "../../pipeline/outcomes.ts";
import type { AttackFilter } from "../../store/store.ts";
import { printAttacks } from "../answer.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, openStore, outputOf, timeMs, withCommonOptions } from "../options.ts";

interface Options extends CommonOptions {
  readonly body?: string;
  readonly class?: string;
  readonly since?: number;
  readonly rank?: number;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("attacks"), effects)
    .option("--body <name>", "only attacks against this body")
    .addOption(new Option("--class <class>", "only attacks of this class").choices(verdictClasses))
    .option("--since <time>", "only attacks still going on at this time or later", timeMs)
    .option("--rank <n>", "only the first n", positive)
    .addHelpText("after", "\nExample:\n  $ vigie attacks --class elaborate --since 2017-04-01")
    .action((options: Options) => run(options, effects));
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("expected a whole number from 1 on");
  return value;
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    let rank = 0;
    const outcomes = outcomesOf(store);
    const attacks = [...store.attacks(filterOf(options))].map((attack) => ({
      ...withOutcome(attack, outcomes),
      rank: ++rank,
    }));
    if (options.json) for (const attack of attacks) await output.object(attack);
    else if (attacks.length === 0) await output.line(output.messages.attacks.none);
    else await printAttacks(attacks, output);
  } finally {
    store.close();
  }
}

function filterOf(options: Options): AttackFilter {
  return {
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.class === undefined ? {} : { class: options.class }),
    ...(options.since === undefined ? {} : { sinceMs: options.since }),
    ...(options.rank === undefined ? {} : { limit: options.rank }),
  };
}
