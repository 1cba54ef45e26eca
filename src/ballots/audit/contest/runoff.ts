/**
 * Counting an instant runoff: as long as nobody has more than half of what is left, the choice with the fewest ballots
 * goes, and each of its ballots counts for the next choice that it names and that is still there.
 * @module
 */
import { compareText } from "../../../base/text.ts";
import type { Tally } from "../../contest.ts";

/** Ballots that name the same choices in the same order. */
export interface NamedBallots {
  readonly count: number;
  /** First preference first; each choice at most once. */
  readonly ranking: readonly string[];
}

/** One round of the count. */
interface RunoffRound {
  /** Ballots of each choice that still stands. */
  readonly votes: Tally;
  /** Who goes; null in the last round. */
  readonly out: string | null;
}

export interface RunoffCount {
  readonly winner: string;
  readonly rounds: readonly RunoffRound[];
  /** A choice went although another one had as few ballots: the order of names decided, which no law knows. */
  readonly tied: boolean;
}

/**
 * Counts down to the last two.
 * @param choices at least one
 * @example countRunoff(["A", "B", "C"], [{ count: 4, ranking: ["A"] }, { count: 3, ranking: ["B"] }, { count: 2, ranking: ["C", "B"] }]).winner // "B"
 */
export function countRunoff(choices: readonly string[], ballots: readonly NamedBallots[]): RunoffCount {
  const standing = new Set(choices);
  const rounds: RunoffRound[] = [];
  let tied = false;
  for (;;) {
    const votes = tallyStanding(standing, ballots);
    const order = [...votes].sort(([a, m], [b, n]) => m - n || compareText(b, a));
    const [last, next] = order;
    if (last === undefined) throw new RangeError("a contest without choices has no winner");
    if (next === undefined) return { winner: last[0], rounds: [...rounds, { votes, out: null }], tied };
    if (last[1] === next[1]) tied = true;
    rounds.push({ votes, out: last[0] });
    standing.delete(last[0]);
  }
}

function tallyStanding(standing: ReadonlySet<string>, ballots: readonly NamedBallots[]): Tally {
  const votes = new Map([...standing].map((choice) => [choice, 0]));
  for (const { count, ranking } of ballots) {
    const top = ranking.find((choice) => standing.has(choice));
    if (top !== undefined) votes.set(top, (votes.get(top) ?? 0) + count);
  }
  return votes;
}
