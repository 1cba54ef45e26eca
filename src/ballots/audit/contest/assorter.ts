/**
 * Assorters: what an audit of cards computes of each card, whatever the rule of the contest. Linear assertions weigh the
 * marks of a card; assertions of an instant runoff look at its order. Stark, "Sets of half-average nulls generate
 * risk-limiting audits: SHANGRLA", VOTING 2020, sections 2.3 and 2.7.
 * @module
 */
import type { Tally } from "../../contest.ts";
import { toNumber } from "../../fraction.ts";
import { type Assertion, assort, reportedMean, upperBound } from "./assertion.ts";
import { NOT_LISTED } from "./not-listed.ts";
import { type RankedAssertion, raireAssertions, rankedVotes } from "./raire.ts";
import { countRunoff, type NamedBallots } from "./runoff.ts";

/** What was reported of some cards. */
export interface Reported {
  readonly votes: Tally;
  /** Rankings, for an instant runoff; null where they are not known. */
  readonly ballots: readonly NamedBallots[] | null;
}

/** One assertion as a number for each card; it holds if the mean over all cards is above 1/2. */
export interface Assorter {
  readonly name: string;
  /** The largest value of a card; the smallest is 0. */
  readonly upper: number;
  /** The value of a card: its choices, in order of preference where that counts. */
  value(marks: readonly string[]): number;
  /** The mean over so many cards that hold the reported votes; cards without a vote count 1/2. */
  mean(reported: Reported, cards: number): number;
}

/** The assorter of a linear assertion. */
export function linearAssorter(one: Assertion): Assorter {
  const known = new Map<string, number>();
  return {
    name: one.name,
    upper: upperBound(one),
    value(marks) {
      const key = JSON.stringify(marks);
      const value = known.get(key) ?? assort(one, new Set(marks));
      known.set(key, value);
      return value;
    },
    mean: ({ votes }, cards) => toNumber(reportedMean(one, votes, cards)),
  };
}

/**
 * The assorter of an assertion of an instant runoff: (winner - loser + 1) / 2. A card that ranks somebody who is not
 * listed is the worst it can be: whoever of them stands or is out at the time, it takes no more from the margin.
 */
export function rankedAssorter(one: RankedAssertion, choices: readonly string[]): Assorter {
  const number = new Map(choices.map((choice, i) => [choice, i]));
  const margin = (ranking: readonly string[]): number => {
    const [w, l] = rankedVotes(
      one,
      ranking.map((choice) => number.get(choice) ?? -1),
    );
    return w - l;
  };
  return {
    name: rankedName(one, choices),
    upper: 1,
    value: (marks) => (marks.includes(NOT_LISTED) ? 0 : (margin(marks) + 1) / 2),
    mean({ ballots }, cards) {
      let sum = 0;
      for (const { count, ranking } of ballots ?? []) sum += count * margin(ranking);
      return 1 / 2 + sum / (2 * cards);
    },
  };
}

/**
 * The last round against all who are not listed: more cards rank the winner, and none of them, than rank any of them.
 * With the others it implies that none of them won: the listed ones go out in an order that ends with the winner,
 * whoever else stands, since their cards are the worst they can be in each assertion.
 */
function notListedAssorter(winner: string): Assorter {
  return {
    name: `${winner} > ${NOT_LISTED}`,
    upper: 1,
    value: (marks) => (marks.includes(NOT_LISTED) ? 0 : marks.includes(winner) ? 1 : 1 / 2),
    mean({ ballots }, cards) {
      let sum = 0;
      for (const { count, ranking } of ballots ?? []) if (ranking.includes(winner)) sum += count;
      return 1 / 2 + sum / (2 * cards);
    },
  };
}

/** An assertion in words of its own: who beats whom, and among whom. @example "A > B among A, B, C" */
function rankedName(one: RankedAssertion, choices: readonly string[]): string {
  const name = (i: number): string => choices[i] ?? "";
  const pair = `${name(one.winner)} > ${name(one.loser)}`;
  return one.type === "NEB" ? `${pair} always` : `${pair} among ${one.continuing.map(name).join(", ")}`;
}

/** The assorters that together imply the winner of an instant runoff; or why there are none. @param choices those that are listed */
export function runoffAssorters(
  choices: readonly string[],
  ballots: readonly NamedBallots[],
): readonly Assorter[] | "not-implied" | "too-hard" | "too-many" {
  const { winner } = countRunoff(choices, ballots);
  const number = new Map(choices.map((choice, i) => [choice, i]));
  const ranked = ballots.map(({ count, ranking }) => ({
    count,
    ranking: ranking.map((choice) => number.get(choice) ?? -1),
  }));
  const found = raireAssertions(choices.length, ranked, choices.indexOf(winner));
  return found.kind === "assertions"
    ? [...found.assertions.map((one) => rankedAssorter(one, choices)), notListedAssorter(winner)]
    : found.kind;
}
