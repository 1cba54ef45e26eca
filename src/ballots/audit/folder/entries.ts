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
import { writeWhole } from "../../../base/files.ts";
import { personOf } from "../../../base/text.ts";
import { type Audit, openAudit } from "./audit.ts";
import { listRounds, readRounds, readSeed } from "./draw.ts";
import { formatJson, readBytes, readCommitted, readJson, textOf } from "./files.ts";
import { filledSheet, type Reading, readSheet } from "./sheet.ts";
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
  const audit = openAudit(dir);
  const { plan } = audit;
  const drawn = drawnUnits(audit);
  if (personOf(by) === "")
    throw new VigieError(problem("usage", null, "--by is missing", "name the person who read the paper"));
  const bounds = boundsOf(audit);
  const readings = readSheet(textOf(readBytes(file), file), file, plan, drawn, bounds);
  const entries = readEntries(dir);
  const own = entries.filter((entry) => personOf(entry.by) === personOf(by));
  for (const entry of own)
    for (const unit of readSheet(committed(dir, entry), entry.file, plan, drawn, bounds).keys())
      if (readings.has(unit))
        refuse(file, null, `${by} entered ${unit} already`, "let somebody else make the second entry");
  if (resolves) checkDisputed(audit, drawn, readings, file);
  const name = `entry-${entries.length + 1}.csv`;
  const bytes = filledSheet(plan, readings);
  writeWhole(join(dir, name), bytes);
  writeWhole(
    join(dir, "entries.json"),
    formatJson([...entries, { by, file: name, sha256: sha256(bytes), resolves }]),
  );
  return { units: readings.size };
}

/** One person alone must not overrule two who agree, nor decide before they have read. */
function checkDisputed(
  audit: Audit,
  drawn: ReadonlySet<string>,
  readings: ReadonlyMap<string, Reading>,
  file: string,
): void {
  const disputed = new Set(agreedReadings(audit, [...drawn]).disputed);
  for (const unit of readings.keys())
    if (!disputed.has(unit))
      refuse(
        file,
        null,
        `there is nothing to decide about ${unit}: no two entries of it differ`,
        "leave it out of what decides",
      );
}

function drawnUnits(audit: Audit): ReadonlySet<string> {
  const rounds = readRounds(audit.dir);
  if (rounds.length === 0)
    throw new VigieError(
      problem("data-invalid", { file: audit.dir }, "nothing was drawn yet", "run: vigie audit draw"),
    );
  return new Set(
    listRounds(audit, readSeed(audit.dir).seed, rounds)
      .flat()
      .map(({ unit }) => unit),
  );
}

const committed = (dir: string, entry: Entry): string =>
  textOf(readCommitted(dir, entry.file, entry.sha256), entry.file);

/** Registered voters of each station; cards have no such bounds. */
function boundsOf({ tables: [first] }: Audit): ReadonlyMap<string, number> | null {
  return first?.kind === "batches" ? first.bounds : null;
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
export function agreedReadings(audit: Audit, drawn: readonly string[]): Agreed {
  const { dir, plan } = audit;
  const known = new Set(drawn);
  const bounds = boundsOf(audit);
  const all = readEntries(dir).map((entry) => ({
    entry,
    readings: readSheet(committed(dir, entry), entry.file, plan, known, bounds),
  }));
  const readings = new Map<string, Reading>();
  const open: string[] = [];
  const disputed: string[] = [];
  for (const unit of drawn) {
    const held = all.filter((one) => one.readings.has(unit));
    checkPeople(
      held.map(({ entry }) => entry),
      unit,
      dir,
    );
    const decision = held.findLast(({ entry }) => entry.resolves);
    const first = held.filter(({ entry }) => !entry.resolves).map((one) => one.readings.get(unit) ?? null);
    if (first.length < 2) open.push(unit);
    else if (new Set(first.map(spelled)).size === 1) readings.set(unit, first[0] ?? null);
    else if (decision !== undefined) readings.set(unit, decision.readings.get(unit) ?? null);
    else disputed.push(unit);
  }
  return { readings, open, disputed };
}

/** One person counts once, whoever wrote the list of entries. */
function checkPeople(entries: readonly Entry[], unit: string, dir: string): void {
  const people = entries.map(({ by }) => personOf(by));
  const twice = entries.find((_entry, i) => people.indexOf(people[i] ?? "") < i);
  if (twice !== undefined)
    refuse(
      join(dir, "entries.json"),
      null,
      `${twice.by.slice(0, 80)} entered ${unit} twice`,
      "ask who wrote the file: each unit needs two people, and a third one where they differ",
    );
}

/** The same text for the same reading: sheets have one order of columns, whatever order a person typed them in. */
function spelled(reading: Reading): string {
  return JSON.stringify(reading?.map((votes) => (votes === null ? null : [...votes])) ?? null);
}
