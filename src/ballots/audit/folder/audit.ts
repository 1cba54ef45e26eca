/**
 * An audit in memory: its plan, and its tables as they were committed. A plan that was committed in good order may still
 * lie about its tables: its votes make the margins, and the margins make the risk. So everything in it is computed again.
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../../base/digest.ts";
import { sum } from "../../sum.ts";
import type { Assorter, Reported } from "../contest/assorter.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import { type Batch, canHoldError, type Margin } from "../risk/macro.ts";
import { batchesOf, marginsOf } from "./batches.ts";
import { checkForm, checkLabels, checkLimit, checkOutcome, needsBoundsSource } from "./checks.ts";
import { readCommitted } from "./files.ts";
import { type ContestPlan, fileOf, infosOf, type Plan, readPlan, type StratumPlan } from "./plan.ts";
import { listed, outcomeOf } from "./rule.ts";
import { type StratumKind, StratumTables, TABLES } from "./stratum.ts";
import { refuse } from "./tables.ts";

/** One contest with all that is known of it. */
export interface AuditedContest {
  readonly assorters: readonly Assorter[];
  readonly reported: Reported;
  /** The part of each stratum. */
  readonly parts: readonly Reported[];
}

/** A plan and what it rests on. */
export interface Audit {
  readonly dir: string;
  readonly plan: Plan;
  /** SHA-256 of plan.json. */
  readonly commitment: string;
  readonly tables: readonly StratumTables[];
}

/** An audit whose plan follows from its tables. */
export interface CheckedAudit extends Audit {
  readonly contests: readonly AuditedContest[];
}

/** The plan and its tables, not yet compared: what a draw needs. @throws VigieError */
export function openAudit(dir: string): Audit {
  const { plan, commitment } = readPlan(dir);
  const infos = infosOf(plan.contests);
  const tables = plan.strata.map(({ name, kind }, i) => {
    const file = (table: Parameters<typeof fileOf>[0]): string => fileOf(table, i, plan.strata.length);
    return new StratumTables(name, kind, infos, {
      bytes: (table) => readCommitted(dir, file(table), plan.files[file(table)] ?? ""),
      label: file,
    });
  });
  return { dir, plan, commitment, tables };
}

/** The same, after everything in the plan was computed again from its tables. @throws VigieError where it differs */
export function checkAudit(dir: string): CheckedAudit {
  const audit = openAudit(dir);
  const { plan } = audit;
  for (const [name, digest] of Object.entries(plan.files)) readCommitted(dir, name, digest);
  checkLimit(plan.riskLimit);
  const path = join(dir, "plan.json");
  if (needsBoundsSource(plan) && (plan.boundsSource ?? "").trim() === "")
    refuse(path, null, "where the bounds come from is not said", "ask who wrote the plan");
  const found = derive(plan, audit.tables);
  const claimed = (what: string, said: string | number | null, is: string | number | null): void => {
    if (said !== is)
      refuse(path, null, `${what}: the plan says ${said}, the tables give ${is}`, "ask who wrote the plan");
  };
  for (const [i, stratum] of found.strata.entries())
    claimed(
      `units${stratum.name === "" ? "" : ` of ${stratum.name}`}`,
      plan.strata[i]?.units ?? 0,
      stratum.units,
    );
  for (const [i, contest] of plan.contests.entries()) {
    const is = found.contests[i] as ContestPlan;
    const what = plan.contests.length === 1 ? "" : `${contest.name}: `;
    claimed(`${what}choices`, contest.choices.length, is.choices.length);
    for (const [j, choice] of contest.choices.entries())
      claimed(
        `${what}votes for ${choice.slice(0, 80)}`,
        contest.votes[j] ?? 0,
        is.choices[j] === choice ? (is.votes[j] ?? 0) : "none",
      );
    claimed(`${what}cards`, contest.cards, is.cards);
    claimed(`${what}outcome`, contest.outcome.join("; "), is.outcome.join("; "));
  }
  return { ...audit, contests: found.audited };
}

/** What a plan says of its contests before their votes are known. */
export interface ContestForm extends Pick<ContestPlan, "name" | "rule" | "votesAllowed"> {
  /** Choices in order; others are added as the tables name them. */
  readonly choices: readonly string[];
  /** With card styles: the most cards that can hold it, from a source of its own; null without. */
  readonly cards: number | null;
}

interface Derived {
  readonly contests: readonly ContestPlan[];
  readonly strata: readonly StratumPlan[];
  readonly audited: readonly AuditedContest[];
}

/** What the tables say: votes, outcomes, sizes. Everything is checked. @throws VigieError */
export function derive(
  form: Pick<Plan, "styled" | "replace"> & {
    readonly contests: readonly ContestForm[];
    readonly strata: readonly { readonly name: string; readonly kind: StratumKind }[];
  },
  tables: readonly StratumTables[],
): Derived {
  checkForm({ ...form, strata: form.strata.map((one) => ({ ...one, units: 1 })) });
  for (const one of tables) one.check();
  const isBatches = tables[0]?.kind === "batches";
  const all = isBatches ? null : tables.reduce((sum, { cards }) => sum + cards, 0);
  const audited: AuditedContest[] = [];
  const contests = form.contests.map((contest, i): ContestPlan => {
    const known = new Set(listed(contest.choices));
    for (const one of tables) for (const choice of one.columns()[i]?.keys() ?? []) known.add(choice);
    const parts = tables.map((one) => one.reported(i, [...known]));
    const choices = new Set(parts.flatMap(({ votes }) => [...votes.keys()]));
    if (choices.has(NOT_LISTED)) reserved(tables[0] as StratumTables);
    choices.add(NOT_LISTED); // last, and always: a plan cannot leave it out
    const reported: Reported = {
      votes: new Map(
        [...choices].map((choice) => [
          choice,
          parts.reduce((sum, { votes }) => sum + (votes.get(choice) ?? 0), 0),
        ]),
      ),
      ballots: parts.every(({ ballots }) => ballots !== null)
        ? parts.flatMap(({ ballots }) => ballots ?? [])
        : null,
    };
    const cards = form.styled ? styledCards(contest, i, tables[0] as StratumTables) : all;
    audited.push({ assorters: checkOutcome(contest.rule, reported, cards), reported, parts });
    return {
      name: contest.name,
      rule: { ...contest.rule },
      votesAllowed: contest.votesAllowed,
      cards,
      choices: [...reported.votes.keys()],
      votes: [...reported.votes.values()],
      outcome: outcomeOf(contest.rule, reported),
    };
  });
  checkLabels(contests);
  const strata = tables.map((one) => ({
    name: one.name,
    kind: one.kind,
    units: one.kind === "batches" ? drawable(one, contests) : one.cards,
  }));
  return { contests, strata, audited };
}

/** Weighted votes and bounds must stay whole numbers: no rounding may decide an election. */
function checkExact(batches: readonly Batch[], margins: readonly Margin[], file: string): void {
  const all = sum(batches.map(({ bound, votes }) => bound + sum(votes.values())));
  for (const { weights, loss } of margins) {
    const most = [...weights.values()].reduce((max, weight) => Math.max(max, Math.abs(weight)), loss);
    if (!Number.isSafeInteger(most * all))
      refuse(file, null, "votes and bounds are too large to be exact", "correct the figures");
  }
}

function reserved({ source, kind }: StratumTables): never {
  return refuse(
    source.label(TABLES[kind][0] ?? "results"),
    null,
    `a choice is named "${NOT_LISTED}"`,
    "name it otherwise: audits enter votes for those who are in no table under this name",
  );
}

/** A unit that cannot hold an error weighs nothing, and is never drawn. */
function drawable(tables: StratumTables, contests: readonly ContestPlan[]): number {
  const margins = marginsOf(contests);
  const batches = batchesOf(tables);
  checkExact(batches, margins, tables.source.label("bounds"));
  return batches.filter((batch) => canHoldError(batch, margins)).length;
}

/** The cards that may hold a contest: all that are recorded to, and as many more as the bound allows. */
function styledCards({ name, cards }: ContestForm, contest: number, tables: StratumTables): number {
  const file = tables.source.label("records");
  if (cards === null)
    refuse(
      file,
      null,
      `how many cards may hold ${name} is not said`,
      "say it for every contest, or for none",
    );
  let held = 0;
  for (const marks of tables.records.values()) if (marks[contest] !== null) held++;
  if (held > cards)
    refuse(
      file,
      null,
      `${held} records hold ${name}, and at most ${cards} cards may`,
      "correct the records, or the bound",
    );
  if (cards > tables.cards)
    refuse(
      tables.source.label("manifest"),
      null,
      `${cards} cards may hold ${name}, and the manifest lists ${tables.cards}`,
      "complete the manifest, or correct the bound",
    );
  return cards;
}

/** SHA-256 of each file. */
export function digestsOf(files: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
}
