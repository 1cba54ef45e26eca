/**
 * A collection of minutes as a folder: `contest.json`, `entries/` with one file an entry, `resolutions/` with one file a
 * choice. Nothing is ever written over: who typed what stays on record.
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { errorText, type Problem, problem, VigieError } from "../../base/errors.ts";
import { readWhole, writeWhole } from "../../base/files.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { compareText } from "../../base/text.ts";
import { type CollectedContest, contestSchema } from "./contest.ts";
import { type Entry, entrySchema } from "./entry.ts";
import type { Resolution } from "./status.ts";

const LARGEST = { mib: 64, remedy: "take the file out of the folder, and type it again" };

const resolutionSchema: z.ZodType<Resolution> = z.object({
  format: z.literal("vigie-resolution-1"),
  unit: z.string(),
  copy: z.string(),
  take: z.string(),
  by: z.string(),
  why: z.string(),
  time: z.string(),
});

/** Everything in the folder. Files may have been written by other people on other machines: each is checked. */
export interface Collection {
  readonly contest: CollectedContest;
  readonly entries: readonly Entry[];
  readonly resolutions: readonly Resolution[];
}

/** Reads a folder. @returns the first file that is damaged, as a problem */
export function readCollection(folder: string): Result<Collection, Problem> {
  const file = join(folder, "contest.json");
  if (!existsSync(file))
    return err(
      problem("not-found", { file }, "there is no such file", "make the folder with vigie minutes sheet"),
    );
  const contest = readAs(file, contestSchema);
  if (!contest.ok) return contest;
  const entries = readAll(join(folder, "entries"), entrySchema);
  if (!entries.ok) return entries;
  const resolutions = readAll(join(folder, "resolutions"), resolutionSchema);
  if (!resolutions.ok) return resolutions;
  const choices = contest.value.choices.length;
  const odd = entries.value.find(({ value }) => value.votes.length !== choices);
  if (odd !== undefined)
    return err(
      problem(
        "corrupt",
        { file: odd.file },
        `has votes for another number of choices than ${choices}`,
        "take it out, and type it again",
      ),
    );
  return ok({
    contest: contest.value,
    entries: entries.value.map(({ value }) => value).sort((a, b) => compareText(a.time, b.time)),
    resolutions: resolutions.value.map(({ value }) => value).sort((a, b) => compareText(a.time, b.time)),
  });
}

/** Starts a collection. @throws when the folder holds one already */
export function writeContest(folder: string, contest: CollectedContest): Result<null, Problem> {
  const file = join(folder, "contest.json");
  if (existsSync(file))
    return err(
      problem("usage", { file }, "there is a contest in this folder already", "name an empty folder"),
    );
  mkdirSync(folder, { recursive: true });
  writeWhole(file, `${JSON.stringify(contest, null, 1)}\n`);
  return ok(null);
}

/** Adds entries: all of them are written, or the machine failed. Their names are digests, so nothing is written over. */
export function addEntries(folder: string, entries: readonly Entry[]): void {
  for (const entry of entries) addJson(join(folder, "entries"), entry.unit, entry);
}

export function addResolution(folder: string, resolution: Resolution): void {
  addJson(join(folder, "resolutions"), resolution.unit, resolution);
}

function addJson(folder: string, unit: string, value: object): void {
  mkdirSync(folder, { recursive: true });
  const text = `${JSON.stringify(value, null, 1)}\n`;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  writeWhole(join(folder, `${unit.replace(/[^0-9A-Za-z]+/g, "-")}.${digest}.json`), text);
}

function readAll<T>(
  folder: string,
  schema: z.ZodType<T>,
): Result<readonly { file: string; value: T }[], Problem> {
  if (!existsSync(folder)) return ok([]);
  const found: { file: string; value: T }[] = [];
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith(".json"))
    .sort(compareText)) {
    const file = join(folder, name);
    const read = readAs(file, schema);
    if (!read.ok) return read;
    found.push({ file, value: read.value });
  }
  return ok(found);
}

function readAs<T>(file: string, schema: z.ZodType<T>): Result<T, Problem> {
  const damaged = (text: string): Result<T, Problem> =>
    err(problem("corrupt", { file }, text, "take the file out of the folder, and type it again"));
  try {
    const read = schema.safeParse(JSON.parse(readWhole(file, LARGEST).toString()));
    if (read.success) return ok(read.data);
    const [issue] = read.error.issues;
    return damaged(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`);
  } catch (error) {
    if (error instanceof VigieError) return err(error.problem);
    return damaged(errorText(error));
  }
}
