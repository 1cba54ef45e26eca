/** The published bound holds at its confidence, whatever the true sensitivity is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { missedAtMost, type PatternDrills, sensitivity } from "../../../src/assess/coverage/bound.ts";
import { Random } from "../../../src/rehearsal/random.ts";

const RUNS = 10_000;

/** Drills of patterns, each of which is always seen or never, as a pattern is. */
function drill(random: Random, patterns: number, chance: number): readonly PatternDrills[] {
  return Array.from({ length: patterns }, (_, i) => {
    const seen = random.chance(chance);
    return { pattern: `p${i}`, drills: 5, detected: seen ? 5 : random.below(5) };
  });
}

test("the lower bound of the sensitivity lies below the truth in at least 95 % of 10,000 runs", (t) => {
  for (const [seed, patterns, chance] of [
    [11, 8, 0.9],
    [12, 8, 0.5],
    [13, 20, 0.95],
    [14, 59, 0.99],
  ] as const) {
    const random = new Random(seed);
    let held = 0;
    for (let run = 0; run < RUNS; run++)
      if (sensitivity(drill(random, patterns, chance), 1, 0.95).low <= chance) held++;
    t.diagnostic(`seed ${seed}: ${patterns} patterns, true ${chance}: the bound held in ${held} of ${RUNS}`);
    assert.ok(held >= 0.945 * RUNS, String(held));
  }
});

test("more campaigns than the bound, and none found, happens in at most 5 % of 10,000 runs", (t) => {
  for (const [seed, patterns, chance, campaigns, availability] of [
    [21, 8, 0.9, 2, 1],
    [22, 8, 0.5, 4, 1],
    [23, 8, 0.3, 9, 1],
    [24, 20, 0.8, 3, 1],
    [25, 20, 0.8, 3, 51 / 52],
    [26, 20, 0.8, 6, 0.5],
  ] as const) {
    const random = new Random(seed);
    let wrong = 0;
    for (let run = 0; run < RUNS; run++) {
      const most = missedAtMost(drill(random, patterns, chance), availability, 0.95);
      let found = false;
      for (let i = 0; i < campaigns; i++)
        if (random.chance(chance) && random.chance(availability)) found = true;
      if (!found && most !== null && campaigns > most) wrong++;
    }
    t.diagnostic(`seed ${seed}: true ${chance}, ${campaigns} campaigns: wrong in ${wrong} of ${RUNS}`);
    assert.ok(wrong <= 0.055 * RUNS, String(wrong));
  }
});

const all = (patterns: number): readonly PatternDrills[] =>
  Array.from({ length: patterns }, (_, i) => ({ pattern: `p${i}`, drills: 3, detected: 3 }));

test("a source that was down shows up in the bound; without drills nothing is excluded", () => {
  const [up, down] = [missedAtMost(all(12), 1, 0.95), missedAtMost(all(12), 0.6, 0.95)];
  assert.ok(up !== null && down !== null && down > up, `${up} ${down}`);
  assert.equal(missedAtMost([], 1, 0.95), null);
  assert.equal(missedAtMost([{ pattern: "p", drills: 4, detected: 3 }], 1, 0.95), null);
  assert.equal(missedAtMost(all(5), 0, 0.95), null);
});

test("copies of a pattern do not raise the bound", () => {
  const few = sensitivity([{ pattern: "p", drills: 3, detected: 3 }], 1, 0.95);
  const many = sensitivity([{ pattern: "p", drills: 3000, detected: 3000 }], 1, 0.95);
  assert.equal(few.low, many.low);
  assert.ok((many.patterns[0]?.low ?? 0) > (few.patterns[0]?.low ?? 1));
  // 29 of 29 proves 0.9019 (Clopper and Pearson)
  assert.ok(Math.abs(sensitivity(all(29), 1, 0.95).low - 0.9019) < 1e-4);
});
