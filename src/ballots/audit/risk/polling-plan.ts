/**
 * Sizes of rounds for Minerva and Providence: how many draws give a wanted chance to finish in the round, if the
 * reported result is right. The chance is no smooth function of the size: one draw more may need one vote more.
 * Minerva (USENIX Security 2021), section 6; Providence (USENIX Security 2023), section 4.
 * @module
 */

import { binomialUpper, normalQuantile } from "../../../base/statistics.ts";
import { sum } from "../../sum.ts";
import { drawRound, fewestToStop, type Ongoing, type PairRound, withoutStopped } from "./minerva.ts";
import { logLikelihoodRatio, logTailRatio } from "./providence.ts";

/** A round under consideration: votes for the winner that would end it, and the chance of as many. */
export interface Prospect {
  /** Draws that hold a vote for either choice, all rounds together. */
  readonly draws: number;
  /** Votes for the winner, all rounds together; null when no number would be enough. */
  readonly needed: number | null;
  readonly chance: number;
}

/** The smallest k from low..high for which a condition holds that never ceases to hold; high + 1 if none. */
function smallest(low: number, high: number, holds: (k: number) => boolean): number {
  let [from, to] = [low, high + 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * A round of Providence after others; with no rounds before, a first round of Minerva, which is the same.
 * @param before rounds that were drawn
 * @param draws draws of the round under consideration
 */
export function providenceProspect(
  before: readonly PairRound[],
  draws: number,
  share: number,
  alpha: number,
): Prospect {
  const limit = Math.log(alpha) - before.reduce((sum, round) => sum + logLikelihoodRatio(round, share), 0);
  const enough = (forWinner: number): boolean => logTailRatio({ draws, forWinner }, share) <= limit;
  const needed = smallest(0, draws, enough);
  const seen = sum(before.map(({ forWinner }) => forWinner));
  const drawn = sum(before.map(({ draws }) => draws));
  if (needed > draws) return { draws: drawn + draws, needed: null, chance: 0 };
  return { draws: drawn + draws, needed: seen + needed, chance: binomialUpper(needed, draws, share) };
}

/** A round of Minerva after others, given what is left of the audits that went on. */
export function minervaProspect(
  now: Ongoing,
  seen: number,
  draws: number,
  share: number,
  alpha: number,
  tie = 0.5,
): Prospect {
  const after = drawRound(withoutStopped(now, alpha), draws, share, tie);
  const needed = fewestToStop(after, alpha);
  if (needed === null) return { draws: after.draws, needed, chance: 0 };
  return { draws: after.draws, needed, chance: binomialUpper(needed - seen, draws, share) };
}

/** Below this margin a first round of Minerva is sized by the normal approximation: an exact search would be no better. */
const NARROW = 0.015;

/**
 * A first round of Minerva.
 * @param share reported share of the winner among the two, above 1/2
 * @returns draws that hold a vote for either choice; null when even ten million would not do
 * @example firstRoundSize(0.6, 0.1, 0.9) // 179
 */
export function firstRoundSize(share: number, alpha: number, chance: number): number | null {
  if (2 * share - 1 < NARROW) return normalRoundSize(share, alpha, chance);
  const at = (draws: number): Prospect => providenceProspect([], draws, share, alpha);
  return bisectRound(at, 1, chance, { window: 10_000, growth: 2, fromStart: true })?.draws ?? null;
}

/** The draws at which the normal quantiles of the reported share and of a tie meet (Minerva, section 6.2). */
function normalRoundSize(share: number, alpha: number, chance: number): number {
  const reached = normalQuantile(1 - chance);
  const needed = normalQuantile(1 - alpha * chance);
  return Math.ceil(((reached * Math.sqrt(share * (1 - share)) - 0.5 * needed) / (share - 0.5)) ** 2);
}

/**
 * A later round of Minerva whose size does not depend on what was seen: the first one times powers of one and a half.
 * @param done rounds that are over
 */
export function laterRoundSize(first: number, done: number): number {
  return Math.floor(first * 1.5 ** (done + 1));
}

const MAX_DRAWS = 10_000_000;

/** Where bisection looks. */
export interface Windows {
  /** End of the first window; `growth` times as far for each one after. */
  readonly window: number;
  readonly growth: number;
  /** Whether each window begins where the first one does, not where the one before ended. */
  readonly fromStart?: boolean;
}

/**
 * A round size by bisection inside growing windows: it has the wanted chance and the size before it has not. There may
 * be other such sizes; bisection finds one with few evaluations, which a later round of Minerva needs.
 * @param from smallest size, all rounds together
 * @returns null when even ten million draws would not do
 */
export function bisectRound(
  prospect: (draws: number) => Prospect,
  from: number,
  chance: number,
  { window, growth, fromStart = false }: Windows,
): Prospect | null {
  let end = window;
  while (end <= from) end *= growth;
  let begin = from;
  while (end < MAX_DRAWS) {
    if (!fromStart || prospect(end).chance >= chance) {
      const found = bisect(prospect, begin, end, chance, fromStart);
      if (found !== null) return found;
    }
    if (!fromStart) begin = end;
    end *= growth;
  }
  return null;
}

function bisect(
  prospect: (draws: number) => Prospect,
  begin: number,
  end: number,
  chance: number,
  strictly: boolean,
): Prospect | null {
  let [left, right] = [begin, end];
  while (right - left > 1) {
    const middle = Math.floor((left + right) / 2);
    const reached = prospect(middle).chance;
    if (reached > chance || (!strictly && reached === chance)) right = middle;
    else left = middle;
  }
  for (const draws of strictly ? [right] : [left, right]) {
    const found = prospect(draws);
    if (found.chance >= chance) return found;
  }
  return null;
}

/**
 * The next round of a Providence audit.
 * @returns draws of the next round that hold a vote for either choice; null when there is no such round
 * @example providenceRoundSize([], 0.51, 0.1, 0.9) // 17270
 */
export function providenceRoundSize(
  before: readonly PairRound[],
  share: number,
  alpha: number,
  chance: number,
): number | null {
  const drawn = sum(before.map(({ draws }) => draws));
  const at = (draws: number): Prospect => providenceProspect(before, draws - drawn, share, alpha);
  if (at(drawn + 1).chance >= chance) return 1;
  const found = bisectRound(at, drawn + 1, chance, { window: 10, growth: 10 });
  return found === null ? null : found.draws - drawn;
}
