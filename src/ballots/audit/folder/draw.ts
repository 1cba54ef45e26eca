/**
 * The draw: the seed of a public ceremony, bound to the plan that was committed before it, and one retrieval list for
 * each round.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem, VigieError } from "../../../base/errors.ts";
import { compareText } from "../../../base/text.ts";
import { formatCsv } from "../../csv.ts";
import { type Audit, openAudit } from "./audit.ts";
import { formatJson, readJson, writeOnce } from "./files.ts";
import { readPlan, samplesOf } from "./plan.ts";
import { type Drawn, drawSamples, isPhantom } from "./population.ts";
import { emptySheet } from "./sheet.ts";
import { refuse } from "./tables.ts";

/** seed.json */
export interface Seed {
  readonly seed: string;
  /** How it came about: who threw which dice where. */
  readonly ceremony: string;
  /** SHA-256 of plan.json at the time of the ceremony. */
  readonly commitment: string;
  readonly at: string;
}

const seedSchema: z.ZodType<Seed> = z.strictObject({
  seed: z.string().regex(/^\d{20,200}$/),
  ceremony: z.string().min(1).max(10_000),
  commitment: z.string(),
  at: z.string(),
});

/** One round: how far the draw goes, all rounds together. */
export interface Round {
  readonly round: number;
  /** Different units of all rounds up to this one. */
  readonly drawn: number;
  /** Draws of all rounds up to this one, of each sample (one; one of each stratum; one of each contest). */
  readonly sizes: readonly number[];
}

const roundSchema: z.ZodType<Round> = z.strictObject({
  round: z.int().min(1),
  drawn: z.int().min(0),
  sizes: z.array(z.int().min(0)).min(1),
});

/** Records the ceremony. @throws VigieError when the seed is too short to be random, or was recorded before */
export function recordSeed(dir: string, seed: string, ceremony: string, now: string): Seed {
  if (!/^\d{20,200}$/.test(seed))
    throw new VigieError(
      problem(
        "usage",
        null,
        "the seed has fewer than 20 digits, or other characters",
        "throw ten-sided dice 20 times in public",
      ),
    );
  if (ceremony.trim() === "")
    throw new VigieError(
      problem("usage", null, "--ceremony is missing", "say who threw which dice, where and when"),
    );
  const { commitment } = readPlan(dir);
  const recorded = { seed, ceremony, commitment, at: now };
  // a first draw that was cut off can be repeated as it was; the time of the record stays
  const path = join(dir, "seed.json");
  if (existsSync(path) && readRounds(dir).length === 0) {
    const known = readSeed(dir);
    if (known.seed === seed && known.ceremony === ceremony) return known;
  }
  writeOnce(path, formatJson(recorded));
  return recorded;
}

/** The seed, and that the plan is still the one it was drawn for. @throws VigieError */
export function readSeed(dir: string): Seed {
  const path = join(dir, "seed.json");
  const parsed = seedSchema.safeParse(readJson(path));
  if (!parsed.success) refuse(path, null, "this is no record of a seed", "restore the file");
  const { commitment } = readPlan(dir);
  if (parsed.data.commitment !== commitment)
    refuse(
      join(dir, "plan.json"),
      null,
      "the plan was changed after the seed was drawn",
      "restore the plan; a changed plan is a new audit, with a new seed",
    );
  return parsed.data;
}

/** The rounds that were drawn. */
export function readRounds(dir: string): readonly Round[] {
  const rounds: Round[] = [];
  for (let round = 1; existsSync(join(dir, `round-${round}.json`)); round++) {
    const path = join(dir, `round-${round}.json`);
    const parsed = roundSchema.safeParse(readJson(path));
    const before = rounds.at(-1);
    if (!parsed.success || parsed.data.round !== round || !goesOn(before, parsed.data))
      refuse(path, null, "this is no round after the one before", "restore the file");
    rounds.push(parsed.data);
  }
  return rounds;
}

function goesOn(before: Round | undefined, { drawn, sizes }: Round): boolean {
  if (before === undefined) return true;
  const isLonger = sizes.every((size, i) => size >= (before.sizes[i] ?? 0));
  return isLonger && drawn >= before.drawn && sizes.join() !== before.sizes.join();
}

/** One unit of a retrieval list. */
export interface Listed {
  readonly unit: string;
  /** Its places in the draw: several where it was put back, or serves several contests. */
  readonly places: readonly number[];
  readonly ticket: string;
  /** How often it is drawn in this round. */
  readonly times: number;
  /** The samples that it is drawn for. */
  readonly samples: readonly string[];
  /** Whether an earlier round drew it: it was entered then. */
  readonly known: boolean;
}

/** What each round draws: anyone gets the same from plan.json, seed.json and the committed files. */
export function listRounds(
  audit: Audit,
  seed: string,
  rounds: readonly Round[],
): readonly (readonly Listed[])[] {
  const last = rounds.at(-1)?.sizes ?? [];
  checkSizes(audit, rounds);
  const all = drawSamples(audit, seed, last);
  const known = new Set<string>();
  return rounds.map(({ sizes }, at) => {
    const listed = listRound(audit, all, rounds[at - 1]?.sizes ?? [], sizes, known);
    for (const { unit } of listed) known.add(unit);
    return listed;
  });
}

/** Whoever publishes the folder writes how far each round went: not further than there is to draw. */
export function checkSizes({ dir, plan }: Audit, rounds: readonly Round[]): void {
  const samples = samplesOf(plan);
  for (const { round, sizes } of rounds) {
    const fits = sizes.every((size, i) => size <= (plan.replace ? MAX_DRAWS : (samples[i]?.units ?? 0)));
    if (sizes.length !== samples.length || !fits)
      refuse(
        join(dir, `round-${round}.json`),
        null,
        "this round draws more than there is",
        "restore the file",
      );
  }
}

function listRound(
  { plan }: Audit,
  all: readonly (readonly Drawn[])[],
  from: readonly number[],
  to: readonly number[],
  known: ReadonlySet<string>,
): readonly Listed[] {
  const found = new Map<string, { places: number[]; ticket: string; times: number; samples: string[] }>();
  for (const [i, sample] of samplesOf(plan).entries())
    for (let place = from[i] ?? 0; place < (to[i] ?? 0); place++) {
      const { unit, ticket } = all[i]?.[place] ?? { unit: "", ticket: "" };
      if (unit === "" || (plan.styled && isPhantom(unit))) continue;
      const entry = found.get(unit) ?? { places: [], ticket, times: 0, samples: [] };
      entry.places.push(place + 1);
      entry.times++;
      if (!entry.samples.includes(sample.name)) entry.samples.push(sample.name);
      found.set(unit, entry);
    }
  return Array.from(found, ([unit, entry]) => ({ unit, ...entry, known: known.has(unit) }))
    .filter(({ known: isKnown }) => plan.replace || !isKnown)
    .map((one) => (plan.styled ? { ...one, times: 1 } : one));
}

/** Draws one more round. @param more how many draws to add to each sample @param audit where it was opened already @returns what to fetch */
export function drawRound(
  dir: string,
  more: readonly number[],
  audit: Audit = openAudit(dir),
): { readonly round: Round; readonly fresh: readonly Listed[] } {
  const { seed } = readSeed(dir);
  const rounds = readRounds(dir);
  const before = rounds.at(-1);
  const { replace } = audit.plan;
  const sizes = samplesOf(audit.plan).map(({ units }, i) => {
    const size = (before?.sizes[i] ?? 0) + (more[i] ?? 0);
    return replace ? Math.min(size, MAX_DRAWS) : Math.min(size, units);
  });
  if (sizes.join() === (before?.sizes ?? sizes.map(() => 0)).join())
    throw new VigieError(
      problem("data-invalid", { file: dir }, "everything was drawn already", "assess the audit"),
    );
  const next: Round = { round: rounds.length + 1, drawn: 1, sizes };
  const lists = listRounds(audit, seed, [...rounds, next]);
  const round = { ...next, drawn: new Set(lists.flat().map(({ unit }) => unit)).size };
  const fresh = lists.at(-1) ?? [];
  const name = `round-${round.round}`;
  writeOnce(join(dir, `${name}-retrieval.csv`), retrieval(fresh));
  writeOnce(
    join(dir, `${name}-sheet.csv`),
    emptySheet(
      audit.plan,
      fresh.filter(({ known }) => !known),
    ),
  );
  writeOnce(join(dir, `${name}.json`), formatJson(round)); // last: it makes the round
  return { round, fresh };
}

/** Draws with replacement have no natural end. */
const MAX_DRAWS = 1_000_000;

/** Where to go and what to fetch: in the order of names, with the places in the draw and how often it was drawn. */
function retrieval(fresh: readonly Listed[]): string {
  const rows = [...fresh]
    .sort((a, b) => compareText(a.unit, b.unit))
    .map(({ unit, places, ticket, times, samples }) => [
      unit,
      places.join(" "),
      ticket,
      times,
      samples.join("; "),
    ]);
  const named = fresh.some(({ samples }) => samples.some((name) => name !== ""));
  return formatCsv([
    ["unit", "draw", "ticket", "times", ...(named ? ["for"] : [])],
    ...rows.map((row) => (named ? row : row.slice(0, 4))),
  ]);
}
