/**
 * The draw: the seed of a public ceremony, bound to the plan that was committed before it, and one retrieval list for
 * each round.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem, VigieError } from "../../../base/errors.ts";
import { formatCsv } from "../../csv.ts";
import { formatJson, readJson, writeOnce } from "./files.ts";
import { type Plan, readPlan } from "./plan.ts";
import { batchPopulation, type Drawn, drawBatches, drawCards } from "./population.ts";
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
  /** Draws of all rounds up to this one. */
  readonly drawn: number;
}

const roundSchema: z.ZodType<Round> = z.strictObject({ round: z.int().min(1), drawn: z.int().min(1) });

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
  writeOnce(join(dir, "seed.json"), formatJson(recorded));
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
    const before = rounds.at(-1)?.drawn ?? 0;
    if (!parsed.success || parsed.data.round !== round || parsed.data.drawn <= before)
      refuse(path, null, "this is no round after the one before", "restore the file");
    rounds.push(parsed.data);
  }
  return rounds;
}

/** The first draws of an audit; anyone gets the same from plan.json, seed.json and the committed files. */
export function recomputeDraw(dir: string, plan: Plan, seed: string, count: number): readonly Drawn[] {
  return plan.kind === "batches"
    ? drawBatches(batchPopulation(dir, plan), seed, count)
    : drawCards(dir, plan, seed, count);
}

/** Draws one more round. @param more how many units to add @returns what to fetch */
export function drawRound(
  dir: string,
  more: number,
): { readonly round: Round; readonly fresh: readonly Drawn[] } {
  const { plan } = readPlan(dir);
  const { seed } = readSeed(dir);
  const rounds = readRounds(dir);
  const before = rounds.at(-1)?.drawn ?? 0;
  const drawn = Math.min(plan.units, before + more);
  if (drawn <= before)
    throw new VigieError(
      problem("data-invalid", { file: dir }, "everything was drawn already", "assess the audit"),
    );
  const all = recomputeDraw(dir, plan, seed, drawn);
  const fresh = all.slice(before);
  const round = { round: rounds.length + 1, drawn };
  const name = `round-${round.round}`;
  writeOnce(join(dir, `${name}-retrieval.csv`), retrieval(fresh, before));
  writeOnce(join(dir, `${name}-sheet.csv`), sheet(plan, fresh));
  writeOnce(join(dir, `${name}.json`), formatJson(round)); // last: it makes the round
  return { round, fresh };
}

/** Where to go and what to fetch: in the order of names, with the place in the draw and how often it was drawn. */
function retrieval(fresh: readonly Drawn[], before: number): string {
  const rows = fresh.map(({ unit, ticket }, i) => [unit, before + i + 1, ticket, 1] as const);
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  return formatCsv([["unit", "draw", "ticket", "times"], ...rows]);
}

/** An empty sheet for one person's entry. */
function sheet(plan: Plan, fresh: readonly Drawn[]): string {
  const units = fresh.map(({ unit }) => unit).sort();
  return formatCsv([
    ["unit", ...plan.choices],
    ...units.map((unit) => [unit, ...plan.choices.map(() => "")]),
  ]);
}
