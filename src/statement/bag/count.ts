/**
 * The count of a statement, computed from files in its payload: the same function makes the facts and checks them again.
 * Result files are written by whoever publishes them; reading them is bounded and refuses what cannot be added up.
 * @module
 */
import * as z from "zod";
import { latestAssessment } from "../../ballots/audit/folder/assess.ts";
import { readPlan } from "../../ballots/audit/folder/plan.ts";
import { inequalityText, type OutcomeRule, outcomeOf } from "../../ballots/outcome.ts";
import { readResults } from "../../ballots/results/read.ts";
import type { ResultTable } from "../../ballots/results/table.ts";
import { compareResults } from "../../ballots/tabulation/compare.ts";
import { comparable, differences, sumsAt } from "../../ballots/tabulation/replay.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { messagesOf } from "../../base/messages/index.ts";
import type { AuditFacts, ComparisonFacts, ReplayFacts } from "../sentences/facts.ts";

/** Which files are compared, and how votes make the outcome. Paths below the payload. */
export interface CountRecipe {
  official: string;
  collected: string;
  roll: string | null;
  rule: OutcomeRule;
}

const seats: z.ZodType<number> = z.int().min(1).max(10_000);
export const recipeSchema: z.ZodType<CountRecipe> = z.strictObject({
  official: z.string().max(400),
  collected: z.string().max(400),
  roll: z.string().max(400).nullable(),
  rule: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal(["plurality", "majority"]), seats }),
    z.strictObject({
      kind: z.literal(["dhondt", "sainte-lague"]),
      seats,
      threshold: z.tuple([z.int().nonnegative(), z.int().positive()]).nullable(),
    }),
  ]),
});

type Payload = ReadonlyMap<string, Uint8Array>;

/**
 * Station by station where the published figures have stations, else sum by sum.
 * @throws VigieError for a file that cannot be read or compared
 */
export function countedBy(
  { official, collected, roll, rule }: CountRecipe,
  payload: Payload,
): { readonly comparison: ComparisonFacts | null; readonly replay: ReplayFacts | null } {
  const published = tableIn(payload, official);
  const minutes = tableIn(payload, collected);
  if (published.level !== "station") return { comparison: null, replay: replayed(published, minutes, rule) };
  const list = roll === null ? null : tableIn(payload, roll);
  return { comparison: compared(published, minutes, list, rule), replay: null };
}

function tableIn(payload: Payload, path: string): ResultTable {
  const bytes = payload.get(path);
  if (bytes === undefined)
    throw new VigieError(
      problem("not-found", { file: path }, "is not in the folder", "make the statement again"),
    );
  const table = readResults(path, Buffer.from(bytes));
  if (!table.ok) throw new VigieError(table.error);
  const [fault] = table.value.faults;
  if (fault === undefined) return table.value;
  throw new VigieError(
    problem(
      "data-invalid",
      { file: fault.file, line: fault.line },
      `${fault.unit} cannot be read: ${fault.code}`,
      "vigie results check lists all faults",
    ),
  );
}

function compared(
  published: ResultTable,
  minutes: ResultTable,
  roll: ResultTable | null,
  rule: OutcomeRule,
): ComparisonFacts {
  const found = compareResults(published, minutes, rule, roll);
  if (!found.ok) throw new VigieError(found.error);
  const { outcome, differing, stations, missing, unknown, votes, margins, couldChange } = found.value;
  const [nearest] = margins;
  return {
    stations,
    compared: stations - missing.length,
    differing: differing.length,
    votes,
    missing: missing.length,
    unknown: unknown.length,
    winners: [...outcome.winners],
    margin:
      nearest === undefined
        ? null
        : {
            inequality: {
              en: inequalityText(nearest.says, messagesOf("en").results),
              fr: inequalityText(nearest.says, messagesOf("fr").results),
            },
            corrected: nearest.corrected,
            unknown: nearest.unknown,
          },
    couldChange,
    ownRoll: roll !== null,
  };
}

function replayed(published: ResultTable, minutes: ResultTable, rule: OutcomeRule): ReplayFacts {
  const found = [...differences(minutes, published)];
  const [first] = found;
  return {
    stations: minutes.rows.length,
    units: comparable(minutes, published),
    differing: found.length,
    first:
      first === undefined
        ? null
        : { unit: first.unit, choice: first.choice, official: first.official, replayed: first.replayed },
    published: winnersOf(published, rule),
    minutes: winnersOf(minutes, rule),
  };
}

function winnersOf(table: ResultTable, rule: OutcomeRule): string[] {
  const votes = sumsAt(table, "nation").get("nation")?.votes ?? [];
  return [...outcomeOf(table.choices, votes, rule).winners];
}

/** The last assessment of an audit's folder, contest by contest. @throws VigieError where there is none */
export function auditFacts(dir: string): readonly AuditFacts[] {
  const { plan } = readPlan(dir);
  const { drawn, round, discrepancies, missing, full, contests } = latestAssessment(dir);
  const shared = {
    // where any part rests on minutes, no more may be said than minutes allow
    unit: plan.strata.some(({ kind }) => kind === "batches") ? ("batches" as const) : ("cards" as const),
    units: plan.strata.reduce((sum, { units }) => sum + units, 0),
    drawn,
    round,
    discrepancies,
    missing,
    riskLimit: Number(plan.riskLimit),
    full,
  };
  return contests.map(({ contest, risk, confirmed }) => ({ contest, risk, confirmed, ...shared }));
}
