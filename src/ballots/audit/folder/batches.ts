/**
 * Minutes as batches: their votes, margins and exact error bounds. Several contests make one sample: the error of a
 * batch is the largest over the margins of all of them (MACRO), so its risk is that of every contest.
 * @module
 */
import { commonDenominator, type Fraction, fraction } from "../../fraction.ts";
import { type Batch, errorBound, type Margin, totalBound } from "../risk/macro.ts";
import type { ContestPlan } from "./plan.ts";
import { assertionsOf, marginOf } from "./rule.ts";
import type { StratumTables } from "./stratum.ts";
import { labelOf, refuse } from "./tables.ts";

/** Batches of an audit of minutes. */
export interface BatchPopulation {
  readonly batches: readonly Batch[];
  readonly margins: readonly Margin[];
  readonly bounds: readonly Fraction[];
  readonly total: Fraction;
}

/** The units in the order of the results. A unit without a bound has the bound 0. */
export function batchesOf({ results, bounds }: Pick<StratumTables, "results" | "bounds">): readonly Batch[] {
  return Array.from(results.units, ([name, { votes }]) => ({ name, votes, bound: bounds.get(name) ?? 0 }));
}

/** The margins of all contests, over the columns of the results. */
export function marginsOf(
  contests: readonly Pick<ContestPlan, "name" | "rule" | "votesAllowed" | "choices" | "votes">[],
): readonly Margin[] {
  const names = contests.map(({ name }) => name);
  return contests.flatMap(({ name, rule, votesAllowed, choices, votes }) => {
    const tally = new Map(choices.map((choice, i) => [choice, votes[i] ?? 0]));
    return assertionsOf(rule, tally).map((one) => {
      const margin = marginOf(one, tally);
      const weights = Array.from(margin.weights, ([choice, weight]): [string, number] => [
        labelOf(names, name, choice),
        weight,
      ]);
      return {
        ...margin,
        name: labelOf(names, name, margin.name),
        weights: new Map(weights),
        loss: margin.loss * votesAllowed,
      };
    });
  });
}

/** A draw has 256 bits for the sum of all weights: a fine grid, and still far more batches than there are. */
const GRID = 1n << 64n;
const LARGEST_COMMON = 1n << 192n;

/**
 * Error bounds that a draw can tell apart. The common denominator of many contests' margins can be larger than any draw;
 * then each bound is rounded up to a multiple of 2^-64: a bound that is larger than it must be is still one.
 */
function drawn(bounds: readonly Fraction[]): readonly Fraction[] {
  if (commonDenominator(bounds) <= LARGEST_COMMON) return bounds;
  return bounds.map(({ num, den }) => fraction((num * GRID + den - 1n) / den, GRID));
}

/** The committed batches. @throws VigieError where the votes of a plan that was not checked yet leave no margin */
export function batchPopulation(tables: StratumTables, contests: readonly ContestPlan[]): BatchPopulation {
  const margins = marginsOf(contests);
  const none = margins.find(({ total }) => total <= 0);
  if (none !== undefined)
    refuse(
      "plan.json",
      null,
      `the margin of "${none.name.slice(0, 160)}" is ${none.total}: there are no error bounds`,
      "ask who wrote the plan",
    );
  const batches = batchesOf(tables);
  const bounds = drawn(batches.map((batch) => errorBound(batch, margins)));
  return { batches, margins, bounds, total: totalBound(bounds) };
}

/** Error bounds as whole numbers over their common denominator: the weights of the draw. */
export function weightsOf(bounds: readonly Fraction[]): readonly bigint[] {
  const common = commonDenominator(bounds);
  return bounds.map(({ num, den }) => num * (common / den));
}
