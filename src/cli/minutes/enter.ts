/**
 * `vigie minutes enter DIR SHEET --by NAME`: takes what one person typed, all of it or nothing.
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { Command } from "commander";
import type { Entry } from "../../ballots/minutes/entry.ts";
import { addEntries, type Collection, readCollection } from "../../ballots/minutes/folder.ts";
import { checkEntry } from "../../ballots/minutes/rules.ts";
import { readSheet, type TypedRow } from "../../ballots/minutes/spreadsheet.ts";
import { type Violation, violationText } from "../../ballots/results/violation.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { readWhole } from "../../base/files.ts";
import { fill } from "../../base/messages/fill.ts";
import { personOf } from "../../base/text.ts";
import type { Effects } from "../effects.ts";
import { ExitError, exit } from "../exit.ts";
import { type CommonOptions, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { count, shown } from "../results/files.ts";
import { violationObject } from "../results/rows.ts";

interface Options extends CommonOptions {
  readonly by: string;
  readonly copy: string;
  readonly photos?: string;
}

const LARGEST_SHEET = { mib: 64, remedy: "type fewer stations a sheet" };
const LARGEST_PHOTO = { mib: 512, remedy: "save the photo smaller" };

export function enterCommand(effects: Effects): Command {
  return withCommonOptions(new Command("enter"), effects)
    .description("take a filled sheet; figures that cannot be right are refused")
    .argument("<dir>", "the folder of the collection")
    .argument("<sheet>", "the sheet, saved as CSV")
    .requiredOption("--by <name>", "who typed it; the second entry must be somebody else's")
    .option("--copy <name>", "whose copy of the paper: mairie, prefecture, the delegate of a party", "mairie")
    .option("--photos <dir>", "where the photos named in the sheet lie (default: beside it)")
    .addHelpText(
      "after",
      "\nExample:\n  $ vigie minutes enter minutes/ typed-by-alix.csv --by Alix --copy prefecture",
    )
    .action((folder: string, sheet: string, options: Options) => run(folder, sheet, options, effects));
}

async function run(folder: string, sheet: string, options: Options, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  if (personOf(options.by) === "")
    throw new VigieError(problem("usage", null, "--by is empty", "name the person who typed it"));
  const collection = readCollection(folder);
  if (!collection.ok) throw new VigieError(collection.error);
  const typed = readSheet(sheet, readWhole(sheet, LARGEST_SHEET), collection.value.contest);
  if (!typed.ok) throw new VigieError(typed.error);
  if (typed.value.length === 0) {
    const { nothing, nothingRemedy } = output.messages.results.minutes;
    throw new VigieError(problem("data-invalid", { file: sheet }, nothing, nothingRemedy));
  }
  const time = new Date(effects.now()).toISOString();
  const entries = typed.value.map((row) => entryOf(row, sheet, options, time, output));
  refuseTwice(entries, typed.value, sheet, collection.value, output);
  const violations = checked(entries, typed.value, sheet, collection.value);
  const blocking = violations.filter(({ level, unit }) => level === "F" && !asWritten(entries, unit));
  for (const one of violations) await tell(one, options, output);
  if (blocking.length > 0) {
    output.remark(fill(output.messages.results.minutes.refused, { count: count(blocking.length, output) }));
    throw new ExitError(exit.check);
  }
  addEntries(folder, entries);
  const warnings = violations.length;
  const { by, copy } = options;
  if (options.json) return output.object({ kind: "summary", entered: entries.length, by, copy, warnings });
  const values = { count: count(entries.length, output), by: shown(by), copy: shown(copy), warnings };
  await output.line(fill(output.messages.results.minutes.entered, values));
}

function entryOf(row: TypedRow, sheet: string, options: Options, time: string, output: Output): Entry {
  const { by, copy } = options;
  const photos = row.photos.map((name) => photoOf(name, options.photos ?? dirname(sheet), output));
  return { format: "vigie-entry-1", ...row.entry, by, copy, time, tallies: [], photos };
}

/** A photo stays where it is; its digest binds it to the entry. */
function photoOf(name: string, folder: string, output: Output): Entry["photos"][number] {
  const { noPhoto, noPhotoRemedy } = output.messages.results.minutes;
  const file = join(folder, name);
  const inside = file.startsWith(folder === "." ? "" : `${join(folder, sep)}`) && !name.includes("..");
  if (!inside || !existsSync(file))
    throw new VigieError(problem("not-found", { file }, noPhoto, noPhotoRemedy));
  return { name, sha256: createHash("sha256").update(readWhole(file, LARGEST_PHOTO)).digest("hex") };
}

function refuseTwice(
  entries: readonly Entry[],
  rows: readonly TypedRow[],
  file: string,
  { entries: known }: Collection,
  output: Output,
): void {
  const { twice, twiceRemedy } = output.messages.results.minutes;
  const keys = new Set(known.map(keyOf));
  for (const [i, entry] of entries.entries()) {
    if (keys.has(keyOf(entry)))
      throw new VigieError(
        problem("usage", { file, line: rows[i]?.line ?? 1 }, fill(twice, entry as never), twiceRemedy),
      );
    keys.add(keyOf(entry));
  }
}

const keyOf = ({ unit, by, copy }: Entry): string => JSON.stringify([unit, personOf(by), copy]);

function checked(
  entries: readonly Entry[],
  rows: readonly TypedRow[],
  file: string,
  { contest }: Collection,
): readonly Violation[] {
  const stations = new Map(contest.stations.map((station) => [station.unit, station]));
  return entries.flatMap((entry, i) => {
    const station = stations.get(entry.unit);
    return station === undefined
      ? []
      : [...checkEntry(contest, station, entry, { file, line: rows[i]?.line ?? 1 })];
  });
}

function asWritten(entries: readonly Entry[], unit: string): boolean {
  return entries.some((entry) => entry.unit === unit && entry.asWritten);
}

async function tell(found: Violation, options: Options, output: Output): Promise<void> {
  const { code, level, unit, file, line } = found;
  if (options.json) return output.object(violationObject(found));
  const text = violationText(found, output.messages.results);
  const mark = level === "F" ? output.color.red(code) : output.color.yellow(code);
  await output.line(`${mark}  ${shown(unit)} (${shown(file)}:${line})  ${shown(text)}`);
}
