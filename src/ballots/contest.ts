/**
 * A contest as it was reported: who was voted for, how often, and who is said to have won what.
 * @module
 */
import { compareText } from "../base/text.ts";

/** Votes for each choice. A Map, because names of choices come from files and may be spelled `__proto__`. */
export type Tally = ReadonlyMap<string, number>;

/** What was reported about one contest. */
export interface Contest {
  readonly name: string;
  /** Cards that may hold the contest: an upper bound that does not come from the results under audit. */
  readonly cards: number;
  readonly votes: Tally;
  /** How many choices win: seats, or those who qualify for a second round. */
  readonly seats: number;
  /** Votes that one card may hold. */
  readonly votesAllowed: number;
}

/** One reported winner against one reported loser. */
export interface Pair {
  readonly winner: string;
  readonly loser: string;
  readonly winnerVotes: number;
  readonly loserVotes: number;
  /** Votes between them: the audit must show that it is above 0. */
  readonly margin: number;
}

/** Choices by votes, most first; equal ones by name, so that the order is the same on every machine. */
export function rankingOf(votes: Tally): readonly string[] {
  return [...votes].sort(([a, m], [b, n]) => n - m || compareText(a, b)).map(([name]) => name);
}

/**
 * The reported winners of a contest by most votes. A tie for the last seat leaves the winner to the order of names; the
 * margin is then 0, and no audit confirms it but a full count.
 */
export function winnersOf(contest: Pick<Contest, "votes" | "seats">): readonly string[] {
  return rankingOf(contest.votes).slice(0, contest.seats);
}

/** Every winner against every loser: all that must hold for the reported winners to have won. */
export function pairsOf(
  contest: Pick<Contest, "votes" | "seats">,
  winners: readonly string[] = winnersOf(contest),
): readonly Pair[] {
  const votesOf = (name: string): number => contest.votes.get(name) ?? 0;
  const losers = [...contest.votes.keys()].filter((name) => !winners.includes(name));
  return winners.flatMap((winner) =>
    losers.map((loser) => {
      const [winnerVotes, loserVotes] = [votesOf(winner), votesOf(loser)];
      return { winner, loser, winnerVotes, loserVotes, margin: winnerVotes - loserVotes };
    }),
  );
}

/** The smallest margin of a contest in votes; null when nobody lost. */
export function smallestMargin(contest: Pick<Contest, "votes" | "seats">): number | null {
  const margins = pairsOf(contest).map(({ margin }) => margin);
  return margins.length === 0 ? null : Math.min(...margins);
}

/** Sums tallies choice by choice. */
export function addTallies(tallies: Iterable<Tally>): Tally {
  const sum = new Map<string, number>();
  for (const tally of tallies) for (const [name, votes] of tally) sum.set(name, (sum.get(name) ?? 0) + votes);
  return sum;
}

/** A tally from pairs or an object's entries. @example toTally({ A: 60, B: 40 }) */
export function toTally(votes: Readonly<Record<string, number>>): Tally {
  return new Map(Object.entries(votes));
}
