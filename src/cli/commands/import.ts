/**
 * `vigie import FILE`: indicators of others, as proposals that a person confirms or leaves.
 * @module
 */

import { Command } from "commander";
import { VigieError } from "../../base/errors.ts";
import { readWhole } from "../../base/files.ts";
import { terminalText } from "../../base/text.ts";
import type { Decision } from "../../model/decision.ts";
import { sealDecisions } from "../../pipeline/decisions.ts";
import { importedDecision } from "../../response/operator.ts";
import { type Import, importStix } from "../../statement/stix/import.ts";
import { safetyNow, sealingOf } from "../decisions.ts";
import type { Effects } from "../effects.ts";
import {
  type CommonOptions,
  durationMs,
  openStore,
  outputOf,
  readConfig,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";

interface Options extends CommonOptions {
  readonly for: number;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("import"), effects)
    .argument("<file>", "a STIX 2.1 bundle")
    .option("--for <duration>", "how long a confirmed block lasts", durationMs, 7 * 86_400_000)
    .addHelpText("after", "\nExample:\n  $ vigie import partner.json && vigie blocks list --status proposed")
    .action((file: string, options: Options) => run(file, options, effects));
}

async function run(file: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const { config } = readConfig(options, output);
  const read = importStix(file, readText(file));
  if (!read.ok) throw new VigieError(read.error);
  const store = openStore(options);
  const nowMs = effects.now();
  try {
    const sealing = sealingOf(options, store, output);
    const safety = safetyNow(config, store, nowMs);
    const proposals: Decision[] = [];
    let refused = 0;
    for (const { value, id, owner, validUntilMs } of read.value.indicators) {
      if (validUntilMs !== null && validUntilMs <= nowMs) {
        refused++;
        continue;
      }
      const why = `indicator of ${owner} (${id})`;
      const made = importedDecision(
        { value, durationMs: options.for, why, body: config.body, nowMs },
        safety,
      );
      if (made.ok) proposals.push(made.value);
      else refused++;
    }
    const fresh = sealDecisions(store, sealing.sealer, proposals);
    await sealing.close();
    await tell(read.value, { fresh, refused }, options, output);
  } finally {
    store.close();
  }
}

async function tell(
  { indicators, left, faults }: Import,
  { fresh, refused }: { readonly fresh: number; readonly refused: number },
  options: Options,
  output: Output,
): Promise<void> {
  for (const fault of faults.slice(0, 20)) output.remark(terminalText(fault, 300));
  if (options.json)
    return output.object({
      kind: "summary",
      indicators: indicators.length,
      proposed: fresh,
      refused,
      left,
      faults: faults.length,
    });
  const { exchange: m } = output.messages;
  await output.line(m.imported(String(indicators.length), String(fresh), String(refused)));
  const others = Object.entries(left).map(([type, count]) => `${terminalText(type)} ${count}`);
  if (others.length > 0) await output.line(m.left(others.join(", ")));
}

function readText(file: string): string {
  return readWhole(file, { mib: 256, remedy: "split the bundle" }).toString();
}
