/**
 * Whether a plan follows from the tables it commits to. Its votes make the margins, and the margins make the risk: whoever
 * wrote plan.json could otherwise claim a larger margin than the tables have, and commit to that.
 * @module
 */
import { join } from "node:path";
import { addTallies, type Tally } from "../../contest.ts";
import { tallyMarks } from "../cvr/table.ts";
import { cardsIn, checkCards, MAKERS } from "./commitments.ts";
import { readCommitted } from "./files.ts";
import { checkLimit, checkOutcome, checkRule, type Plan, readPlan } from "./plan.ts";
import { readRecords } from "./population.ts";
import { outcomeOf } from "./rule.ts";
import { readCounts, refuse } from "./tables.ts";

/** What the committed tables say. */
interface Derived {
  readonly votes: Tally;
  readonly units: number;
  readonly cards: number | null;
}

/**
 * The plan, after its votes, outcome and number of units were computed again from the committed tables.
 * @throws VigieError when it does not follow from them
 */
export function readCheckedPlan(dir: string): { readonly plan: Plan; readonly commitment: string } {
  const read = readPlan(dir);
  const { plan } = read;
  checkLimit(plan.riskLimit);
  checkRule(plan);
  const found = derive(dir, plan);
  checkOutcome(plan, found.votes, found.cards);
  const path = join(dir, "plan.json");
  const claimed = (what: string, said: string | number, is: string | number): void => {
    if (said !== is)
      refuse(path, null, `${what}: the plan says ${said}, the tables give ${is}`, "ask who wrote the plan");
  };
  claimed("choices", plan.choices.length, found.votes.size);
  for (const [i, choice] of plan.choices.entries())
    claimed(`votes for ${choice.slice(0, 80)}`, plan.votes[i] ?? 0, found.votes.get(choice) ?? "none");
  claimed("units", plan.units, found.units);
  claimed("outcome", plan.outcome.join("; "), outcomeOf(plan.rule, found.votes).join("; "));
  return read;
}

function derive(dir: string, plan: Plan): Derived {
  for (const [name, digest] of Object.entries(plan.files)) readCommitted(dir, name, digest);
  if (plan.kind === "comparison") return fromRecords(dir, plan);
  return MAKERS[plan.kind]({
    ...plan,
    results: join(dir, "results.csv"),
    bounds: join(dir, "bounds.csv"),
    manifest: join(dir, "manifest.csv"),
    cvr: null,
    now: plan.planned,
  });
}

function fromRecords(dir: string, plan: Plan): Derived {
  const text = readCommitted(dir, "manifest.csv", plan.files["manifest.csv"] ?? "").toString();
  const cards = cardsIn(text, "manifest.csv");
  const records = readRecords(dir, plan);
  checkCards(
    records.keys(),
    readCounts(text, "manifest.csv", ["batch", "cards"]),
    "records.csv",
    "manifest.csv",
  );
  const none = new Map(plan.choices.map((choice) => [choice, 0]));
  const votes = addTallies([none, tallyMarks(records.values(), plan.votesAllowed)]);
  return { votes, units: cards, cards };
}
