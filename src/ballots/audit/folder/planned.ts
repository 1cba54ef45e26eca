/**
 * How many units a round should draw.
 * @module
 */

import { parseFraction, toNumber } from "../../fraction.ts";
import { sum } from "../../sum.ts";
import { batchSize } from "../risk/batch.ts";
import { cardsNeeded, strataNeeded } from "./assertion-test.ts";
import { readAssessments } from "./assess.ts";
import type { CheckedAudit } from "./audit.ts";
import { batchPopulation } from "./batches.ts";
import { readRounds } from "./draw.ts";
import { samplesOf } from "./plan.ts";
import type { StratumTables } from "./stratum.ts";

/** Draws of each sample in a first round. */
export function plannedSizes(audit: CheckedAudit): readonly number[] {
  const { plan, tables } = audit;
  const limit = toNumber(parseFraction(plan.riskLimit) ?? { num: 0n, den: 1n });
  if (tables[0]?.kind === "batches")
    return [batchSize(limit, batchPopulation(tables[0] as StratumTables, plan.contests).bounds)];
  const samples = samplesOf(plan);
  const sizes = samples.map(() => 1);
  const need = (i: number, size: number): void => {
    sizes[i] = Math.max(sizes[i] ?? 1, Math.min(size, samples[i]?.units ?? size));
  };
  for (const [c, { assorters }] of audit.contests.entries())
    for (const one of assorters) {
      if (plan.strata.length === 1) need(plan.styled ? c : 0, cardsNeeded(audit, c, one, limit));
      else for (const [s, size] of strataNeeded(audit, c, one, limit).entries()) need(s, size);
    }
  return sizes;
}

/** The sum of all samples: cards that serve several contests are fetched once, so it is the most there can be. */
export function plannedUnits({ plan }: CheckedAudit, sizes: readonly number[]): number {
  const most = plan.strata.reduce((sum, { units }) => sum + units, 0);
  return Math.min(most, sum(sizes));
}

/**
 * Draws to add to each sample: what is planned in the first round, half as many again later, and nothing for a contest
 * that is confirmed. @param count how many to add to each sample that goes on; null: as many as are planned
 */
export function nextSizes(audit: CheckedAudit, count: number | null): readonly number[] {
  const { dir, plan } = audit;
  const before = readRounds(dir).at(-1);
  if (before === undefined) {
    const planned = plannedSizes(audit);
    if (count === null) return planned;
    // strata share what is asked for; contests get it each
    const all = plan.strata.reduce((sum, { units }) => sum + units, 0);
    return samplesOf(plan).map(({ units }) =>
      plan.strata.length > 1 ? Math.ceil((count * units) / all) : count,
    );
  }
  const done = new Set(
    readAssessments(dir)
      .at(-1)
      ?.contests.flatMap(({ contest, confirmed }) => (confirmed ? [contest] : [])),
  );
  const all = sum(before.sizes);
  return before.sizes.map((size, i) => {
    const contest = samplesOf(plan)[i]?.contest ?? null;
    if (contest !== null && done.has(plan.contests[contest]?.name ?? "")) return 0;
    if (count === null) return Math.max(1, Math.ceil(size / 2));
    return plan.strata.length > 1 ? Math.ceil((count * size) / all) : count;
  });
}
