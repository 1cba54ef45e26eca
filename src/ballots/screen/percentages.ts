/**
 * Whole percentages: where figures are invented, turnout and shares fall on 70 %, 75 %, 80 % too often (Kobak, Shpilkin and
 * Pshenichnikov 2016). What chance gives is simulated, station by station.
 * @module
 */
import type { ResultTable } from "../results/table.ts";

export interface Spikes {
  readonly stations: number;
  /** Stations whose percentage is whole, within 0.05. */
  readonly observed: number;
  /** The mean of the simulations, and the share of them that reach the observed number. */
  readonly expected: number;
  readonly p: number;
}

const RUNS = 200;
const WHOLE = 0.05;
/** Small stations have few possible percentages. */
const LARGE = 100;

/**
 * @param of which share: turnout, or the votes of a choice by its position
 * @param random numbers in [0, 1); seeded, so that the same file gives the same answer
 */
export function percentageSpikes(table: ResultTable, of: "turnout" | number, random: () => number): Spikes {
  const pairs = table.rows.flatMap(({ totals, votes }): (readonly [number, number])[] => {
    const [part, whole] =
      of === "turnout" ? [totals.voters, totals.registered] : [votes[of] ?? 0, totals.valid];
    return part === null || whole === null || whole < LARGE || part === 0 || part === whole
      ? []
      : [[part, whole]];
  });
  const observed = pairs.filter(([part, whole]) => isWhole(part, whole)).length;
  let [sum, reached] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    let hits = 0;
    for (const [part, whole] of pairs) if (isWhole(drawn(part, whole, random), whole)) hits++;
    sum += hits;
    if (hits >= observed) reached++;
  }
  return { stations: pairs.length, observed, expected: sum / RUNS, p: (reached + 1) / (RUNS + 1) };
}

function isWhole(part: number, whole: number): boolean {
  const percent = (100 * part) / whole;
  return Math.abs(percent - Math.round(percent)) < WHOLE;
}

/** A binomial draw with the station's own share, by its normal approximation: only its fine position matters here. */
function drawn(part: number, whole: number, random: () => number): number {
  const spread = Math.sqrt((part * (whole - part)) / whole);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(whole, Math.max(0, Math.round(part + spread * normal)));
}
