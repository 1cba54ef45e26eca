/**
 * The sizes of samples by several methods, side by side: what a planner asks before any audit.
 * @module
 */

import { problem, VigieError } from "../../../base/errors.ts";
import { type Contest, type Pair, pairsOf } from "../../contest.ts";
import { parseFraction, toNumber } from "../../fraction.ts";
import { sum } from "../../sum.ts";
import { twoWayShare } from "../risk/bravo.ts";
import { bravoExpectedSize, bravoRoundSize, type PlannedSize } from "../risk/bravo-plan.ts";
import { EXPECTED_RATES, kaplanMarkovPlan, kaplanMarkovSize, NO_DISCREPANCY } from "../risk/kaplan-markov.ts";
import { firstRoundSize, providenceRoundSize } from "../risk/polling-plan.ts";

/** One method's answer; null: count everything. */
export interface MethodSize {
  readonly method: string;
  readonly cards: number | null;
}

/**
 * @param votes of each choice; the most first win
 * @throws VigieError when the votes do not fit the cards, or nobody lost
 * @example sampleSizes({ cards: 100_000, votes: [60_000, 40_000], seats: 1, riskLimit: "0.1" })
 */
export function sampleSizes(input: {
  readonly cards: number;
  readonly votes: readonly number[];
  readonly seats: number;
  readonly riskLimit: string;
}): readonly MethodSize[] {
  const { cards, seats } = input;
  const alpha = toNumber(parseFraction(input.riskLimit) ?? { num: 0n, den: 1n });
  if (!(alpha > 0 && alpha < 1))
    throw new VigieError(
      problem(
        "usage",
        null,
        `a risk limit of ${input.riskLimit}`,
        "give one above 0 and below 1, such as 0.05",
      ),
    );
  const contest: Contest = {
    name: "",
    cards,
    votes: new Map(input.votes.map((count, i) => [String(i + 1), count])),
    seats,
    votesAllowed: seats,
  };
  const pairs = pairsOf(contest);
  if (pairs.length === 0 || sum(input.votes) > cards * seats)
    throw new VigieError(
      problem(
        "usage",
        null,
        "nobody lost, or there are more votes than cards allow",
        "check --votes, --cards and --seats",
      ),
    );
  const mu = Math.min(...pairs.map(({ margin }) => margin)) / cards;
  const open = pairs.filter(({ margin }) => margin > 0);
  const tied = open.length < pairs.length;
  const worst = (of: (pair: Pair) => number | null): number | null => {
    const sizes = open.map((pair) => scaled(of(pair), pair, cards));
    return tied || sizes.includes(null) ? null : capped(Math.max(...(sizes as number[])), cards);
  };
  return [
    {
      method: "comparison, no discrepancies",
      cards: capped(kaplanMarkovSize(alpha, mu, NO_DISCREPANCY), cards),
    },
    {
      method: "comparison, usual discrepancies",
      cards: capped(kaplanMarkovPlan(alpha, mu, EXPECTED_RATES, cards), cards),
    },
    { method: "BRAVO, on average", cards: sized(bravoExpectedSize(contest, alpha), cards) },
    { method: "BRAVO, 9 audits in 10", cards: sized(bravoRoundSize(contest, alpha, 0.9), cards) },
    {
      method: "Minerva, one round, 9 in 10",
      cards: worst((pair) => firstRoundSize(twoWayShare(pair), alpha, 0.9)),
    },
    {
      method: "Providence, one round, 9 in 10",
      cards: worst((pair) => providenceRoundSize([], twoWayShare(pair), alpha, 0.9)),
    },
  ];
}

function scaled(draws: number | null, pair: Pair, cards: number): number | null {
  return draws === null ? null : Math.ceil((draws * cards) / (pair.winnerVotes + pair.loserVotes));
}

const capped = (size: number, cards: number): number | null => (size < cards ? size : null);

function sized(size: PlannedSize, cards: number): number | null {
  return size.kind === "size" ? capped(size.cards, cards) : null;
}
