/**
 * Assertions: each is true if and only if the mean of a number over all cards (its assorter) is above 1/2; the reported
 * outcome is right if all of them are true. Linear assertions cover every way of counting but ranked ones.
 * Stark, "Sets of half-average nulls generate risk-limiting audits: SHANGRLA", VOTING 2020; Blom, Budurushi, Rivest,
 * Stark, Stuckey, Teague, Vukcevic, "Assertion-based approaches to auditing complex elections", E-Vote-ID 2021
 * (arXiv 2107.11903), section 3: a linear g with least value a becomes h = (g - a) / (-2a).
 * @module
 */

import type { Tally } from "../../contest.ts";
import { pairsOf } from "../../contest.ts";
import {
  add,
  divide,
  type Fraction,
  fraction,
  largest,
  multiply,
  ONE,
  subtract,
  toNumber,
  ZERO,
} from "../../fraction.ts";
import { allocateSeats, type Divisors } from "../../seats.ts";
import { sum } from "../../sum.ts";
import { NOT_LISTED } from "./not-listed.ts";

/** One thing that must hold: the weighted sum of votes is above 0. */
export interface Assertion {
  readonly name: string;
  /** Weight of a vote for each choice; a choice that is not named weighs `otherwise`. */
  readonly weights: ReadonlyMap<string, Fraction>;
  readonly otherwise: Fraction;
  /** The least that one card can bring to the sum, below 0. */
  readonly least: Fraction;
  /** The largest value of the assorter. */
  readonly upper: Fraction;
}

/** @param votesPerCard how many votes for choices that weigh alike one card may hold */
function assertion(
  name: string,
  weights: ReadonlyMap<string, Fraction>,
  otherwise: Fraction,
  least: Fraction,
  most: Fraction,
): Assertion {
  const scale = divide(ONE, multiply(fraction(-2n), least));
  return { name, weights, otherwise, least, upper: multiply(subtract(most, least), scale) };
}

/** The winner has more votes than the loser: plurality, several seats, approval. */
export function beats(winner: string, loser: string): Assertion {
  const minus = fraction(-1n);
  return assertion(
    `${winner} > ${loser}`,
    new Map([
      [winner, ONE],
      [loser, minus],
    ]),
    ZERO,
    minus,
    ONE,
  );
}

/** Every winner beats every loser. @example pluralityAssertions({ votes, seats: 2 }) // who qualifies for a second round */
export function pluralityAssertions(contest: {
  readonly votes: Tally;
  readonly seats: number;
}): readonly Assertion[] {
  return pairsOf(contest).map(({ winner, loser }) => beats(winner, loser));
}

/** The choice has more than the share of the valid votes; one vote per card. @param share above 0, below 1 */
export function above(choice: string, share: Fraction): Assertion {
  const own = subtract(ONE, share);
  const other = multiply(fraction(-1n), share);
  return assertion(`${choice} > ${share.num}/${share.den}`, new Map([[choice, own]]), other, other, own);
}

/**
 * The choice has less than the share of the valid votes; one vote per card. Votes for those who are not listed do not
 * help it: the law may count them as null votes.
 */
export function below(choice: string, share: Fraction): Assertion {
  const own = subtract(share, ONE);
  const weights = new Map([
    [NOT_LISTED, ZERO],
    [choice, own],
  ]);
  return assertion(`${choice} < ${share.num}/${share.den}`, weights, share, own, share);
}

/**
 * A first round of two: either the first one has more than half of the valid votes, or it has not and the best two go on.
 * @param qualify how many go on
 */
export function runoffAssertions(votes: Tally, qualify = 2): readonly Assertion[] {
  const half = fraction(1n, 2n);
  const valid = sum(votes.values());
  const [first] = pairsOf({ votes, seats: 1 });
  const leader = first?.winner ?? [...votes.keys()][0];
  if (leader === undefined) return [];
  if (2 * (votes.get(leader) ?? 0) > valid) return [above(leader, half)];
  return [...pluralityAssertions({ votes, seats: qualify }), ...belowHalf(votes, half)];
}

/** Nobody has a majority: it is enough to say so of every choice. */
function belowHalf(votes: Tally, half: Fraction): readonly Assertion[] {
  return [...votes.keys()].map((choice) => below(choice, half));
}

/**
 * The seats of a highest-averages method: the last seat that A won costs more votes than B had for the first seat it
 * lost, for all A and B (arXiv 2107.11903, section 5.1). Only these pairs are needed.
 */
export function seatAssertions(votes: Tally, seats: number, divisors: Divisors): readonly Assertion[] {
  const won = allocateSeats(votes, seats, divisors);
  const found: Assertion[] = [];
  for (const [a, seatsOfA] of won) {
    if (seatsOfA === 0) continue;
    for (const [b, seatsOfB] of won) {
      if (a === b || (votes.get(b) ?? 0) < 0) continue;
      const up = fraction(1n, BigInt(divisors(seatsOfA)));
      const down = fraction(-1n, BigInt(divisors(seatsOfB + 1)));
      const name = `${a} seat ${seatsOfA} > ${b} seat ${seatsOfB + 1}`;
      found.push(
        assertion(
          name,
          new Map([
            [a, up],
            [b, down],
          ]),
          ZERO,
          down,
          up,
        ),
      );
    }
  }
  return found;
}

/** Weight of one vote for a choice. */
function weightOf(one: Assertion, choice: string): Fraction {
  return one.weights.get(choice) ?? one.otherwise;
}

/** The mean of the assorter over all cards, from the tallies; exact. The assertion holds if it is above 1/2. */
export function reportedMean(one: Assertion, votes: Tally, cards: number): Fraction {
  let sum = ZERO;
  for (const [choice, count] of votes)
    sum = add(sum, multiply(weightOf(one, choice), fraction(BigInt(count))));
  const mean = divide(sum, fraction(BigInt(cards)));
  return add(fraction(1n, 2n), divide(mean, multiply(fraction(-2n), one.least)));
}

/** The value of one card: the choices it votes for. A card that breaks the rules (too many votes) is 1/2, like a blank one. */
export function assort(one: Assertion, choices: Iterable<string>): number {
  let sum = ZERO;
  for (const choice of choices) sum = add(sum, weightOf(one, choice));
  return toNumber(add(fraction(1n, 2n), divide(sum, multiply(fraction(-2n), one.least))));
}

/** The largest value that the assorter takes. */
export function upperBound(one: Assertion): number {
  return toNumber(one.upper);
}

/** The assertion with the smallest reported mean: it decides how large the sample must be. */
export function hardest(all: readonly Assertion[], votes: Tally, cards: number): Assertion | null {
  const worst = largest(all.map((one) => multiply(fraction(-1n), reportedMean(one, votes, cards))));
  return (
    all.find((one) => {
      const mean = reportedMean(one, votes, cards);
      return worst !== null && mean.num === -worst.num && mean.den === worst.den;
    }) ?? null
  );
}
