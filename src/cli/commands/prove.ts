/**
 * `vigie prove ID --out FILE.tlog-proof`
 * @module
 */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { LogFolder } from "../../evidence/tlog/index.ts";
import { proofOf } from "../../pipeline/bundle.ts";
import { lastFinding } from "../../pipeline/judgement.ts";
import { spinePaths } from "../../pipeline/spine.ts";
import { idOf } from "../../store/store.ts";
import type { Effects } from "../effects.ts";
import { findOne } from "../find.ts";
import { type CommonOptions, openStore, outputOf, withCommonOptions } from "../options.ts";
import { write } from "./evidence.ts";

interface Options extends CommonOptions {
  readonly out: string;
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("prove"), effects)
    .argument("<id>", "id of an attack, alert or decision, or its first six characters or more")
    .requiredOption("--out <file>", "where to write the proof")
    .addHelpText("after", "\nExample:\n  $ vigie prove 3f2a9c41b0d7 --out finding.tlog-proof")
    .action((id: string, options: Options) => run(id, options, effects));
}

async function run(id: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const thing = findOne(store, id, output);
    const whole = idOf(thing);
    const finding = lastFinding(store, whole);
    if (finding === null) {
      throw new VigieError(
        problem("not-found", { file: whole }, "was not sealed, or was erased", "scan again with a store"),
      );
    }
    const proof = proofOf(finding, store, new LogFolder(spinePaths(options.store).log));
    write(options.out, () => writeFileSync(options.out, proof));
    if (options.json) await output.object({ kind: "proof", file: options.out, about: whole });
    else await output.line(output.messages.verify.proofWritten(options.out));
  } finally {
    store.close();
  }
}
