/**
 * `vigie log init|checkpoint|verify|serve`
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { problem, VigieError } from "../../base/errors.ts";
import { SegmentFolder } from "../../evidence/segments.ts";
import {
  formatNote,
  formatVerifierKey,
  parsePolicy,
  readKeyFile,
  serveLog,
  trustLog,
  verifyCheckpoint,
  verifyLog,
} from "../../evidence/tlog/index.ts";
import { findingsHold, logAsInStore, segmentsHold } from "../../pipeline/audit.ts";
import { cosign } from "../../pipeline/cosign.ts";
import { must, openSpine, spinePaths } from "../../pipeline/spine.ts";
import { printChecks } from "../checks.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, openStore, outputOf, withCommonOptions } from "../options.ts";
import { untilStopped } from "../stop.ts";
import { readText } from "./verify.ts";

interface Options extends CommonOptions {
  readonly origin?: string;
  readonly trust?: string;
  readonly listen?: ListenAddress;
}

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `PORT` or `HOST:PORT`. */
export function listenAddress(text: string): ListenAddress {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw new InvalidArgumentError("expected PORT or HOST:PORT");
  return { host: match[1]?.replace(/^\[(.*)\]$/, "$1") ?? "127.0.0.1", port };
}

export function build(effects: Effects): Command {
  const log = new Command("log").addHelpText(
    "after",
    "\nExample:\n  $ vigie log checkpoint --trust policy.txt",
  );
  const sub = (name: string, text: string, example: string): Command => {
    const command = withCommonOptions(new Command(name), effects)
      .description(text)
      .addHelpText("after", `\nExample:\n  $ ${example}`);
    log.addCommand(command);
    return command;
  };
  sub(
    "init",
    "make the store's log and key, and print the key to give to others",
    "vigie log init --origin log.commission.example",
  )
    .option("--origin <name>", "the log's name, such as log.commission.example")
    .action((options: Options) => init(options, effects));
  sub(
    "checkpoint",
    "bring the log up to date, ask the policy's witnesses, and print the checkpoint",
    "vigie log checkpoint --trust policy.txt",
  )
    .option("--trust <file>", "trust policy whose witnesses are asked to cosign")
    .action((options: Options) => checkpoint(options, effects));
  sub(
    "verify",
    "hash every entry again, and compare the log with the store",
    "vigie log verify --trust policy.txt",
  )
    .option("--trust <file>", "trust policy; without one the store's own key is believed")
    .action((options: Options) => verify(options, effects));
  sub("serve", "serve the log, read only, until stopped", "vigie log serve --listen 8080")
    .option("--listen <address>", "PORT or HOST:PORT", listenAddress)
    .action((options: Options) => serve(options, effects));
  return log;
}

async function init(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    openSpine(options.store, store, options.origin ?? null).close();
    for (const { verifier } of must(readKeyFile(spinePaths(options.store).key), options.store)) {
      const vkey = formatVerifierKey(verifier);
      if (options.json) await output.object({ kind: "log", origin: verifier.name, vkey });
      else await output.line(vkey);
    }
  } finally {
    store.close();
  }
}

async function checkpoint(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  const spine = openSpine(options.store, store);
  try {
    await spine.flush();
    const policy =
      options.trust === undefined ? null : must(parsePolicy(readText(options.trust)), options.trust);
    if (policy !== null)
      for (const { witness, why } of await cosign(policy, spine.log, spinePaths(options.store).log))
        output.problem(problem("store", { file: witness }, `did not cosign: ${why}`, "ask its operator"));
    const text = formatNote(spine.log.note);
    if (options.json) await output.object({ kind: "checkpoint", size: spine.log.size, note: text });
    else await output.line(text.trimEnd());
    if (policy !== null && !verifyCheckpoint(text, policy).ok) throw new ExitError(exit.check);
  } finally {
    spine.close();
    store.close();
  }
}

async function verify(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const folder = spinePaths(options.store).log;
  const store = openStore(options);
  try {
    const verdict = verifyLog(folder, trustOf(options));
    const checks = verdict.checks.map(({ name, ok, detail }) => ({ name, ok, detail }));
    const segments = new SegmentFolder(spinePaths(options.store).segments);
    await printChecks(
      [...checks, logAsInStore(folder, store), findingsHold(store), segmentsHold(store, segments)],
      output,
    );
  } finally {
    store.close();
  }
}

function trustOf(options: Options): ReturnType<typeof trustLog> {
  if (options.trust !== undefined) return must(parsePolicy(readText(options.trust)), options.trust);
  const file = spinePaths(options.store).key;
  const [first] = must(readKeyFile(file), file);
  if (first === undefined)
    throw new VigieError(problem("store", { file }, "holds no key", "name a policy with --trust"));
  return trustLog(first.verifier);
}

async function serve(options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const server = must(await serveLog(spinePaths(options.store).log, options.listen ?? {}), options.store);
  await output.line(server.url);
  await untilStopped();
  await server.close();
}
