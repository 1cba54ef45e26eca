/**
 * SUITE: one contest over two strata, cards with records (compared) and cards without (polled).
 * Ottoboni, Stark, Lindeman, McBurnett, "Risk-limiting audits by stratified union-intersection tests of elections
 * (SUITE)", E-Vote-ID 2018: however an overstatement that changes the outcome is split between the strata, at least
 * one of the two tests sees it. Risk = the largest Fisher combination over all splits.
 * @module
 */

import { chiSquaredUpper } from "../../../base/statistics.ts";
import { type Discrepancies, GAMMA } from "./kaplan-markov.ts";

/** The stratum whose cards are compared with their records; for one pair. */
export interface ComparisonStratum {
  readonly cards: number;
  readonly winnerVotes: number;
  readonly loserVotes: number;
  readonly drawn: number;
  readonly found: Discrepancies;
}

/** The stratum that is polled; for one pair. */
export interface PollingStratum {
  readonly cards: number;
  readonly winnerVotes: number;
  readonly loserVotes: number;
  readonly drawn: number;
  readonly forWinner: number;
  readonly forLoser: number;
}

/** P(such a comparison sample | the records overstate the margin of the stratum by so many votes) (SUITE, eq. 10). */
export function comparisonStratumRisk(stratum: ComparisonStratum, overstated: number): number {
  const { cards, drawn, found } = stratum;
  const rate = overstated / (2 * GAMMA * cards);
  if (rate >= 1) return 0;
  const log =
    drawn * Math.log1p(-rate) -
    found.o1 * Math.log1p(-1 / (2 * GAMMA)) -
    found.o2 * Math.log1p(-1 / GAMMA) -
    found.u1 * Math.log1p(1 / (2 * GAMMA)) -
    found.u2 * Math.log1p(1 / GAMMA);
  return Math.min(1, Math.exp(log));
}

/** ln x(x-1)...(x-n+1), for real x >= n. */
function logFalling(x: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(x - i);
  return sum;
}

/** The sum of 1/(x-i): the derivative of the above. */
function slope(x: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 1 / (x - i);
  return sum;
}

/**
 * P-value of a polled sample without replacement: likelihood of the reported tallies over the largest likelihood of any
 * tallies whose margin in the stratum is `margin` (SUITE, section 3.2).
 */
export function pollingStratumRisk(stratum: PollingStratum, margin: number): number {
  const { cards, winnerVotes, loserVotes, drawn, forWinner, forLoser } = stratum;
  const others = drawn - forWinner - forLoser;
  const reported =
    logFalling(winnerVotes, forWinner) +
    logFalling(loserVotes, forLoser) +
    logFalling(cards - winnerVotes - loserVotes, others);
  const low = Math.max(forWinner, forLoser + margin);
  const high = (cards - others + margin) / 2;
  if (low > high) return 0;
  if (Number.isNaN(reported)) return 1;
  const likelihood = (w: number): number =>
    logFalling(w, forWinner) + logFalling(w - margin, forLoser) + logFalling(cards - 2 * w + margin, others);
  const rise = (w: number): number =>
    slope(w, forWinner) + slope(w - margin, forLoser) - 2 * slope(cards - 2 * w + margin, others);
  return Math.min(1, Math.exp(likelihood(concaveMaximum(low, high, rise)) - reported));
}

/** Where a falling derivative passes 0, by bisection; one of the ends where it does not. */
function concaveMaximum(low: number, high: number, rise: (x: number) => number): number {
  if (rise(high) >= 0) return high;
  if (rise(low) <= 0) return low;
  let [left, right] = [low, high];
  for (let i = 0; i < 60 && right - left > 1e-9 * Math.max(1, right); i++) {
    const middle = (left + right) / 2;
    if (rise(middle) > 0) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/** Fisher's combination of two independent p-values. */
export function fisherCombination(a: number, b: number): number {
  return a <= 0 || b <= 0 ? 0 : chiSquaredUpper(-2 * (Math.log(a) + Math.log(b)), 2);
}

/**
 * The p-value of one pair over both strata: the largest over all splits of the overstatement.
 * @example suiteRisk(polled, compared) // 0.0157
 */
export function suiteRisk(polled: PollingStratum, compared: ComparisonStratum): number {
  const inPolled = polled.winnerVotes - polled.loserVotes;
  const inCompared = compared.winnerVotes - compared.loserVotes;
  const margin = inPolled + inCompared;
  if (margin <= 0) return 1;
  // what the compared stratum may overstate: no more than its cards allow, and the rest must fit into the other one
  const low = Math.max(inCompared - compared.cards, margin - inPolled - polled.cards);
  const high = Math.min(inCompared + compared.cards, margin - inPolled + polled.cards);
  if (low > high) return 0;
  const at = (overstated: number): number =>
    fisherCombination(
      comparisonStratumRisk(compared, overstated),
      pollingStratumRisk(polled, inPolled - (margin - overstated)),
    );
  return largestOver(low, high, at);
}

const GRID = 400;
const ZOOM = 24;

/** The largest value of a function with several peaks: a grid with its kink at 0, then finer grids around the best places. */
function largestOver(low: number, high: number, at: (x: number) => number): number {
  let step = (high - low) / GRID || 1;
  const points = Array.from({ length: GRID + 1 }, (_, i) => low + i * step);
  if (low <= 0 && high >= 0) points.push(0);
  let tried = best(points, at);
  while (step > 1e-7 * Math.max(1, high - low)) {
    const [around, finer] = [step, step / ZOOM];
    const closer = tried.flatMap(({ x }) =>
      Array.from({ length: 2 * ZOOM + 1 }, (_, i) => x - around + i * finer).filter(
        (y) => y >= low && y <= high,
      ),
    );
    tried = best([...tried.map(({ x }) => x), ...closer], at);
    step = finer;
  }
  return tried[0]?.value ?? 0;
}

function best(points: readonly number[], at: (x: number) => number): readonly { x: number; value: number }[] {
  return points
    .map((x) => ({ x, value: at(x) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 4);
}

/**
 * Cards to draw in all, in proportion to the strata, so that a sample without surprises meets the limit.
 * @returns draws of each stratum; null when only a count of everything would do
 */
export function suiteSize(
  alpha: number,
  polled: PollingStratum,
  compared: ComparisonStratum,
): { readonly polled: number; readonly compared: number } | null {
  const all = polled.cards + compared.cards;
  const split = (total: number): { polled: number; compared: number } => {
    const part = Math.floor((total * polled.cards) / all);
    return { polled: Math.min(polled.cards, part), compared: Math.min(compared.cards, total - part) };
  };
  const meets = (total: number): boolean => {
    const sizes = split(total);
    return suiteRisk(expectedSample(polled, sizes.polled), { ...compared, drawn: sizes.compared }) <= alpha;
  };
  const least = polled.drawn + compared.drawn;
  let high = Math.max(1, least);
  while (!meets(high)) {
    if (high >= all) return null;
    high = Math.min(all, high * 2);
  }
  let low = least;
  while (high - low > Math.max(1, high / 200)) {
    const middle = Math.floor((low + high) / 2);
    if (meets(middle)) high = middle;
    else low = middle;
  }
  return split(high);
}

/** What a sample would hold if it were exactly as reported, added to what was seen. */
function expectedSample(polled: PollingStratum, drawn: number): PollingStratum {
  const more = Math.max(0, drawn - polled.drawn);
  const left = polled.cards;
  return {
    ...polled,
    drawn: polled.drawn + more,
    forWinner: polled.forWinner + Math.floor((more * polled.winnerVotes) / left),
    forLoser: polled.forLoser + Math.ceil((more * polled.loserVotes) / left),
  };
}
