/**
 * What was read from paper: each drawn unit is entered by two people who do not see each other's entry; where they
 * differ, a third one decides with the paper in hand. `missing` in the first column of a row: it cannot be shown.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import type { Tally } from "../../contest.ts";
import { countOf, formatCsv, parseCsv, plainCell } from "../../csv.ts";
import { readRounds, readSeed, recomputeDraw } from "./draw.ts";
import { formatJson, readBytes, readCommitted, readJson, writeWhole } from "./files.ts";
import { type Plan, readPlan } from "./plan.ts";
import { refuse } from "./tables.ts";

/** One entry file; listed in entries.json. */
interface Entry {
  readonly by: string;
  readonly file: string;
  readonly sha256: string;
  /** Whether it decides where two others differ. */
  readonly resolves: boolean;
}

const entriesSchema: z.ZodType<readonly Entry[]> = z.array(
  z.strictObject({
    by: z.string(),
    file: z.string().regex(/^entry-\d+\.csv$/),
    sha256: z.string(),
    resolves: z.boolean(),
  }),
);

/** What one person read; null: the paper cannot be shown. */
export type Reading = Tally | null;

function readEntries(dir: string): readonly Entry[] {
  const path = join(dir, "entries.json");
  if (!existsSync(path)) return [];
  const parsed = entriesSchema.safeParse(readJson(path));
  if (!parsed.success) refuse(path, null, "this is no list of entries", "restore the file");
  return parsed.data;
}

/** Adds one person's entry. Everything is checked first; a bad file changes nothing. @throws VigieError */
export function addEntry(
  dir: string,
  file: string,
  by: string,
  resolves: boolean,
): { readonly units: number } {
  const { plan } = readPlan(dir);
  const drawn = drawnUnits(dir, plan);
  if (by.trim() === "")
    throw new VigieError(problem("usage", null, "--by is missing", "name the person who read the paper"));
  const readings = readReadings(readBytes(file).toString(), file, plan, drawn);
  const entries = readEntries(dir);
  const own = entries.filter((entry) => samePerson(entry.by, by));
  for (const entry of own)
    for (const unit of readReadings(committed(dir, entry), entry.file, plan, drawn).keys())
      if (readings.has(unit))
        refuse(file, null, `${by} entered ${unit} already`, "let somebody else make the second entry");
  if (resolves) checkDisputed(dir, plan, drawn, readings, file);
  const name = `entry-${entries.length + 1}.csv`;
  const bytes = formatCsv([
    ["unit", ...plan.choices],
    ...Array.from(readings, ([unit, reading]) => rowOf(plan, unit, reading)),
  ]);
  writeWhole(join(dir, name), bytes);
  writeWhole(
    join(dir, "entries.json"),
    formatJson([...entries, { by, file: name, sha256: sha256(bytes), resolves }]),
  );
  return { units: readings.size };
}

/** Upper case, accents and blanks make nobody a second person. */
function samePerson(a: string, b: string): boolean {
  const plain = (name: string): string =>
    name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim().toLowerCase();
  return plain(a) === plain(b);
}

/** One person alone must not overrule two who agree, nor decide before they have read. */
function checkDisputed(
  dir: string,
  plan: Plan,
  drawn: ReadonlySet<string>,
  readings: ReadonlyMap<string, Reading>,
  file: string,
): void {
  const disputed = new Set(agreedReadings(dir, plan, [...drawn]).disputed);
  for (const unit of readings.keys())
    if (!disputed.has(unit))
      refuse(
        file,
        null,
        `there is nothing to decide about ${unit}: no two entries of it differ`,
        "leave it out of what decides",
      );
}

function rowOf(plan: Plan, unit: string, reading: Reading): readonly (string | number)[] {
  if (reading === null) return [unit, "missing", ...plan.choices.slice(1).map(() => "")];
  return [unit, ...plan.choices.map((choice) => reading.get(choice) ?? 0)];
}

function drawnUnits(dir: string, plan: Plan): ReadonlySet<string> {
  const count = readRounds(dir).at(-1)?.drawn ?? 0;
  if (count === 0)
    throw new VigieError(
      problem("data-invalid", { file: dir }, "nothing was drawn yet", "run: vigie audit draw"),
    );
  return new Set(recomputeDraw(dir, plan, readSeed(dir).seed, count).map(({ unit }) => unit));
}

const committed = (dir: string, entry: Entry): string =>
  readCommitted(dir, entry.file, entry.sha256).toString();

/** Reads an entry: known choices, drawn units, whole numbers, cards with not more votes than allowed. */
function readReadings(
  text: string,
  file: string,
  plan: Plan,
  drawn: ReadonlySet<string>,
): ReadonlyMap<string, Reading> {
  const readings = new Map<string, Reading>();
  let columns: readonly string[] | null = null;
  for (const { line, cells } of parseCsv(text, file)) {
    if (columns === null) {
      columns = cells.map(plainCell);
      checkColumns(columns, plan, file, line);
      continue;
    }
    const unit = plainCell(cells[0] ?? "");
    if (!drawn.has(unit))
      refuse(file, line, `${unit} was not drawn`, "enter only what the retrieval lists name");
    if (readings.has(unit))
      refuse(file, line, `${unit} stands here a second time`, "leave one row for each unit");
    readings.set(unit, cells[1]?.trim() === "missing" ? null : readingOf(cells, columns, plan, file, line));
  }
  if (readings.size === 0) refuse(file, 1, "the entry is empty", "fill in the sheet of the round");
  return readings;
}

function checkColumns(columns: readonly string[], plan: Plan, file: string, line: number): void {
  if (columns[0] !== "unit")
    refuse(file, line, `the first column is "${columns[0]}", not "unit"`, "use the sheet of the round");
  for (const choice of columns.slice(1))
    if (!plan.choices.includes(choice))
      refuse(file, line, `there is no choice "${choice.slice(0, 80)}"`, "use the names of the plan");
  for (const choice of plan.choices)
    if (!columns.includes(choice))
      refuse(file, line, `the column "${choice}" is missing`, "use the sheet of the round");
}

function readingOf(
  cells: readonly string[],
  columns: readonly string[],
  plan: Plan,
  file: string,
  line: number,
): Tally {
  if (cells.length !== columns.length)
    refuse(
      file,
      line,
      `${cells.length} cells where the first line has ${columns.length}`,
      "complete the row",
    );
  const votes = new Map<string, number>();
  for (const choice of plan.choices) {
    const count = countOf(cells[columns.indexOf(choice)] ?? "", choice, file, line);
    if (plan.kind !== "batches" && count > 1)
      refuse(file, line, `${count} votes for ${choice} on one card`, "enter 0 or 1");
    votes.set(choice, count);
  }
  return votes;
}

/** What stands after two entries and a decision. */
export interface Agreed {
  /** Units that two people read alike, or a third one decided. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** Units that fewer than two people entered. */
  readonly open: readonly string[];
  /** Units on which two people differ. */
  readonly disputed: readonly string[];
}

/** Compares the entries of the drawn units. */
export function agreedReadings(dir: string, plan: Plan, drawn: readonly string[]): Agreed {
  const known = new Set(drawn);
  const all = readEntries(dir).map((entry) => ({
    entry,
    readings: readReadings(committed(dir, entry), entry.file, plan, known),
  }));
  const readings = new Map<string, Reading>();
  const open: string[] = [];
  const disputed: string[] = [];
  for (const unit of drawn) {
    const held = all.filter((one) => one.readings.has(unit));
    const decision = held.findLast(({ entry }) => entry.resolves);
    const first = held.filter(({ entry }) => !entry.resolves).map((one) => one.readings.get(unit) ?? null);
    if (first.length < 2) open.push(unit);
    else if (decision !== undefined) readings.set(unit, decision.readings.get(unit) ?? null);
    else if (
      new Set(first.map((reading) => JSON.stringify(reading === null ? null : [...reading]))).size === 1
    )
      readings.set(unit, first[0] ?? null);
    else disputed.push(unit);
  }
  return { readings, open, disputed };
}
