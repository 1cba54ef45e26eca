/**
 * `vigie judge ID`: a person's decision about an attack or a campaign, kept with its reason and its history.
 * @module
 */
import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { type Attack, type VerdictClass, verdictClasses } from "../../model/attack.ts";
import { sealJudgement } from "../../pipeline/judgement.ts";
import { attacksOf, campaignsNamed, triageStore } from "../../pipeline/triage.ts";
import type { JudgementRecord } from "../../store/judgements.ts";
import type { Store } from "../../store/store.ts";
import { sealingOf } from "../decisions.ts";
import type { Effects } from "../effects.ts";
import { findOne } from "../find.ts";
import { type CommonOptions, openStore, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

interface Options extends CommonOptions {
  readonly verdict?: VerdictClass;
  readonly why?: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("judge"), effects)
    .argument("<id>", "id of an attack or a campaign, or its first six characters or more")
    .addOption(new Option("--verdict <class>", "what it is").choices(verdictClasses))
    .option("--why <text>", "the reason, for whoever reads it later")
    .addHelpText(
      "after",
      '\nWithout --verdict: what was decided so far.\n\nExample:\n  $ vigie judge 3f2a9c41b0d7 --verdict opportunistic --why "our own penetration test, announced on 3 May"',
    )
    .action((id: string, options: Options) => run(id, options, effects));
}

async function run(id: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const { about, attacks } = whatIs(store, id, output);
    if (options.verdict !== undefined) {
      const why = options.why?.trim() ?? "";
      if (why === "")
        throw new VigieError(
          problem("usage", null, "a decision without a reason helps nobody", "add --why TEXT"),
        );
      const rules = [...new Set(attacks.flatMap((attack) => attack.rules))];
      const judgement = { about, verdict: options.verdict, why, rules, atMs: effects.now() };
      const sealing = sealingOf(options, store, output);
      try {
        sealJudgement(store, sealing.sealer, judgement);
      } finally {
        await sealing.close();
      }
    }
    for (const record of store.judgements.about(about)) await tell(record, output);
    if (store.judgements.about(about).length === 0) await output.line(output.messages.judge.none);
  } finally {
    store.close();
  }
}

/** A campaign by its own id, else an attack. */
function whatIs(
  store: Store,
  id: string,
  output: Output,
): { readonly about: string; readonly attacks: readonly Attack[] } {
  if (id.length >= 6 && store.find(id.toLowerCase()).length === 0) {
    const triaged = triageStore(store);
    const [campaign, another] = campaignsNamed(triaged, id);
    if (campaign !== undefined && another === undefined)
      return { about: campaign.id, attacks: attacksOf(campaign, triaged) };
  }
  const thing = findOne(store, id, output);
  if ("attack" in thing) return { about: thing.attack.id, attacks: [thing.attack] };
  throw new VigieError(
    problem("usage", { file: id }, "is neither an attack nor a campaign", "vigie attacks lists them"),
  );
}

async function tell({ about, verdict, why, atMs }: JudgementRecord, output: Output): Promise<void> {
  const at = timeText(atMs);
  if (output.json) return output.object({ kind: "judgement", about, verdict, why, at });
  const { messages: m, color } = output;
  await output.line(
    `${at}  ${color.bold(m.classes[verdict])}  ${terminalText(why, 400)}  ${color.dim(about.slice(0, 12))}`,
  );
}
