/**
 * `vigie witness --listen ADDR`: cosigns the checkpoints of logs it knows, and remembers them, so that no log can be rewritten unseen.
 * For parties and observers; it needs nothing of the bodies whose logs it watches.
 * @module
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { problem } from "../../base/errors.ts";
import {
  createSeed,
  faultText,
  formatSignerKey,
  formatVerifierKey,
  openWitnessFolder,
  parseVerifierKey,
  readKeyFile,
  SIGNATURE_TYPES,
  type SignerKey,
  serveWitness,
  Witness,
  writeKeyFile,
} from "../../evidence/tlog/index.ts";
import { must } from "../../pipeline/spine.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, collect, outputOf, withCommonOptions } from "../options.ts";
import { untilStopped } from "../stop.ts";
import { type ListenAddress, listenAddress } from "./log.ts";

interface Options extends CommonOptions {
  readonly listen: ListenAddress;
  readonly name: string;
  readonly log: readonly string[];
}

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("witness"), effects)
    .requiredOption("--listen <address>", "PORT or HOST:PORT (127.0.0.1 without a host)", listenAddress)
    .option("--name <name>", "the witness's name at first use", "witness.example")
    .option("--log <vkey>", "key of a log that is watched (repeatable)", collect, [])
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie witness --listen 8090 --name observer.example --log 'log.commission.example+1a2b3c4d+...'",
    )
    .action((options: Options) => run(options, effects));
}

async function run(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const folder = join(options.store, "witness");
  const signers = keysOf(join(folder, "keys", "witness.key"), options.name);
  const logs = options.log.map((text) => must(parseVerifierKey(text), "--log"));
  const memory = must(openWitnessFolder(join(folder, "seen")), folder);
  const witness = new Witness({
    logs,
    signers,
    store: memory,
    onRefusal: ({ origin, fault, note }) => {
      if (fault.code !== "bad-proof") return; // a log that asks from another size than ours asks again: nothing is wrong
      const file = join(folder, `refused-${Date.now()}.txt`);
      writeFileSync(file, note, { mode: 0o600 });
      output.problem(
        problem(
          "store",
          { file: origin },
          `a signed checkpoint does not continue the log that was seen before: ${faultText(fault)}`,
          `it is kept in ${file}: it may prove that the log was rewritten`,
        ),
      );
    },
  });
  const server = must(await serveWitness(witness, options.listen), folder);
  for (const { verifier } of signers) {
    if (options.json)
      await output.object({ kind: "witness", url: server.url, vkey: formatVerifierKey(verifier) });
    else await output.line(`${server.url}  ${formatVerifierKey(verifier)}`);
  }
  await untilStopped();
  await server.close();
  memory.close();
}

function keysOf(file: string, name: string): readonly SignerKey[] {
  if (!existsSync(file))
    must(writeKeyFile(file, [formatSignerKey(name, SIGNATURE_TYPES.cosignature, createSeed())]), file);
  return must(readKeyFile(file), file);
}
