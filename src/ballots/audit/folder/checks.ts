/**
 * What a plan must be, whoever wrote it: checked before it is written, and by everyone who computes it again.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";
import type { Tally } from "../../contest.ts";
import { compare, fraction, parseFraction, ZERO } from "../../fraction.ts";
import { sum } from "../../sum.ts";
import type { Assorter, Reported } from "../contest/assorter.ts";
import { checkName } from "./names.ts";
import type { ContestPlan, Plan, StratumPlan } from "./plan.ts";
import { assertionsOf, assortersOf, hasLoser, marginOf, type Rule } from "./rule.ts";
import { labelOf } from "./tables.ts";

function usage(text: string, remedy: string): never {
  throw new VigieError(problem("usage", null, text, remedy));
}

function unconfirmed(text: string, remedy: string): never {
  throw new VigieError(problem("data-invalid", null, text, remedy));
}

/** A limit above one half would confirm more wrong outcomes than it finds. */
export function checkLimit(riskLimit: string): void {
  const limit = parseFraction(riskLimit);
  if (limit === null || compare(limit, ZERO) <= 0 || compare(limit, fraction(1n, 2n)) > 0)
    usage(`a risk limit of ${riskLimit}`, "give one above 0, at most 0.5, such as 0.05");
}

/** Bounds that come from nowhere may come from the results under audit. */
export function needsBoundsSource({
  styled,
  strata,
}: Pick<Plan, "styled"> & { readonly strata: readonly Pick<StratumPlan, "kind">[] }): boolean {
  return styled || strata.some(({ kind }) => kind === "batches");
}

/** What goes with what. */
export function checkForm({
  contests,
  strata,
  styled,
  replace,
}: Pick<Plan, "strata" | "styled" | "replace"> & {
  readonly contests: readonly Pick<ContestPlan, "name" | "rule" | "votesAllowed">[];
}): void {
  const kinds = new Set(strata.map(({ kind }) => kind));
  for (const { name } of contests) checkName(name, "contest", null);
  if (strata.length > 1) for (const { name } of strata) checkName(name, "stratum", null);
  if (new Set(contests.map(({ name }) => name)).size < contests.length)
    usage("two contests have the same name", "name each contest once");
  if (new Set(strata.map(({ name }) => name)).size < strata.length)
    usage("two strata have the same name", "name each stratum once");
  // cards are named STRATUM/BATCH-PLACE: "a" with a batch "b/c" would be "a/b" with a batch "c"
  if (strata.some(({ name }) => name.includes("/")))
    usage("the name of a stratum has a slash", "name it without one");
  if (strata.length > 1 && (kinds.has("batches") || kinds.has("oneaudit")))
    usage("strata are of cards that are polled or compared", "audit minutes, or batches with totals, as one");
  if (styled && (strata.length > 1 || !kinds.has("comparison")))
    usage(
      "cards of each contest are known from records only",
      "leave the cards of the contests out, or use --kind comparison",
    );
  if (replace && (styled || strata.length > 1))
    usage("strata and card styles are drawn without replacement", "leave --replace out");
  for (const contest of contests) checkRule(contest, kinds.has("batches"), kinds);
}

/** Columns are named `CONTEST: CHOICE`: no two choices may share one, and each must come back from a sheet as it was. */
export function checkLabels(contests: readonly Pick<ContestPlan, "name" | "choices">[]): void {
  for (const { choices } of contests) for (const choice of choices) checkName(choice, "choice", null);
  const names = contests.map(({ name }) => name);
  const labels = contests.flatMap(({ name, choices }) =>
    choices.map((choice) => labelOf(names, name, choice)),
  );
  const seen = new Set<string>();
  const twice = labels.find((label) => seen.size === seen.add(label).size);
  if (twice !== undefined)
    unconfirmed(`"${twice.slice(0, 160)}" names two choices`, "name contests and choices without colons");
}

/** Shares and seats are assertions about cards with one vote: more would leave the range of their assorters. */
function checkRule(
  { rule, votesAllowed }: { readonly rule: Rule; readonly votesAllowed: number },
  isBatches: boolean,
  kinds: ReadonlySet<string>,
): void {
  if (rule.name === "majority") checkShare(rule.share);
  if (rule.name === "instant-runoff") {
    if (kinds.size > 1 || !kinds.has("comparison"))
      usage("an instant runoff needs the record of every card", "use --kind comparison");
    if (rule.seats !== 1 || votesAllowed !== 1)
      usage(
        "an instant runoff has one seat, and a card one ranking",
        "leave --seats and --votes-allowed out",
      );
    return;
  }
  if (isBatches || votesAllowed === 1 || rule.name === "plurality" || rule.name === "approval") return;
  usage(
    `--votes-allowed ${votesAllowed} does not go with --rule ${rule.name}`,
    "audit such a contest by batches, or leave --votes-allowed out",
  );
}

function checkShare(text: string): void {
  const share = parseFraction(text);
  if (share === null || compare(share, ZERO) <= 0 || compare(share, fraction(1n)) >= 0)
    usage(`a share of "${text}"`, "give one above 0 and below 1, such as 0.5");
}

/** Each is tested on every drawn card; whoever names the choices must not make that endless. */
const MAX_ASSERTIONS = 10_000;

/** Checks that the votes are exact numbers, and that not too many things must hold. */
function checkSize({ seats, name }: Rule, votes: Tally): void {
  const choices = votes.size;
  const winners = name === "dhondt" || name === "sainte-lague" ? choices : Math.min(seats, choices);
  if (name !== "instant-runoff" && winners * choices > MAX_ASSERTIONS)
    throw new VigieError(
      problem("too-large", null, "more than 10,000 assertions", "audit fewer choices, or count by hand"),
    );
  if (!Number.isSafeInteger(sum(votes.values())))
    throw new VigieError(
      problem("too-large", null, "the votes add up to more than 2^53", "correct the figures"),
    );
}

/**
 * The assorters of a contest. A reported tie, or an outcome that the reported votes do not give, cannot be confirmed by
 * any sample. @param cards null for minutes
 */
export function checkOutcome(rule: Rule, reported: Reported, cards: number | null): readonly Assorter[] {
  checkSize(rule, reported.votes);
  const assorters = assortersOf(rule, reported);
  if (assorters === "too-hard")
    unconfirmed(
      "too many orders of elimination are possible to look at all of them",
      "count everything by hand",
    );
  if (assorters === "too-many")
    unconfirmed("an instant runoff of more than 30 choices", "count everything by hand");
  if (assorters === "not-implied")
    unconfirmed("no set of assertions implies the winner: a tie decides", "count everything by hand");
  if (!hasLoser(rule, reported.votes))
    unconfirmed("nobody lost: there is nothing to confirm", "check --seats and the choices");
  const failing =
    cards === null
      ? assertionsOf(rule, reported.votes).find((one) => marginOf(one, reported.votes).total <= 0)
      : assorters.find((one) => !(one.mean(reported, cards) > 0.5));
  if (failing !== undefined)
    unconfirmed(
      `the reported margin of "${failing.name}" is 0 or less: no sample can confirm it`,
      "count everything by hand",
    );
  return assorters;
}
