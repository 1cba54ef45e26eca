/**
 * The plan of an audit: what is audited, by which method, and the digests of everything it rests on. It is written
 * before the seed is known, and its own digest is published then: nothing of it may change after.
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import { readBytes, readJson } from "./files.ts";
import type { ContestInfo } from "./records.ts";
import { type Rule, ruleNames } from "./rule.ts";
import { type StratumKind, stratumKinds, type TableName } from "./stratum.ts";

/** One contest of a plan. */
export interface ContestPlan {
  readonly name: string;
  readonly rule: Rule;
  readonly votesAllowed: number;
  /** Cards that may hold it, which the means are taken over; null for minutes. */
  readonly cards: number | null;
  readonly choices: readonly string[];
  /** Reported votes, in the order of the choices; first preferences of an instant runoff. */
  readonly votes: readonly number[];
  readonly outcome: readonly string[];
}

/** One part that is drawn on its own: all of it, or a stratum. */
export interface StratumPlan {
  /** Empty where there is only one. */
  readonly name: string;
  readonly kind: StratumKind;
  /** Units or cards that may be drawn. */
  readonly units: number;
}

/** plan.json. */
export interface Plan {
  readonly format: "vigie-audit-1";
  readonly contests: readonly ContestPlan[];
  readonly strata: readonly StratumPlan[];
  /** Each contest is drawn from the cards that hold it, as their records say (card-style data). */
  readonly styled: boolean;
  /** Units are put back after each draw. */
  readonly replace: boolean;
  /** A decimal text. */
  readonly riskLimit: string;
  /** Where the bounds come from: of stations (minutes), of the cards of a contest (styles). */
  readonly boundsSource: string | null;
  /** SHA-256 of the files in this folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly planned: string;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Anyone may have edited plan.json, so every field is checked. */
const planSchema: z.ZodType<Plan> = z.strictObject({
  format: z.literal("vigie-audit-1"),
  contests: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(500),
        rule: z.strictObject({
          name: z.enum(ruleNames),
          seats: z.int().min(1).max(1000),
          share: z.string().max(40),
        }),
        votesAllowed: z.int().min(1).max(1000),
        cards: z.int().min(1).nullable(),
        choices: z.array(z.string().min(1).max(500)).min(2).max(10_000),
        votes: z.array(z.int().min(0)),
        outcome: z.array(z.string()),
      }),
    )
    .min(1)
    .max(1000),
  strata: z
    .array(z.strictObject({ name: z.string().max(500), kind: z.enum(stratumKinds), units: z.int().min(1) }))
    .min(1)
    .max(100),
  styled: z.boolean(),
  replace: z.boolean(),
  riskLimit: z.string().max(40),
  boundsSource: z.string().max(1000).nullable(),
  files: z.record(z.string().regex(/^[a-z]{1,20}(-\d{1,3})?\.csv$/), digest),
  planned: z.string(),
});

/** The plan of a folder, with its digest: what was committed. @throws VigieError */
export function readPlan(dir: string): { readonly plan: Plan; readonly commitment: string } {
  const path = join(dir, "plan.json");
  const parsed = planSchema.safeParse(readJson(path));
  if (!parsed.success || !isWhole(parsed.data))
    throw new VigieError(
      problem("data-invalid", { file: path }, "this is no plan of an audit", "restore the file"),
    );
  return { plan: parsed.data, commitment: sha256(readBytes(path)) };
}

function isWhole({ contests }: Plan): boolean {
  return contests.every(({ choices, votes }) => choices.length === votes.length);
}

/** A plan that could not be read again is not written. @throws VigieError naming the field that is too large or empty */
export function checkPlan(plan: Plan): void {
  const [issue] = planSchema.safeParse(plan).error?.issues ?? [];
  if (issue === undefined) return;
  const field = issue.path.join(" ").slice(0, 80);
  throw new VigieError(
    problem(
      "data-invalid",
      null,
      `the plan cannot be written: ${field}: ${issue.message}`,
      "change the input",
    ),
  );
}

/** The names of its contests, for a title. */
export function titleOf({ contests }: Pick<Plan, "contests">): string {
  return contests.map(({ name }) => name).join("; ");
}

/** The kind of a whole audit. */
export function kindOf({ strata }: Pick<Plan, "strata">): StratumKind | "stratified" {
  return strata.length > 1 ? "stratified" : (strata[0]?.kind ?? "polling");
}

/** What readers of tables need to know of the contests. */
export function infosOf(
  contests: readonly Pick<ContestPlan, "name" | "votesAllowed" | "rule">[],
): readonly ContestInfo[] {
  return contests.map(({ name, votesAllowed, rule }) => ({
    name,
    votesAllowed,
    ranked: rule.name === "instant-runoff",
  }));
}

/** The file of a table. @example fileOf("manifest", 1, 2) // "manifest-2.csv" */
export function fileOf(table: TableName, stratum: number, strata: number): string {
  return strata === 1 ? `${table}.csv` : `${table}-${stratum + 1}.csv`;
}

/** One sequence of draws: all cards of a stratum, or those that hold a contest. */
export interface Sample {
  readonly name: string;
  readonly stratum: number;
  /** The contest it is drawn for; null: all of them. */
  readonly contest: number | null;
  readonly units: number;
}

/** The sequences of draws of a plan, in the order in which rounds count them. */
export function samplesOf({
  contests,
  strata,
  styled,
}: Pick<Plan, "contests" | "strata" | "styled">): readonly Sample[] {
  if (styled)
    return contests.map(({ name, cards }, contest) => ({ name, stratum: 0, contest, units: cards ?? 1 }));
  return strata.map(({ name, units }, stratum) => ({ name, stratum, contest: null, units }));
}
