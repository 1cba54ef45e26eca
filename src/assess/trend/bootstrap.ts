/**
 * The interval of a growth rate by resampling blocks of weeks: waves of attacks last for weeks, so neighbouring weeks are no
 * independent evidence (Kunsch 1989; residuals resampled, so that the trend stays where it is).
 * @module
 */
import type { Interval } from "../../base/quantiles.ts";
import { expected, type Fit, fitGrowth, type Point } from "./fit.ts";

/** Blocks of about a month. */
const BLOCK_WEEKS = 4;
const RUNS = 1000;

/**
 * @param points in order of time
 * @param random numbers in [0, 1); seeded, so that the published interval can be computed again
 * @returns null when there are fewer than four blocks
 */
export function bootstrapGrowth(
  points: readonly Point[],
  fit: Fit,
  confidence: number,
  random: () => number,
): Interval | null {
  if (points.length < 4 * BLOCK_WEEKS) return null;
  const means = points.map((point) => expected(fit, point));
  // residuals in units of the root of their mean, blown up for the two parameters that were fitted
  const inflate = Math.sqrt(points.length / (points.length - 2));
  const residuals = points.map(
    ({ count }, i) => ((count - (means[i] ?? 1)) / Math.sqrt(means[i] ?? 1)) * inflate,
  );
  const slopes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const drawn = drawBlocks(residuals, random);
    const again = points.map((point, i) => ({
      ...point,
      count: Math.max(0, (means[i] ?? 0) + (drawn[i] ?? 0) * Math.sqrt(means[i] ?? 0)),
    }));
    const refit = fitGrowth(again);
    if (refit !== null) slopes.push(refit.slope);
  }
  if (slopes.length < RUNS / 2) return null;
  slopes.sort((a, b) => a - b);
  const at = (q: number): number => slopes[Math.min(slopes.length - 1, Math.floor(q * slopes.length))] ?? 0;
  const tail = (1 - confidence) / 2;
  return { low: Math.exp(at(tail)), high: Math.exp(at(1 - tail)) };
}

/**
 * Weeks added up to months, so that what varies together counts as one observation.
 * @returns fewer points; a last, shorter block is added to the one before
 */
export function monthly(points: readonly Point[]): readonly Point[] {
  const blocks = Math.max(1, Math.floor(points.length / BLOCK_WEEKS));
  return Array.from({ length: blocks }, (_, b) => {
    const own = points.slice(b * BLOCK_WEEKS, b === blocks - 1 ? points.length : (b + 1) * BLOCK_WEEKS);
    const exposure = own.reduce((sum, one) => sum + one.exposure, 0);
    return {
      years: own.reduce((sum, one) => sum + one.years * one.exposure, 0) / exposure,
      count: own.reduce((sum, one) => sum + one.count, 0),
      exposure,
    };
  });
}

/** Whole blocks, from anywhere in the series, until it is full. */
function drawBlocks(values: readonly number[], random: () => number): readonly number[] {
  const drawn: number[] = [];
  while (drawn.length < values.length) {
    const start = Math.floor(random() * (values.length - BLOCK_WEEKS + 1));
    drawn.push(...values.slice(start, start + BLOCK_WEEKS));
  }
  return drawn.slice(0, values.length);
}
