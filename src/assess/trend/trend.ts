/**
 * "The number doubles each year": a rate with an interval, or that it cannot be told.
 * @module
 */
import type { Interval } from "../../base/quantiles.ts";
import { bootstrapGrowth, monthly } from "./bootstrap.ts";
import { type Fit, fitGrowth, growthInterval, type Point } from "./fit.ts";
import { ratioInterval } from "./ratio.ts";
import type { Week, Year } from "./weeks.ts";

/** Why no growth is stated. */
type Untold =
  | "no-attack" // nothing was counted
  | "no-exposure" // it is not known how much was watched
  | "too-short" // fewer than 52 weeks lie between the first and the last that were watched
  | "too-few" // fewer than 26 watched weeks
  | "rules-changed" // the rules changed meanwhile, and the counts were not made again with one set
  | "no-fit"; // the counts give no rate: attacks in a handful of weeks are an event, and no growth

export interface Growth {
  /** The factor by which the rate of attacks changes in a year. */
  readonly factor: number;
  /** The widest of the three methods on each side. */
  readonly interval: Interval;
  /** Weeks as independent observations, with their dispersion. */
  readonly weekly: Interval;
  /** Months as independent observations, with theirs. */
  readonly monthly: Interval | null;
  /** Blocks of weeks resampled. */
  readonly bootstrap: Interval | null;
  readonly fit: Fit;
  /** What the interval says of doubling. */
  readonly doubling: "compatible" | "slower" | "faster";
}

export type Trend =
  | { readonly told: true; readonly growth: Growth }
  | { readonly told: false; readonly why: Untold };

const SPAN_WEEKS = 52;
const LEAST_WEEKS = 26;
const LEAST_BUSY_WEEKS = 8;
const WEEK = 7 * 86_400_000;
const YEAR = 365.25 * 86_400_000;

/**
 * @param weeks in order of time
 * @param constantRules one set of rules made all counts
 * @param random seeded numbers in [0, 1)
 */
export function trendOf(
  weeks: readonly Week[],
  constantRules: boolean,
  confidence: number,
  random: () => number,
): Trend {
  if (weeks.every(({ attacks }) => attacks === 0)) return { told: false, why: "no-attack" };
  const watched = weeks.filter(({ sourceDays }) => sourceDays > 0);
  const [first, last] = [watched[0], watched.at(-1)];
  if (first === undefined || last === undefined) return { told: false, why: "no-exposure" };
  if ((last.beginMs - first.beginMs) / WEEK + 1 < SPAN_WEEKS) return { told: false, why: "too-short" };
  if (watched.length < LEAST_WEEKS) return { told: false, why: "too-few" };
  if (!constantRules) return { told: false, why: "rules-changed" };
  if (watched.filter(({ attacks }) => attacks > 0).length < LEAST_BUSY_WEEKS)
    return { told: false, why: "no-fit" };
  const points = pointsOf(watched);
  const fit = fitGrowth(points);
  if (fit === null) return { told: false, why: "no-fit" };
  return { told: true, growth: growthOf(points, fit, confidence, random) };
}

/** Weeks as points of the model; an attack in a week that nobody watched belongs to none. */
export function pointsOf(watched: readonly Week[]): readonly Point[] {
  return watched.map(({ beginMs, attacks, sourceDays }) => ({
    years: beginMs / YEAR,
    count: attacks,
    exposure: sourceDays,
  }));
}

/** The growth of points to which a rate was fitted. */
export function growthOf(
  points: readonly Point[],
  fit: Fit,
  confidence: number,
  random: () => number,
): Growth {
  const weekly = growthInterval(fit, confidence);
  const months = fitGrowth(monthly(points));
  const byMonth = months === null ? null : growthInterval(months, confidence);
  const bootstrap = bootstrapGrowth(points, fit, confidence, random);
  const all = [weekly, byMonth, bootstrap].filter((one) => one !== null);
  const interval = {
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
  };
  const doubling = interval.high < 2 ? "slower" : interval.low > 2 ? "faster" : "compatible";
  return { factor: Math.exp(fit.slope), interval, weekly, monthly: byMonth, bootstrap, fit, doubling };
}

/** Two neighbouring years, for what was watched in each. */
export interface YearRatio extends Interval {
  readonly from: number;
  readonly to: number;
  readonly ratio: number;
}

/** Rates of neighbouring years, with the dispersion that the weeks have. Years in which nothing was watched are left out. */
export function yearRatios(
  years: readonly Year[],
  { dispersion }: Fit,
  confidence: number,
): readonly YearRatio[] {
  return years.slice(1).flatMap((after, i): YearRatio[] => {
    const before = years[i];
    if (before === undefined || before.sourceDays === 0 || after.sourceDays === 0) return [];
    const found = ratioInterval(before.attacks, after.attacks, Math.max(1, dispersion), confidence);
    if (found === null) return [];
    const watched = before.sourceDays / after.sourceDays;
    const { ratio, low, high } = found;
    return [
      { from: before.year, to: after.year, ratio: ratio * watched, low: low * watched, high: high * watched },
    ];
  });
}
