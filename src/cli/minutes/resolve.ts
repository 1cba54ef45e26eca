/**
 * `vigie minutes resolve DIR`: how far the collection is; a third person's choice; and the figures, for a comparison.
 * @module
 */

import { Command } from "commander";
import type { CollectedContest } from "../../ballots/minutes/contest.ts";
import { sameFigures } from "../../ballots/minutes/entry.ts";
import { addResolution, type Collection, readCollection } from "../../ballots/minutes/folder.ts";
import { type State, type StationStatus, states, statusOf } from "../../ballots/minutes/status.ts";
import { totals } from "../../ballots/results/table.ts";
import { csvRow } from "../../base/csv.ts";
import { type Problem, problem, VigieError } from "../../base/errors.ts";
import { writeWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { personOf } from "../../base/text.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, shown } from "../results/files.ts";
import { placeCells, placeColumns } from "../results/rows.ts";

interface Options extends CommonOptions {
  readonly unit?: string;
  readonly take?: string;
  readonly copy: string;
  readonly by?: string;
  readonly why?: string;
  readonly out?: string;
}

const SHOWN = 10;

export function resolveCommand(effects: Effects): Command {
  return withCommonOptions(new Command("resolve"), effects)
    .description("show where entries differ, decide as a third person, write the collected figures")
    .argument("<dir>", "the folder of the collection")
    .option("--unit <code>", "the station to decide")
    .option("--take <name>", "whose entry is right")
    .option("--copy <name>", "of which copy of the paper", "mairie")
    .option("--by <name>", "who decides; neither of those who typed")
    .option("--why <text>", "the reason, kept with the decision")
    .option("--out <file>", "write the stations that two people agree on, for vigie results compare")
    .addHelpText(
      "after",
      '\nExample:\n  $ vigie minutes resolve minutes/ --unit 22/001/0001 --take Alix --by Camille --why "the 1 is a 7" --out collected.csv',
    )
    .action((folder: string, options: Options) => run(folder, options, effects));
}

async function run(folder: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (options.take !== undefined) decide(folder, options, output, effects);
  const { contest, entries, resolutions } = collectionOf(folder);
  const statuses = statusOf(contest, entries, resolutions);
  await (options.json ? printJson(statuses, output) : printText(statuses, output));
  if (options.out === undefined) return;
  const sure = statuses.filter(({ state }) => state === "agreed" || state === "resolved");
  writeCollected(options.out, contest, sure);
  const values = { count: count(sure.length, output), file: shown(options.out) };
  output.remark(fill(output.messages.results.minutes.written, values));
}

function collectionOf(folder: string): Collection {
  const collection = readCollection(folder);
  if (!collection.ok) throw new VigieError(collection.error);
  return collection.value;
}

/** @throws VigieError when the choice is not a third person's, or there is nothing to choose */
function decide(folder: string, options: Options, output: Output, effects: Effects): void {
  const { unit, take, copy, by, why } = options;
  if (unit === undefined || take === undefined || by === undefined || why === undefined)
    throw new VigieError(
      problem("usage", null, "--take needs --unit, --by and --why", "say who decides, and why"),
    );
  const { minutes: m } = output.messages.results;
  const typed = collectionOf(folder).entries.filter((entry) => entry.unit === unit && entry.copy === copy);
  const [first] = typed;
  const refuse = (text: string, values: Record<string, string>): Problem =>
    problem("usage", { file: folder }, fill(text, values), "vigie minutes resolve DIR shows what is open");
  if (!typed.some((entry) => personOf(entry.by) === personOf(take)))
    throw new VigieError(refuse(m.noEntry, { take, unit, copy }));
  if (personOf(by) === "" || typed.some((entry) => personOf(entry.by) === personOf(by)))
    throw new VigieError(refuse(m.sameperson, { by }));
  if (first === undefined || typed.every((entry) => sameFigures(first, entry)))
    throw new VigieError(refuse(m.nothingToResolve, { unit }));
  const time = new Date(effects.now()).toISOString();
  addResolution(folder, { format: "vigie-resolution-1", unit, copy, take, by, why, time });
  output.remark(fill(m.resolved, { unit, take }));
}

async function printJson(statuses: readonly StationStatus[], output: Output): Promise<void> {
  for (const { station, state, differences } of statuses)
    if (state !== "agreed" && state !== "missing")
      await output.object({ kind: "station", unit: station.unit, state, differences });
  const numbers = Object.fromEntries(states.map((state) => [state, numberOf(statuses, state)]));
  await output.object({ kind: "summary", stations: statuses.length, ...numbers });
}

async function printText(statuses: readonly StationStatus[], output: Output): Promise<void> {
  const { minutes: m } = output.messages.results;
  for (const state of states) {
    const found = statuses.filter((one) => one.state === state);
    if (found.length > 0) await output.line(`${count(found.length, output).padStart(8)}  ${m.states[state]}`);
  }
  const open = statuses.filter(({ state }) => state === "differs" || state === "conflict");
  for (const { station, differences } of open.slice(0, SHOWN)) {
    await output.line(`${shown(station.unit)} ${shown(station.name)}`);
    for (const { between, what, first, second } of differences)
      await output.line(
        `  ${shown(what)}: ${shown(between[0])} ${shown(first)}, ${shown(between[1])} ${shown(second)}`,
      );
  }
  if (open.length > SHOWN)
    await output.line(fill(output.messages.results.more, { count: count(open.length - SHOWN, output) }));
}

function numberOf(statuses: readonly StationStatus[], state: State): number {
  return statuses.filter((one) => one.state === state).length;
}

/** In the layout that every results command reads. */
function writeCollected(
  file: string,
  { choices }: CollectedContest,
  statuses: readonly StationStatus[],
): void {
  const header = [...placeColumns, ...totals, ...choices];
  const rows = statuses.map(({ station: { place, name }, entry }) =>
    csvRow([
      ...placeCells(place, name),
      ...totals.map((total) => entry?.totals[total] ?? ""),
      ...(entry?.votes ?? []),
    ]),
  );
  writeWhole(file, `${[csvRow(header), ...rows].join("\n")}\n`);
}
