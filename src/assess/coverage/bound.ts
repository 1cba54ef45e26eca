/**
 * What "none found" is worth: drills give a lower bound of the chance to see a campaign, and that bound says how many could
 * have stayed unseen (freedom from disease: Martin, Cameron and Greiner 2007; exact bounds: Clopper and Pearson 1934).
 * @module
 */
import { clopperPearson } from "../../base/quantiles.ts";
import { incompleteBeta } from "../../base/statistics.ts";

/** How far a drill came through the deployed pipeline; each step needs those before it. */
export type Depth = "no data" | "data" | "rule loaded" | "rule fired" | "ranked";

/** Drills of one published pattern. Copies of a pattern are no independent evidence. */
export interface PatternDrills {
  readonly pattern: string;
  readonly drills: number;
  readonly detected: number;
}

export interface Sensitivity {
  /** For each pattern, the one-sided lower bound over its own drills. */
  readonly patterns: readonly (PatternDrills & { readonly low: number })[];
  /** Patterns of which every drill was detected. */
  readonly whole: number;
  /** One-sided lower bound over patterns, which are the independent unit. */
  readonly low: number;
  /** The share of the time in which sources were up. */
  readonly availability: number;
}

/**
 * The chance to see a campaign of a pattern like those drilled, at the least.
 * @param availability share of the time in which the needed sources gave records, 0 to 1
 * @param confidence one-sided, such as 0.95
 */
export function sensitivity(
  drilled: readonly PatternDrills[],
  availability: number,
  confidence: number,
): Sensitivity {
  const alpha = 1 - confidence;
  const tried = drilled.filter(({ drills }) => drills > 0);
  const whole = tried.filter(({ drills, detected }) => detected === drills).length;
  return {
    patterns: drilled.map((one) => ({
      ...one,
      low: one.drills === 0 ? 0 : clopperPearson(one.detected, one.drills, alpha).low,
    })),
    whole,
    low: tried.length === 0 ? 0 : clopperPearson(whole, tried.length, alpha).low,
    availability,
  };
}

/**
 * How many campaigns could have taken place unseen, at the most, beside those that were found. Two things are uncertain, the
 * sensitivity and chance, so each is taken at half of what may go wrong: together they keep the confidence (Bonferroni).
 * Where many were found more may have been missed: whoever finds 20 with a chance of one half each has missed about 20.
 * @param found campaigns that were found; 0 gives the bound of freedom from disease
 * @returns null when nothing is excluded
 * @example missedAtMost(drilled, 1, 0.95) // 4 with 9 of 10 patterns, and missedAtMost(drilled, 1, 0.95, 2) // 8
 */
export function missedAtMost(
  drilled: readonly PatternDrills[],
  availability: number,
  confidence: number,
  found = 0,
): number | null {
  const alpha = (1 - confidence) / 2;
  const { low } = sensitivity(drilled, availability, 1 - alpha);
  const seen = low * Math.min(1, Math.max(0, availability));
  if (seen <= 0) return null;
  if (seen >= 1) return 0;
  return missedAt(seen, found, alpha);
}

/** Beyond this a bound is none: whoever may have missed a million excludes nothing. */
const MAX_MISSED = 1_000_000;

/** The most that could be missed without `found` being so few that it happens with a chance of at most `alpha`. */
function missedAt(seen: number, found: number, alpha: number): number | null {
  // of found + missed campaigns no more than found are seen: P(X <= k) = I(1 - p; n - k, k + 1), falling with n
  const isRefuted = (missed: number): boolean =>
    missed > 0 && incompleteBeta(1 - seen, missed, found + 1) <= alpha;
  let [held, refuted] = [0, 1];
  while (!isRefuted(refuted)) {
    if (refuted > MAX_MISSED) return null;
    [held, refuted] = [refuted, refuted * 2];
  }
  while (refuted - held > 1) {
    const middle = Math.floor((held + refuted) / 2);
    if (isRefuted(middle)) refuted = middle;
    else held = middle;
  }
  return held;
}
