/**
 * A quick count (parallel vote tabulation): shares of the nation estimated from a stratified random sample of stations, by
 * combined ratio estimators with intervals (Cochran, Sampling Techniques, 3rd ed., sections 6.11 and 6.12).
 * This is statistics with a confidence level. It is no audit and limits no risk: it believes the sampled figures.
 * @module
 */

import { type Interval, studentQuantile } from "../../base/quantiles.ts";
import type { ResultRow } from "../results/table.ts";
import { sum } from "../sum.ts";
import type { StratumOf } from "./draw.ts";

export interface Estimate extends Interval {
  readonly what: string;
  /** A share, between 0 and 1 (a lead may be below 0). */
  readonly share: number;
}

export interface QuickCount {
  readonly stations: number;
  readonly frame: number;
  readonly strata: number;
  /** Strata of which fewer than two stations are in; they are estimated together with the others of their kind. */
  readonly thin: number;
  /** Of the valid votes, most first. */
  readonly choices: readonly Estimate[];
  /** Voters of those registered. */
  readonly turnout: Estimate | null;
  /** The first before the second. */
  readonly lead: Estimate | null;
  /** The lead's interval lies above zero. */
  readonly decided: boolean;
}

interface Stratum {
  /** Stations of the frame in it. */
  readonly all: number;
  readonly sample: readonly ResultRow[];
}

const LEAST = 2;

/**
 * @param sample stations that are in, each with its valid votes
 * @param frame every station of the nation
 * @param confidence such as 0.95
 * @returns null when fewer than two stations are in
 */
export function quickCount(
  choices: readonly string[],
  sample: readonly ResultRow[],
  frame: readonly ResultRow[],
  stratumOf: StratumOf,
  confidence: number,
): QuickCount | null {
  if (sample.length < LEAST) return null;
  const { strata, thin } = strataOf(sample, frame, stratumOf);
  const df = sample.length - strata.length;
  if (df < 1) return null;
  const t = studentQuantile(1 - (1 - confidence) / 2, df);
  const ratio = (what: string, y: (row: ResultRow) => number, x: (row: ResultRow) => number): Estimate =>
    ratioEstimate(what, strata, y, x, t);
  const valid = ({ totals: { valid: given }, votes }: ResultRow): number => given ?? sum(votes);
  const shares = choices
    .map((name, i) => ({ i, estimate: ratio(name, ({ votes }) => votes[i] ?? 0, valid) }))
    .sort((a, b) => b.estimate.share - a.estimate.share);
  const [first, second] = shares;
  const lead =
    first === undefined || second === undefined
      ? null
      : ratio(
          `${first.estimate.what} - ${second.estimate.what}`,
          ({ votes }) => (votes[first.i] ?? 0) - (votes[second.i] ?? 0),
          valid,
        );
  const rolled = sample.every(({ totals }) => totals.registered !== null && totals.voters !== null);
  return {
    stations: sample.length,
    frame: frame.length,
    strata: strata.length,
    thin,
    choices: shares.map(({ estimate }) => estimate),
    turnout: rolled
      ? ratio(
          "turnout",
          ({ totals }) => totals.voters ?? 0,
          ({ totals }) => totals.registered ?? 0,
        )
      : null,
    lead,
    decided: lead !== null && lead.low > 0,
  };
}

/** Strata with fewer than two stations in the sample are taken as one. */
function strataOf(
  sample: readonly ResultRow[],
  frame: readonly ResultRow[],
  stratumOf: StratumOf,
): { readonly strata: readonly Stratum[]; readonly thin: number } {
  const sizes = Map.groupBy(frame, stratumOf);
  const drawn = Map.groupBy(sample, stratumOf);
  const strata: Stratum[] = [];
  let [thin, thinAll] = [0, 0];
  const thinSample: ResultRow[] = [];
  for (const [name, rows] of sizes) {
    const own = drawn.get(name) ?? [];
    if (own.length >= LEAST) strata.push({ all: rows.length, sample: own });
    else {
      thin++;
      thinAll += rows.length;
      thinSample.push(...own);
    }
  }
  if (thinSample.length >= LEAST) strata.push({ all: thinAll, sample: thinSample });
  else if (thinAll > 0) {
    // nothing but the rest of the nation can speak for them
    const largest = strata.reduce<Stratum | null>((a, b) => (a === null || b.all > a.all ? b : a), null);
    if (largest === null) return { strata: [{ all: thinAll, sample: thinSample }], thin };
    const joined = { all: largest.all + thinAll, sample: [...largest.sample, ...thinSample] };
    return { strata: strata.map((one) => (one === largest ? joined : one)), thin };
  }
  return { strata, thin };
}

/** R = Y/X with the variance of d = y - Rx, finite populations corrected. */
function ratioEstimate(
  what: string,
  strata: readonly Stratum[],
  y: (row: ResultRow) => number,
  x: (row: ResultRow) => number,
  t: number,
): Estimate {
  let [top, bottom] = [0, 0];
  for (const { all, sample } of strata) {
    const weight = all / sample.length;
    for (const row of sample) {
      top += weight * y(row);
      bottom += weight * x(row);
    }
  }
  const share = bottom === 0 ? 0 : top / bottom;
  let variance = 0;
  for (const { all, sample } of strata) {
    const n = sample.length;
    if (n < LEAST) continue;
    const rest = sample.map((row) => y(row) - share * x(row));
    const mean = sum(rest) / n;
    const spread = rest.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
    variance += all * all * Math.max(0, 1 - n / all) * (spread / n);
  }
  const error = bottom === 0 ? Number.POSITIVE_INFINITY : (t * Math.sqrt(variance)) / bottom;
  return { what, share, low: share - error, high: share + error };
}
