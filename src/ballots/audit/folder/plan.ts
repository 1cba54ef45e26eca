/**
 * The plan of an audit: what is audited, by which method, and the digests of everything it rests on. It is written
 * before the seed is known, and its own digest is published then: nothing of it may change after.
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import { addTallies, type Tally } from "../../contest.ts";
import { compare, fraction, parseFraction, toNumber, ZERO } from "../../fraction.ts";
import { reportedMean } from "../contest/assertion.ts";
import { type ContestRecords, type CvrTable, tallyRecords } from "../cvr/table.ts";
import { formatJson, makeFolder, readBytes, readJson, writeOnce } from "./files.ts";
import { assertionsOf, marginOf, outcomeOf, type Rule, ruleNames } from "./rule.ts";
import { checkBounds, readCounts, readVotes, refuse } from "./tables.ts";

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
  files: z.record(z.string().max(40), digest),
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

function need(path: string | null, option: string, why: string): string {
  if (path === null) throw new VigieError(problem("usage", null, `${option} is missing`, why));
  return path;
}

/** Plans an audit: checks everything, then writes the folder. @throws VigieError; nothing is written then */
export function planAudit(dir: string, input: PlanInput): Plan {
  const limit = parseFraction(input.riskLimit);
  if (limit === null || compare(limit, ZERO) <= 0 || compare(limit, fraction(1n, 2n)) > 0)
    throw new VigieError(
      problem(
        "usage",
        null,
        `a risk limit of ${input.riskLimit}`,
        "give one above 0, at most 0.5, such as 0.05",
      ),
    );
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
  for (const [name, bytes] of Object.entries(made.files)) writeOnce(join(dir, name), bytes);
  writeOnce(join(dir, "plan.json"), formatJson(plan)); // last: without it there is no audit
  return plan;
}

interface Made {
  readonly votes: Tally;
  readonly units: number;
  /** Cards that the means are taken over; null for batches. */
  readonly cards: number | null;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const MAKERS: Readonly<Record<AuditKind, (input: PlanInput) => Made>> = {
  batches(input) {
    const results = need(input.results, "--results", "name the table of reported votes by unit");
    const why =
      "name the registered voters of each unit, from the roll; a bound from the results under audit lets a file that deletes votes lower its own bound";
    const roll = need(input.bounds, "--bounds", why);
    if (input.boundsSource === null || input.boundsSource.trim() === "")
      throw new VigieError(
        problem(
          "usage",
          null,
          "--bounds-source is missing",
          "say where the bounds come from, such as: roll of 2 April",
        ),
      );
    const files = { "results.csv": readBytes(results), "bounds.csv": readBytes(roll) };
    if (sha256(files["results.csv"]) === sha256(files["bounds.csv"]))
      refuse(roll, null, "the bounds are the results under audit", "use the roll of registered voters");
    const votes = readVotes(files["results.csv"].toString(), results);
    const bounds = readCounts(files["bounds.csv"].toString(), roll, ["unit", "bound"]);
    checkBounds(votes, results, bounds, roll, input.votesAllowed);
    const total = addTallies([...votes.units.values()].map((unit) => unit.votes));
    // a unit whose bound is 0 cannot hold an error, and is never drawn
    const units = [...bounds.values()].filter((bound) => bound > 0).length;
    return { votes: total, units, cards: null, files };
  },
  polling(input) {
    const results = need(input.results, "--results", "name the table of reported votes");
    const manifest = need(input.manifest, "--manifest", "name the table of cards by batch: batch,cards");
    const files = { "results.csv": readBytes(results), "manifest.csv": readBytes(manifest) };
    const votes = addTallies(
      [...readVotes(files["results.csv"].toString(), results).units.values()].map((unit) => unit.votes),
    );
    const cards = cardsIn(files["manifest.csv"].toString(), manifest);
    const sum = [...votes.values()].reduce((a, b) => a + b, 0);
    if (sum > cards * input.votesAllowed)
      refuse(
        manifest,
        null,
        `the manifest lists ${cards} cards, and ${sum} votes were reported`,
        "complete the manifest",
      );
    return { votes, units: cards, cards, files };
  },
  comparison(input) {
    const manifest = need(input.manifest, "--manifest", "name the table of cards by batch: batch,cards");
    if (input.cvr === null)
      throw new VigieError(problem("usage", null, "--cvr is missing", "name the file of cast vote records"));
    const files = { "manifest.csv": readBytes(manifest), "records.csv": recordsOf(input) };
    const cards = cardsIn(files["manifest.csv"].toString(), manifest);
    const { ids, contests } = input.cvr.table;
    if (ids.length > cards)
      refuse(
        manifest,
        null,
        `the manifest lists ${cards} cards, and there are ${ids.length} records`,
        "complete the manifest",
      );
    checkCards(
      ids,
      readCounts(files["manifest.csv"].toString(), manifest, ["batch", "cards"]),
      input.cvr.file,
      manifest,
    );
    const records = contests.find(({ name }) => name === input.contest);
    if (records === undefined) throw new Error("recordsOf refuses it");
    checkAllowed(records, input);
    const votes = tallyRecords({ ...records, votesAllowed: input.votesAllowed });
    return { votes, units: cards, cards, files };
  },
};

/** The records of the contest in our own form: card and marks, so that anyone can check them without the system's format. */
function recordsOf(input: PlanInput): Uint8Array {
  const { file, table } = input.cvr as NonNullable<PlanInput["cvr"]>;
  const records = table.contests.find(({ name }) => name === input.contest);
  if (records === undefined) {
    const known = table.contests
      .map(({ name }) => name)
      .slice(0, 20)
      .join("; ");
    refuse(file, null, `there is no contest "${input.contest}"`, `name one of: ${known}`);
  }
  const lines = records.patterns.map((marks) =>
    marks === null ? "absent" : JSON.stringify(marks).replaceAll('"', '""'),
  );
  const rows = table.ids.map((id, i) => `"${id.replaceAll('"', '""')}","${lines[records.card[i] ?? 0]}"\n`);
  return Buffer.from(`card,marks\n${rows.join("")}`);
}

/** The tally and the assessment must agree on which cards have too many votes. */
function checkAllowed({ votesAllowed, name }: ContestRecords, input: PlanInput): void {
  if (votesAllowed === 0 || votesAllowed === input.votesAllowed) return;
  const file = input.cvr?.file ?? "";
  refuse(
    file,
    null,
    `${name} allows ${votesAllowed} votes on a card, not ${input.votesAllowed}`,
    `say: --votes-allowed ${votesAllowed}`,
  );
}

/** Every record belongs to a card of the manifest: BATCH-PLACE, places from 1. */
function checkCards(
  ids: readonly string[],
  batches: ReadonlyMap<string, number>,
  file: string,
  manifest: string,
): void {
  for (const id of ids) {
    const cut = id.lastIndexOf("-");
    const place = Number(id.slice(cut + 1));
    if (!(Number.isInteger(place) && place >= 1 && place <= (batches.get(id.slice(0, cut)) ?? 0)))
      refuse(
        file,
        null,
        `the record of card "${id.slice(0, 80)}" has no card in ${manifest}`,
        "name cards BATCH-PLACE as in the manifest, and complete it",
      );
  }
}

function cardsIn(text: string, file: string): number {
  let cards = 0;
  for (const count of readCounts(text, file, ["batch", "cards"]).values()) cards += count;
  if (cards === 0) refuse(file, null, "the manifest lists no card", "complete the manifest");
  return cards;
}

/** A reported tie, or an outcome that the reported votes do not give, cannot be confirmed by any sample. */
function checkOutcome(input: PlanInput, votes: Tally, cards: number | null): void {
  const assertions = assertionsOf(input.rule, votes);
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
