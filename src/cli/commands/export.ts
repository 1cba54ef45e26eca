/**
 * `vigie export --stix FILE|--misp FILE`: what was seen, for others to look for, without raw data.
 * @module
 */

import { Command, Option } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { type Attack, verdictClasses } from "../../model/attack.ts";
import { triageStore } from "../../pipeline/triage.ts";
import { exportMisp } from "../../statement/misp.ts";
import { exportStix } from "../../statement/stix/export.ts";
import { type Marking, markings } from "../../statement/stix/objects.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, openStore, outputOf, timeMs, withCommonOptions } from "../options.ts";

interface Options extends CommonOptions {
  readonly stix?: string;
  readonly misp?: string;
  readonly publisher: string;
  readonly tlp: Marking;
  readonly class?: string;
  readonly body?: string;
  readonly since?: number;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("export"), effects)
    .option("--stix <file>", "a STIX 2.1 bundle")
    .option("--misp <file>", "a MISP event")
    .option("--publisher <name>", "in whose name", "Vigie")
    .addOption(new Option("--tlp <marking>", "who may see it").choices(markings).default("amber"))
    .addOption(new Option("--class <class>", "attacks of one class").choices(verdictClasses))
    .option("--body <name>", "attacks on one body")
    .option("--since <time>", "attacks that ended after this", timeMs)
    .addHelpText(
      "after",
      '\nExample:\n  $ vigie export --stix attacks.json --publisher "CERT example" --class elaborate',
    )
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (options.stix === undefined && options.misp === undefined)
    throw new VigieError(
      problem("usage", null, "nothing is to be written", "name a file with --stix or --misp"),
    );
  const store = openStore(options);
  try {
    const triaged = triageStore(store); // judged together: an attack of a campaign is judged with it
    const attacks = triaged.attacks.filter((attack) => isWanted(attack, options));
    const chosen = new Set(attacks.map(({ id }) => id));
    const campaigns = triaged.campaigns.filter((one) => one.attacks.some((id) => chosen.has(id)));
    const settings = { publisher: options.publisher, marking: options.tlp, nowMs: effects.now() };
    if (options.stix !== undefined) writeJson(options.stix, exportStix(attacks, campaigns, settings));
    if (options.misp !== undefined) writeJson(options.misp, exportMisp(attacks, settings));
    const addresses = new Set(attacks.flatMap(({ origin }) => origin?.ip ?? [])).size;
    if (options.json) await output.object({ kind: "summary", attacks: attacks.length, addresses });
    else await output.line(output.messages.exchange.exported(String(attacks.length), String(addresses)));
  } finally {
    store.close();
  }
}

function isWanted({ body, verdict, last }: Attack, options: Options): boolean {
  return (
    (options.body === undefined || body === options.body) &&
    (options.class === undefined || verdict.class === options.class) &&
    (options.since === undefined || Date.parse(last) >= options.since)
  );
}

function writeJson(file: string, value: object): void {
  writeWhole(file, `${JSON.stringify(value, null, 1)}\n`, 0o600);
}
