/**
 * `vigie campaigns`: attacks that are tied together, and by what.
 * @module
 */
import { Command } from "commander";
import { triageStore } from "../../pipeline/triage.ts";
import { printCampaign } from "../campaigns.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, openStore, outputOf, withCommonOptions } from "../options.ts";

interface Options extends CommonOptions {
  readonly body?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("campaigns"), effects)
    .option("--body <name>", "only campaigns against this body")
    .addHelpText("after", "\nExample:\n  $ vigie campaigns --body commission")
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const triaged = triageStore(store);
    const { body } = options;
    const campaigns = triaged.campaigns.filter(({ bodies }) => body === undefined || bodies.includes(body));
    if (options.json) for (const campaign of campaigns) await output.object(campaign);
    else if (campaigns.length === 0) await output.line(output.messages.campaigns.none);
    else for (const campaign of campaigns) await printCampaign(campaign, triaged, output);
  } finally {
    store.close();
  }
}
