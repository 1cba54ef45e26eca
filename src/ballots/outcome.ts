/**
 * Who wins, who qualifies, how seats fall: the outcome as a set of linear inequalities over votes. The reported outcome is
 * right if and only if all of them hold, so "could this change the outcome?" asks each how many votes it has to spare.
 * (Blom, Stark and others, "Assertion-based approaches to auditing complex elections", E-Vote-ID 2021.)
 * @module
 */

import { fill } from "../base/messages/fill.ts";
import { type ResultsMessages, resultsEn } from "../base/messages/results.ts";
import { compareText } from "../base/text.ts";
import { allocateSeats, dHondt, sainteLague } from "./seats.ts";
import { sum } from "./sum.ts";

/** How the winners follow from the votes. */
export type OutcomeRule =
  /** Most votes win; `seats` of them: those elected, or those who qualify for a second round. */
  | { readonly kind: "plurality"; readonly seats: number }
  /** More than half of the valid votes elects; else the first `seats` qualify for a second round. */
  | { readonly kind: "majority"; readonly seats: number }
  /** Highest averages: divisors 1, 2, 3 (D'Hondt) or 1, 3, 5 (Sainte-Lague); lists below the threshold get none. */
  | {
      readonly kind: "dhondt" | "sainte-lague";
      readonly seats: number;
      /** A share of the valid votes as whole numbers, such as 5 of 100; null for none. */
      readonly threshold: readonly [number, number] | null;
    };

/** What an inequality says, in any language. */
export interface InequalitySentence {
  readonly sentence: keyof ResultsMessages["inequalities"];
  readonly values: Readonly<Record<string, string | number>>;
}

function says(
  sentence: InequalitySentence["sentence"],
  values: InequalitySentence["values"],
): InequalitySentence {
  return { sentence, values };
}

/** In words. Names of choices are the file's: escape them on the way out. */
export function inequalityText(
  { sentence, values }: InequalitySentence,
  messages: Pick<ResultsMessages, "inequalities"> = resultsEn,
): string {
  return fill(messages.inequalities[sentence], values);
}

/** Votes weighted by whole numbers; the outcome needs their sum to reach a bound. */
export interface Inequality {
  readonly says: InequalitySentence;
  /** By position of the choices. */
  readonly weights: readonly number[];
  /** 1 where a tie would decide otherwise, else 0. */
  readonly atLeast: 0 | 1;
}

export interface Outcome {
  /** What was won, for people: a name, or `name: 3`. */
  readonly winners: readonly string[];
  readonly inequalities: readonly Inequality[];
}

/** The outcome of some votes. @param choices names, by position @example outcomeOf(["A", "B"], [6, 4], { kind: "plurality", seats: 1 }).winners // ["A"] */
export function outcomeOf(choices: readonly string[], votes: readonly number[], rule: OutcomeRule): Outcome {
  if (rule.kind === "plurality") return firstPast(choices, votes, rule.seats);
  if (rule.kind === "majority") return majority(choices, votes, rule.seats);
  return highestAverages(choices, votes, rule);
}

/** What an inequality weighs some votes at. */
export function weigh({ weights }: Inequality, votes: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (votes[i] ?? 0), 0);
}

/** The least that a number of ballots can weigh, however they are marked; a blank one weighs nothing. */
export function least({ weights }: Inequality, ballots: number): number {
  return Math.min(0, ...weights) * ballots;
}

function ranked(choices: readonly string[], votes: readonly number[]): readonly number[] {
  const by = (i: number): number => votes[i] ?? 0;
  return choices
    .map((_name, i) => i)
    .sort((a, b) => by(b) - by(a) || compareText(choices[a] ?? "", choices[b] ?? ""));
}

function firstPast(choices: readonly string[], votes: readonly number[], seats: number): Outcome {
  const order = ranked(choices, votes);
  const [won, lost] = [order.slice(0, seats), order.slice(seats)];
  return {
    winners: won.map((i) => choices[i] ?? ""),
    inequalities: won.flatMap((w) => lost.map((l) => before(choices, w, l))),
  };
}

function before(choices: readonly string[], winner: number, loser: number): Inequality {
  const weights = choices.map((_name, i) => (i === winner ? 1 : i === loser ? -1 : 0));
  return {
    says: says("before", { winner: choices[winner] ?? "", loser: choices[loser] ?? "" }),
    weights,
    atLeast: 1,
  };
}

function majority(choices: readonly string[], votes: readonly number[], seats: number): Outcome {
  const valid = sum(votes);
  const elected = votes.findIndex((one) => 2 * one > valid);
  if (elected >= 0) {
    const weights = choices.map((_name, i) => (i === elected ? 1 : -1));
    return {
      winners: [choices[elected] ?? ""],
      inequalities: [{ says: says("majority", { choice: choices[elected] ?? "" }), weights, atLeast: 1 }],
    };
  }
  const next = firstPast(choices, votes, seats);
  const below = choices.map((name, i): Inequality => {
    const weights = choices.map((_other, j) => (i === j ? -1 : 1));
    return { says: says("noMajority", { choice: name }), weights, atLeast: 0 };
  });
  return { winners: next.winners, inequalities: [...next.inequalities, ...below] };
}

function highestAverages(
  choices: readonly string[],
  votes: readonly number[],
  rule: Extract<OutcomeRule, { threshold: unknown }>,
): Outcome {
  const divisor = rule.kind === "dhondt" ? dHondt : sainteLague;
  const valid = sum(votes);
  const [share, whole] = rule.threshold ?? [0, 1];
  const admitted = ranked(choices, votes).filter((i) => whole * (votes[i] ?? 0) >= share * valid);
  const tally = new Map(admitted.map((i) => [choices[i] ?? "", votes[i] ?? 0]));
  const allocated = allocateSeats(tally, rule.seats, divisor);
  const seats = new Map(admitted.map((i) => [i, allocated.get(choices[i] ?? "") ?? 0]));
  const inequalities: Inequality[] = [];
  for (const a of admitted)
    for (const b of admitted) {
      const [won, lost] = [seats.get(a) ?? 0, (seats.get(b) ?? 0) + 1];
      if (a === b || won === 0) continue;
      const weights = choices.map((_name, i) => (i === a ? divisor(lost) : i === b ? -divisor(won) : 0));
      inequalities.push({
        says: says("seat", { won, winner: choices[a] ?? "", lost, loser: choices[b] ?? "" }),
        weights,
        atLeast: 1,
      });
    }
  if (rule.threshold !== null) inequalities.push(...thresholds(choices, new Set(admitted), share, whole));
  const winners = admitted
    .filter((i) => (seats.get(i) ?? 0) > 0)
    .map((i) => `${choices[i]}: ${seats.get(i)}`);
  return { winners, inequalities };
}

function thresholds(
  choices: readonly string[],
  admitted: ReadonlySet<number>,
  share: number,
  whole: number,
): readonly Inequality[] {
  return choices.map((name, i) => {
    const sign = admitted.has(i) ? 1 : -1;
    const weights = choices.map((_other, j) => sign * (i === j ? whole - share : -share));
    return {
      says: says(sign > 0 ? "reaches" : "misses", { choice: name, share, whole }),
      weights,
      atLeast: sign > 0 ? 0 : 1,
    };
  });
}
