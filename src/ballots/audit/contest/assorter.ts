/**
 * Assorters: what an audit of cards computes of each card, whatever the rule of the contest. Linear assertions weigh the
 * marks of a card; assertions of an instant runoff look at its order. Stark, "Sets of half-average nulls generate
 * risk-limiting audits: SHANGRLA", VOTING 2020, sections 2.3 and 2.7.
 * @module
 */
import type { Tally } from "../../contest.ts";
import { toNumber } from "../../fraction.ts";
import { type Assertion, assort, reportedMean, upperBound } from "./assertion.ts";
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
      const value = known.get(key) ?? assort(one, marks);
      known.set(key, value);
      return value;
    },
    mean: ({ votes }, cards) => toNumber(reportedMean(one, votes, cards)),
  };
}

/** The assorter of an assertion of an instant runoff: (winner - loser + 1) / 2. */
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
    value: (marks) => (margin(marks) + 1) / 2,
    mean({ ballots }, cards) {
      let sum = 0;
      for (const { count, ranking } of ballots ?? []) sum += count * margin(ranking);
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

/** The assorters that together imply the winner of an instant runoff; or why there are none. */
export function runoffAssorters(
  choices: readonly string[],
  ballots: readonly NamedBallots[],
): readonly Assorter[] | "not-implied" | "too-hard" {
  const { winner } = countRunoff(choices, ballots);
  const number = new Map(choices.map((choice, i) => [choice, i]));
  const ranked = ballots.map(({ count, ranking }) => ({
    count,
    ranking: ranking.map((choice) => number.get(choice) ?? -1),
  }));
  const found = raireAssertions(choices.length, ranked, choices.indexOf(winner));
  return found.kind === "assertions"
    ? found.assertions.map((one) => rankedAssorter(one, choices))
    : found.kind;
}
