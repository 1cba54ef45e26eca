/**
 * The plan of an audit: what is audited, by which method, and the digests of everything it rests on. It is written
 * before the seed is known, and its own digest is published then: nothing of it may change after.
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import type { Tally } from "../../contest.ts";
import { compare, fraction, parseFraction, toNumber, ZERO } from "../../fraction.ts";
import { reportedMean } from "../contest/assertion.ts";
import type { CvrTable } from "../cvr/table.ts";
import { MAKERS } from "./commitments.ts";
import { checkFree, formatJson, makeFolder, readBytes, readJson, writeOnce } from "./files.ts";
import { assertionsOf, marginOf, outcomeOf, type Rule, ruleNames } from "./rule.ts";

export const auditKinds = ["batches", "polling", "comparison"] as const;
export type AuditKind = (typeof auditKinds)[number];

/** plan.json. */
export interface Plan {
  readonly format: "vigie-audit-1";
  readonly kind: AuditKind;
  readonly contest: string;
  readonly rule: Rule;
  readonly votesAllowed: number;
  /** A decimal text. */
  readonly riskLimit: string;
  /** Where the bounds come from; batches only. */
  readonly boundsSource: string | null;
  readonly choices: readonly string[];
  /** Reported votes, in the order of the choices. */
  readonly votes: readonly number[];
  readonly outcome: readonly string[];
  /** Units or cards that may be drawn. */
  readonly units: number;
  /** SHA-256 of the files in this folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly planned: string;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Anyone may have edited plan.json, so every field is checked. */
const planSchema: z.ZodType<Plan> = z.strictObject({
  format: z.literal("vigie-audit-1"),
  kind: z.enum(auditKinds),
  contest: z.string().min(1).max(500),
  rule: z.strictObject({
    name: z.enum(ruleNames),
    seats: z.int().min(1).max(1000),
    share: z.string().max(40),
  }),
  votesAllowed: z.int().min(1).max(1000),
  riskLimit: z.string().max(40),
  boundsSource: z.string().max(1000).nullable(),
  choices: z.array(z.string().min(1).max(500)).min(2).max(10_000),
  votes: z.array(z.int().min(0)),
  outcome: z.array(z.string()),
  units: z.int().min(1),
  files: z.record(z.string().regex(/^[a-z]{1,20}\.csv$/), digest),
  planned: z.string(),
});

/** What `vigie audit plan` is told. */
export interface PlanInput {
  readonly kind: AuditKind;
  readonly contest: string;
  readonly rule: Rule;
  readonly votesAllowed: number;
  readonly riskLimit: string;
  /** Reported votes: by unit (batches), or one row of totals (polling). */
  readonly results: string | null;
  readonly bounds: string | null;
  readonly boundsSource: string | null;
  /** Cards by batch. */
  readonly manifest: string | null;
  /** Records, already read, and the file they came from. */
  readonly cvr: { readonly file: string; readonly table: CvrTable } | null;
  readonly now: string;
}

/** Plans an audit: checks everything, then writes the folder. @throws VigieError; nothing is written then */
export function planAudit(dir: string, input: PlanInput): Plan {
  checkLimit(input.riskLimit);
  checkRule(input);
  const made = MAKERS[input.kind](input);
  checkOutcome(input, made.votes, made.cards);
  const plan: Plan = {
    format: "vigie-audit-1",
    kind: input.kind,
    contest: input.contest,
    rule: { ...input.rule },
    votesAllowed: input.votesAllowed,
    riskLimit: input.riskLimit,
    boundsSource: input.boundsSource,
    choices: [...made.votes.keys()],
    votes: [...made.votes.values()],
    outcome: [...outcomeOf(input.rule, made.votes)],
    units: made.units,
    files: Object.fromEntries(Object.entries(made.files).map(([name, bytes]) => [name, sha256(bytes)])),
    planned: input.now,
  };
  makeFolder(dir);
  const planFile = join(dir, "plan.json");
  // all of them first: a folder of another audit is left as it is
  for (const [name, bytes] of Object.entries(made.files)) checkFree(join(dir, name), bytes);
  checkFree(planFile, formatJson(plan));
  for (const [name, bytes] of Object.entries(made.files)) writeOnce(join(dir, name), bytes);
  writeOnce(planFile, formatJson(plan)); // last: without it there is no audit
  return plan;
}

/** A limit above one half would confirm more wrong outcomes than it finds. */
export function checkLimit(riskLimit: string): void {
  const limit = parseFraction(riskLimit);
  if (limit === null || compare(limit, ZERO) <= 0 || compare(limit, fraction(1n, 2n)) > 0)
    throw new VigieError(
      problem("usage", null, `a risk limit of ${riskLimit}`, "give one above 0, at most 0.5, such as 0.05"),
    );
}

/** Shares and seats are assertions about cards with one vote: more would leave the range of their assorters. */
export function checkRule({ kind, rule, votesAllowed }: Pick<Plan, "kind" | "rule" | "votesAllowed">): void {
  if (kind === "batches" || votesAllowed === 1 || rule.name === "plurality" || rule.name === "approval")
    return;
  throw new VigieError(
    problem(
      "usage",
      null,
      `--votes-allowed ${votesAllowed} does not go with --rule ${rule.name}`,
      "audit such a contest by batches, or leave --votes-allowed out",
    ),
  );
}

/** A reported tie, or an outcome that the reported votes do not give, cannot be confirmed by any sample. */
export function checkOutcome({ rule }: { readonly rule: Rule }, votes: Tally, cards: number | null): void {
  const assertions = assertionsOf(rule, votes);
  if (assertions.length === 0)
    throw new VigieError(
      problem(
        "data-invalid",
        null,
        "nobody lost: there is nothing to confirm",
        "check --seats and the choices",
      ),
    );
  for (const one of assertions) {
    const holds =
      cards === null ? marginOf(one, votes).total > 0 : toNumber(reportedMean(one, votes, cards)) > 0.5;
    if (!holds)
      throw new VigieError(
        problem(
          "data-invalid",
          null,
          `the reported margin of "${one.name}" is 0 or less: no sample can confirm it`,
          "count everything by hand",
        ),
      );
  }
}

/** The plan of a folder, with its digest: what was committed. @throws VigieError */
export function readPlan(dir: string): { readonly plan: Plan; readonly commitment: string } {
  const path = join(dir, "plan.json");
  const parsed = planSchema.safeParse(readJson(path));
  if (!parsed.success || parsed.data.choices.length !== parsed.data.votes.length)
    throw new VigieError(
      problem("data-invalid", { file: path }, "this is no plan of an audit", "restore the file"),
    );
  return { plan: parsed.data, commitment: sha256(readBytes(path)) };
}

/** Reported votes of a plan by choice. */
export function votesOf(plan: Plan): Tally {
  return new Map(plan.choices.map((choice, i) => [choice, plan.votes[i] ?? 0]));
}
