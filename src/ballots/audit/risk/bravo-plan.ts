/**
 * How many cards a BRAVO audit should draw next.
 * Expected sample number: BRAVO (EVT/WOTE 2012), section 5; size of a round for a wanted chance to finish in it: the
 * normal quantile of the winner's votes set equal to the votes that the test needs.
 * @module
 */

import { binomialUpper, normalLower, normalQuantile } from "../../../base/statistics.ts";
import { type Contest, type Pair, pairsOf, type Tally } from "../../contest.ts";
import { bravoLogStatistic, twoWayShare } from "./bravo.ts";

/** What a planner answers: a number of cards, or why there is none. */
export type PlannedSize =
  | { readonly kind: "size"; readonly cards: number }
  /** No sample can confirm it, or only one as large as all cards. */
  | { readonly kind: "full-count" }
  /** The sample at hand meets the risk limit already. */
  | { readonly kind: "finished" }
  /** Nobody lost: there is nothing to confirm. */
  | { readonly kind: "no-loser" };

/** One pair on its way: what is still to be gained. */
interface Distance {
  readonly pair: Pair;
  /** ln of what the statistic must still grow by. */
  readonly missing: number;
  readonly up: number;
  readonly down: number;
  /** Share of cards with a vote for either of the two. */
  readonly relevant: number;
}

function distanceOf(pair: Pair, contest: Contest, alpha: number, sample: Tally): Distance {
  const share = twoWayShare(pair);
  const gained = bravoLogStatistic(share, sample.get(pair.winner) ?? 0, sample.get(pair.loser) ?? 0);
  return {
    pair,
    missing: -Math.log(alpha) - gained,
    up: Math.log(2 * share),
    down: Math.log(2 - 2 * share),
    relevant: (pair.winnerVotes + pair.loserVotes) / contest.cards,
  };
}

/** What can be said before any formula: a tie, nobody to beat, a sample that is enough, or a limit of 0. */
function openDistances(
  contest: Contest,
  alpha: number,
  sample: Tally,
): readonly Distance[] | Exclude<PlannedSize["kind"], "size"> {
  const pairs = pairsOf(contest);
  if (pairs.length === 0) return "no-loser";
  if (alpha <= 0 || pairs.some(({ margin }) => margin <= 0)) return "full-count";
  const distances = pairs.map((pair) => distanceOf(pair, contest, alpha, sample));
  const open = distances.filter(({ missing }) => missing > 0);
  return open.length === 0 ? "finished" : open;
}

/**
 * The average sample number: cards that will on average be enough if the reported result is right.
 * @param alpha the risk limit, above 0
 */
export function bravoExpectedSize(contest: Contest, alpha: number, sample: Tally = new Map()): PlannedSize {
  const open = openDistances(contest, alpha, sample);
  if (typeof open === "string") return { kind: open };
  return { kind: "size", cards: Math.max(...open.map((one) => expectedCards(one, contest.cards))) };
}

function expectedCards({ pair, missing, up, down }: Distance, cards: number): number {
  // without a vote for the loser every card helps: no overshoot to allow for
  if (pair.loserVotes === 0) return Math.ceil(missing / up / (pair.winnerVotes / cards));
  const drift = (pair.winnerVotes * up + pair.loserVotes * down) / cards;
  return Math.ceil((missing + up / 2) / drift);
}

/** The chance that a pair is confirmed within so many cards, by the normal approximation. @returns 0..1 */
export function bravoChance(
  contest: Contest,
  pair: Pair,
  alpha: number,
  sample: Tally,
  cards: number,
): number {
  const { missing, up, down, relevant } = distanceOf(pair, contest, alpha, sample);
  if (missing <= 0) return 1;
  const share = twoWayShare(pair);
  const draws = cards * relevant;
  const needed = (missing - down * draws) / (up - down);
  return normalLower((share * draws - needed) / Math.sqrt(draws * share * (1 - share)));
}

/**
 * Cards after which the audit is over with a given chance, if the reported result is right: the worst pair decides.
 * @param chance the wanted chance to finish, 0 < chance < 1
 * @example bravoRoundSize(contest, 0.1, 0.9) // { kind: "size", cards: 351 } for 600/400
 */
export function bravoRoundSize(
  contest: Contest,
  alpha: number,
  chance: number,
  sample: Tally = new Map(),
): PlannedSize {
  const open = openDistances(contest, alpha, sample);
  if (typeof open === "string") return { kind: open };
  return { kind: "size", cards: Math.max(...open.map((one) => roundCards(one, contest.cards, chance))) };
}

function roundCards(one: Distance, cards: number, chance: number): number {
  const { pair, missing, up, down, relevant } = one;
  if (pair.loserVotes === 0) return expectedCards(one, cards);
  const share = twoWayShare(pair);
  // votes for the winner that are reached with the wanted chance, n s + z sqrt(n s (1 - s)), equal those that are needed
  const drift = share * up + (1 - share) * down;
  const spread = normalQuantile(1 - chance) * Math.sqrt(share * (1 - share)) * (up - down);
  const root = (-spread + Math.sqrt(spread * spread + 4 * drift * missing)) / (2 * drift);
  // whole votes: from the nearest number of votes upwards, the most draws for which so many votes are still enough
  let needed = Math.round((missing - down * root * root) / (up - down));
  let draws = 0;
  for (; ; needed++) {
    draws = Math.floor((needed * (up - down) - missing) / -down);
    if (draws >= 1 && binomialUpper(needed, draws, share) >= chance) break;
  }
  return Math.ceil(draws / relevant);
}
