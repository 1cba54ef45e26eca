/**
 * The risk of every assertion after what was read.
 * @module
 */

import type { Tally } from "../../contest.ts";
import type { Fraction } from "../../fraction.ts";
import { batchRisks } from "../risk/batch.ts";
import { overstatement } from "../risk/macro.ts";
import { type Drawings, riskOf } from "./assertion-test.ts";
import type { CheckedAudit } from "./audit.ts";
import { batchPopulation } from "./batches.ts";
import { Cards } from "./cards.ts";
import { samplesOf } from "./plan.ts";
import type { StratumTables } from "./stratum.ts";
import { labelOf } from "./tables.ts";

/** One assertion and its risk; an audit of minutes tests all margins of all contests at once. */
export interface AssertionRisk {
  readonly contest: string;
  readonly assertion: string;
  readonly risk: number;
}

/** What was found. */
export interface Measured {
  readonly risks: readonly AssertionRisk[];
  /** Drawn units that were read otherwise than reported. */
  readonly discrepancies: number;
}

/** Computes the risks from the readings. @param drawings of each sample, in the order of the draw */
export function measure(audit: CheckedAudit, drawings: readonly Drawings[]): Measured {
  return audit.tables[0]?.kind === "batches" ? batches(audit, drawings[0] ?? []) : cards(audit, drawings);
}

function batches({ plan, tables }: CheckedAudit, drawings: Drawings): Measured {
  const population = batchPopulation(tables[0] as StratumTables, plan.contests);
  const names = plan.contests.map(({ name }) => name);
  const place = new Map(population.batches.map(({ name }, i) => [name, i]));
  const differing = new Set<string>();
  const drawn = drawings.map(([unit, reading]) => {
    const i = place.get(unit) ?? -1;
    const bound = population.bounds[i] as Fraction;
    const reported = population.batches[i]?.votes ?? new Map<string, number>();
    if (reading === null) return { error: bound, bound }; // minutes that cannot be shown: the worst they can hold
    const read: Tally = new Map(
      plan.contests.flatMap(({ name, choices }, c) =>
        choices.map((choice): [string, number] => [
          labelOf(names, name, choice),
          reading[c]?.get(choice) ?? 0,
        ]),
      ),
    );
    for (const [label, count] of read) if ((reported.get(label) ?? 0) !== count) differing.add(unit);
    return { error: overstatement(reported, read, population.margins), bound };
  });
  const risk = batchRisks(drawn, population.total, { replace: plan.replace }).at(-1) ?? 1;
  const assertion = population.margins.map(({ name }) => name).join("; ");
  return { risks: names.map((contest) => ({ contest, assertion, risk })), discrepancies: differing.size };
}

function cards(audit: CheckedAudit, drawings: readonly Drawings[]): Measured {
  const { plan } = audit;
  const differing = new Set<string>();
  for (const [i, { contest, stratum }] of samplesOf(plan).entries())
    for (const [c, { assorters }] of audit.contests.entries()) {
      if ((contest !== null && contest !== c) || assorters[0] === undefined) continue;
      const known = new Cards(audit, c, stratum, assorters[0]);
      for (const [unit, reading] of drawings[i] ?? []) if (!known.agrees(unit, reading)) differing.add(unit);
    }
  const risks = audit.contests.flatMap(({ assorters }, c) =>
    assorters.map((one) => ({
      contest: plan.contests[c]?.name ?? "",
      assertion: one.name,
      risk: riskOf(audit, c, one, plan.styled ? [drawings[c] ?? []] : drawings),
    })),
  );
  return { risks, discrepancies: differing.size };
}
