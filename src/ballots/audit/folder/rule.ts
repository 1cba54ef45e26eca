/**
 * The rules by which contests are decided, as assertions.
 * @module
 */

import { rankingOf, type Tally } from "../../contest.ts";
import { commonDenominator, type Fraction, fraction, parseFraction } from "../../fraction.ts";
import { type OutcomeRule, outcomeOf as outcomeOfVotes } from "../../outcome.ts";
import { dHondt, sainteLague } from "../../seats.ts";
import {
  type Assertion,
  above,
  pluralityAssertions,
  runoffAssertions,
  seatAssertions,
} from "../contest/assertion.ts";
import { type Assorter, linearAssorter, type Reported, runoffAssorters } from "../contest/assorter.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import { countRunoff } from "../contest/runoff.ts";
import type { Margin } from "../risk/macro.ts";

export const ruleNames = [
  "plurality",
  "approval",
  "majority",
  "runoff",
  "dhondt",
  "sainte-lague",
  "instant-runoff",
] as const;
export type RuleName = (typeof ruleNames)[number];

export interface Rule {
  readonly name: RuleName;
  /** Seats, or how many qualify. */
  readonly seats: number;
  /** For `majority`: the share to be passed, as a decimal text. */
  readonly share: string;
}

/** What must hold for the reported outcome to be right, as sums of votes; an instant runoff has no such sums. */
export function assertionsOf(rule: Rule, votes: Tally): readonly Assertion[] {
  switch (rule.name) {
    case "plurality":
    case "approval":
      return pluralityAssertions({ votes, seats: rule.seats });
    case "majority":
      return majority(votes, parseFraction(rule.share) ?? fraction(1n, 2n));
    case "runoff":
      return runoffAssertions(votes, rule.seats);
    case "dhondt":
      return seatAssertions(votes, rule.seats, dHondt);
    case "sainte-lague":
      return seatAssertions(votes, rule.seats, sainteLague);
    case "instant-runoff":
      return [];
  }
}

function majority(votes: Tally, share: Fraction): readonly Assertion[] {
  const [first] = rankingOf(votes);
  return first === undefined ? [] : [above(first, share)];
}

/** What must hold, as numbers for each card; for an instant runoff, why there is nothing that implies the winner. */
export function assortersOf(
  rule: Rule,
  { votes, ballots }: Reported,
): readonly Assorter[] | "not-implied" | "too-hard" | "too-many" {
  if (rule.name === "instant-runoff") return runoffAssorters(listed(votes.keys()), ballots ?? []);
  return assertionsOf(rule, votes).map(linearAssorter);
}

/** The choices that stand in a table. */
export function listed(choices: Iterable<string>): readonly string[] {
  return [...choices].filter((choice) => choice !== NOT_LISTED);
}

/** Whether somebody who is listed has lost: otherwise an audit has nothing to say but that nobody else won. */
export function hasLoser(rule: Rule, votes: Tally): boolean {
  const choices = listed(votes.keys()).length;
  if (rule.name === "plurality" || rule.name === "approval") return choices > rule.seats;
  return choices > (rule.name === "majority" || rule.name === "runoff" ? 0 : 1);
}

/** The reported outcome in words: who won, with seats where there are several. */
export function outcomeOf(rule: Rule, { votes, ballots }: Reported): readonly string[] {
  if (rule.name === "instant-runoff") return [countRunoff(listed(votes.keys()), ballots ?? []).winner];
  if (rule.name === "majority") return rankingOf(votes).slice(0, 1);
  return outcomeOfVotes([...votes.keys()], [...votes.values()], asOutcomeRule(rule)).winners;
}

function asOutcomeRule({ name, seats }: Rule): OutcomeRule {
  if (name === "dhondt" || name === "sainte-lague") return { kind: name, seats, threshold: null };
  return { kind: name === "runoff" ? "majority" : "plurality", seats };
}

/** An assertion as a margin of a batch audit: weights made whole, the worst ballot, the total over all batches. */
export function marginOf(one: Assertion, votes: Tally): Margin {
  const parts = [...votes.keys()].map((choice) => one.weights.get(choice) ?? one.otherwise);
  const common = commonDenominator([...parts, one.least]);
  const whole = (part: Fraction): number => Number((part.num * common) / part.den);
  const weights = new Map([...votes.keys()].map((choice, i) => [choice, whole(parts[i] ?? one.otherwise)]));
  let total = 0;
  for (const [choice, count] of votes) total += count * (weights.get(choice) ?? 0);
  return { name: one.name, weights, loss: -whole(one.least), total };
}
