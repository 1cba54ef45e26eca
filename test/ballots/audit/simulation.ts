/**
 * What the simulations of soundness share: a seeded generator, and the exact test that a risk limit was kept.
 * @module
 */
import assert from "node:assert/strict";
import { binomialUpper } from "../../../src/base/statistics.ts";

/** Runs of each simulation. */
export const RUNS = 10_000;

/** Numbers 0 <= x < 1 that are the same at every run: SplitMix32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A random order of the first `count` numbers of 0..size-1, without replacement. */
export function shuffled(values: Float64Array, count: number, next: () => number): Float64Array {
  const copy = values.slice();
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(next() * (copy.length - i));
    const kept = copy[i] ?? 0;
    copy[i] = copy[j] ?? 0;
    copy[j] = kept;
  }
  return copy.subarray(0, count);
}

/**
 * The chance of confirming a wrong outcome is at most `limit`: fails if so many confirmations had a chance below one in
 * a million under that limit (exact binomial). @returns a line for the report
 */
export function assertSound(name: string, confirmed: number, limit: number, seed: number): string {
  const chance = binomialUpper(confirmed, RUNS, limit);
  assert.ok(
    chance > 1e-6,
    `${name}: ${confirmed} of ${RUNS} wrong outcomes confirmed at a limit of ${limit}, seed ${seed}`,
  );
  return `${name}: ${confirmed} of ${RUNS} wrong outcomes confirmed at a limit of ${limit} (p ${chance.toPrecision(3)}, seed ${seed})`;
}

/** How many of the audits end with a confirmation. */
export function confirmations(seed: number, audit: (next: () => number) => boolean): number {
  const next = seeded(seed);
  let confirmed = 0;
  for (let i = 0; i < RUNS; i++) if (audit(next)) confirmed++;
  return confirmed;
}
