/**
 * Growth of weekly counts: log E[Y] = a + b t + log(exposure), fitted as quasi-Poisson (McCullagh and Nelder, Generalized
 * Linear Models, 2nd ed., sections 6.2 and 9.2). exp(b) is the factor by which the rate changes in a year.
 * @module
 */
import { type Interval, studentQuantile } from "../../base/quantiles.ts";

/** One week that was observed. */
export interface Point {
  /** Time in years, from any origin. */
  readonly years: number;
  readonly count: number;
  /** How much was watched, such as source-days; above 0. */
  readonly exposure: number;
}

export interface Fit {
  readonly intercept: number;
  /** Per year, on the log scale. */
  readonly slope: number;
  /** Standard error of the slope, dispersion included. */
  readonly error: number;
  /** Pearson's chi-squared over its degrees of freedom: variance over mean. */
  readonly dispersion: number;
  readonly points: number;
}

const STEPS = 100;

/**
 * Fits by iteratively weighted least squares.
 * @returns null for fewer than four points, no attack at all, or points of a single moment
 */
export function fitGrowth(points: readonly Point[]): Fit | null {
  const total = points.reduce((sum, { count }) => sum + count, 0);
  const exposure = points.reduce((sum, one) => sum + one.exposure, 0);
  if (points.length < 4 || total === 0 || exposure <= 0) return null;
  const centre = points.reduce((sum, { years }) => sum + years, 0) / points.length;
  let [a, b] = [Math.log(total / exposure), 0];
  let information = 0;
  for (let step = 0; step < STEPS; step++) {
    let [w, wx, wxx, wz, wxz] = [0, 0, 0, 0, 0];
    for (const { years, count, exposure: watched } of points) {
      const x = years - centre;
      const eta = Math.min(a + b * x, 50);
      const mean = watched * Math.exp(eta);
      const z = eta + (count - mean) / mean;
      w += mean;
      wx += mean * x;
      wxx += mean * x * x;
      wz += mean * z;
      wxz += mean * x * z;
    }
    const determinant = w * wxx - wx * wx;
    if (!(determinant > 1e-12 * w * w)) return null;
    const [nextA, nextB] = [(wxx * wz - wx * wxz) / determinant, (w * wxz - wx * wz) / determinant];
    const moved = Math.abs(nextA - a) + Math.abs(nextB - b);
    [a, b] = [nextA, nextB];
    information = determinant / w;
    if (moved < 1e-12) break;
  }
  if (!Number.isFinite(a) || !Number.isFinite(b)) return null;
  const dispersion = pearson(points, a, b, centre) / (points.length - 2);
  // counts that vary less than chance would let them are chance
  const error = Math.sqrt(Math.max(1, dispersion) / information);
  return { intercept: a - b * centre, slope: b, error, dispersion, points: points.length };
}

function pearson(points: readonly Point[], a: number, b: number, centre: number): number {
  return points.reduce((sum, { years, count, exposure }) => {
    const mean = exposure * Math.exp(a + b * (years - centre));
    return sum + (count - mean) ** 2 / mean;
  }, 0);
}

/** The yearly factor with its interval, from the fit alone. @example growthInterval(fit, 0.95) // { low: 1.6, high: 2.4 } */
export function growthInterval({ slope, error, points }: Fit, confidence: number): Interval {
  const width = studentQuantile(1 - (1 - confidence) / 2, points - 2) * error;
  return { low: Math.exp(slope - width), high: Math.exp(slope + width) };
}

/** What the fit expects at a point. */
export function expected({ intercept, slope }: Fit, { years, exposure }: Omit<Point, "count">): number {
  return exposure * Math.exp(intercept + slope * years);
}
