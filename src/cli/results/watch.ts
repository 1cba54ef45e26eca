/**
 * `vigie results watch URL|FILE --committed FILE`: what is displayed, poll after poll, beside what was committed.
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import type { ResultTable } from "../../ballots/results/table.ts";
import { compareDisplayed, type Displayed, type ShownFigure } from "../../ballots/tabulation/displayed.ts";
import { errorText } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { resultsEn } from "../../base/messages/results.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { methodOf } from "../../pipeline/method.ts";
import { openSealing } from "../../pipeline/spine.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import {
  type CommonOptions,
  collect,
  durationMs,
  openStore,
  outputOf,
  wholeNumber,
  withCommonOptions,
} from "../options.ts";
import type { Output } from "../output.ts";
import { untilStopped } from "../stop.ts";
import { version } from "../version.ts";
import { count, readSound, shown, wholeFiles } from "./files.ts";

interface Options extends CommonOptions {
  readonly committed: string;
  readonly every: number;
  readonly times?: number;
  readonly choice: readonly string[];
  readonly keep?: string;
}

type Status = keyof (typeof resultsEn)["watch"]["statuses"];

/** A results page is small; what is larger is refused, not read. */
const MAX_SHOWN = 64 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

export function watchCommand(effects: Effects): Command {
  return withCommonOptions(new Command("watch"), effects)
    .description("compare what a results page, file or feed shows with what was committed, again and again")
    .argument("<shown>", "an http(s) address, or a file; HTML, CSV or JSON")
    .requiredOption(
      "--committed <file>",
      "results as committed; may come later, and is read anew at every poll",
    )
    .option("--every <duration>", "time between polls", durationMs, 30_000)
    .option("--times <n>", "stop after so many polls (default: when stopped)", wholeNumber())
    .option("--choice <name>", "a name to look for before anything is committed (repeatable)", collect, [])
    .option("--keep <dir>", "keep every version of what was shown, named by its SHA-256")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie results watch https://results.example/ --committed committed.csv --keep shown/",
    )
    .action((address: string, options: Options) => run(address, options, effects));
}

interface Poll {
  readonly status: Status;
  readonly sha256: string | null;
  readonly found: Displayed | null;
  readonly reason: string | null;
}

async function run(address: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  let stopped = false;
  void untilStopped().then(() => {
    stopped = true;
  });
  let [last, alarmed, understood] = ["", false, false];
  for (let poll = 1; !stopped; poll++) {
    const seen = await look(address, options, output);
    const key = `${seen.status} ${seen.sha256}`;
    if (seen.status !== "unreadable") understood = true;
    if (seen.status === "differs" || seen.status === "early") alarmed = true;
    if (options.json || key !== last) await tell(address, seen, options, output, effects);
    if (key !== last && seen.status === "differs") await seal(address, seen, options);
    last = key;
    if (poll === options.times) break;
    for (let waited = 0; waited < options.every && !stopped; waited += 250)
      await pause(Math.min(250, options.every - waited));
  }
  if (alarmed) throw new ExitError(exit.check);
  if (!understood) throw new ExitError(exit.unread);
}

async function look(address: string, options: Options, output: Output): Promise<Poll> {
  const bytes = await fetched(address);
  if (!bytes.ok) return { status: "unreadable", sha256: null, found: null, reason: bytes.error };
  const sha256 = createHash("sha256").update(bytes.value).digest("hex");
  if (options.keep !== undefined) keep(options.keep, sha256, bytes.value);
  const committed = await committedTable(options.committed, output);
  const found = compareDisplayed(address, bytes.value, committed, options.choice);
  if (!found.ok) return { status: "unreadable", sha256, found: null, reason: found.error };
  const { differing, early } = found.value;
  const status = differing.length > 0 ? "differs" : early.length > 0 ? "early" : "agrees";
  return { status, sha256, found: found.value, reason: null };
}

async function committedTable(file: string, output: Output): Promise<ResultTable | null> {
  return existsSync(file) ? readSound(file, output) : null;
}

/** Whoever runs the results site, or broke into it, controls the answer: it is bounded in time and size. */
async function fetched(address: string): Promise<Result<Uint8Array, string>> {
  try {
    if (!/^https?:\/\//i.test(address)) {
      for await (const { bytes } of wholeFiles([address])) return ok(bytes);
      return err("is empty");
    }
    const answer = await fetch(address, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "cache-control": "no-cache" },
    });
    if (!answer.ok) return err(`answered ${answer.status}`);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of answer.body ?? []) {
      size += piece.length;
      if (size > MAX_SHOWN) return err("is larger than 64 MiB");
      pieces.push(piece);
    }
    return ok(Buffer.concat(pieces));
  } catch (error) {
    return err(errorText(error instanceof Error && error.cause !== undefined ? error.cause : error));
  }
}

function keep(folder: string, sha256: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, sha256);
  if (!existsSync(file)) writeWhole(file, bytes);
}

async function tell(
  address: string,
  poll: Poll,
  options: Options,
  output: Output,
  effects: Effects,
): Promise<void> {
  const time = new Date(effects.now()).toISOString();
  const { status, sha256, found, reason } = poll;
  const alarming = [...(found?.differing ?? []), ...(found?.early ?? [])];
  if (options.json) {
    for (const { level, unit, choice, shown: official, committed } of alarming)
      await output.object({ kind: "difference", level, unit, choice, official, replayed: committed });
    return output.object({
      kind: "shown",
      time,
      where: address,
      sha256,
      status,
      compared: found?.compared ?? 0,
      reason,
    });
  }
  const { watch: m } = output.messages.results;
  const bad = status === "differs" || status === "early";
  const text = bad ? output.color.red(m.statuses[status]) : m.statuses[status];
  const more = reason ?? fill(m.compared, { count: count(found?.compared ?? 0, output) });
  await output.line(`${time.slice(0, 19).replace("T", " ")}  ${shown(address)}  ${text}  (${shown(more)})`);
  for (const one of alarming.slice(0, 10)) await output.line(`  ${fill(m.figure, figureValues(one))}`);
}

function figureValues({
  unit,
  choice,
  shown: figure,
  committed,
}: ShownFigure): Record<string, string | number> {
  return { unit: shown(unit), choice: shown(choice), shown: figure, committed: committed ?? "-" };
}

/** The log is the memory that nobody can change: what was shown, and when, stands there. */
async function seal(address: string, { sha256, found }: Poll, options: Options): Promise<void> {
  if (options.store === ":memory:") return;
  const differing = found?.differing ?? [];
  const [first] = differing;
  if (first === undefined || sha256 === null) return;
  const store = openStore(options);
  try {
    const sealing = openSealing(options.store, store, methodOf(version(), "", []));
    const text = fill(resultsEn.watch.figure, { ...first, committed: first.committed ?? "-" });
    const claim = fill(resultsEn.watch.claim, { where: address, count: differing.length, first: text });
    sealing.sealer.sealFinding(
      {
        kind: "discrepancy",
        claim,
        grade: "attested",
        subjects: [{ name: address, sha256 }],
        evidence: [],
        result: { where: address, differing: differing.slice(0, 1000) },
        recompute: ["vigie", "results", "watch", address, "--committed", options.committed, "--times", "1"],
      },
      `displayed ${sha256}`,
    );
    await sealing.close();
  } finally {
    store.close();
  }
}
