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

test("what was found does not hide what was missed: the bound holds in at least 95 % of 10,000 runs", (t) => {
  for (const [seed, patterns, chance, campaigns, availability] of [
    [31, 8, 0.9, 3, 1],
    [32, 8, 0.5, 10, 1],
    [33, 20, 0.8, 40, 1],
    [34, 20, 0.8, 40, 51 / 52],
    [35, 10, 0.3, 25, 1],
    [36, 59, 0.97, 200, 0.9],
  ] as const) {
    const random = new Random(seed);
    let [wrong, naive] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const drilled = drill(random, patterns, chance);
      let found = 0;
      for (let i = 0; i < campaigns; i++) if (random.chance(chance) && random.chance(availability)) found++;
      const most = missedAtMost(drilled, availability, 0.95, found);
      const none = missedAtMost(drilled, availability, 0.95);
      if (most !== null && campaigns - found > most) wrong++;
      if (none !== null && campaigns - found > none) naive++;
    }
    t.diagnostic(`seed ${seed}: wrong in ${wrong} of ${RUNS}; the bound for none found in ${naive}`);
    assert.ok(wrong <= 0.05 * RUNS, String(wrong));
    if (seed === 33) assert.ok(naive > 0.05 * RUNS, "the bound for none found is no bound here");
  }
});

test("with none found it is (1 - p)^N, and it never falls with what was found", () => {
  const ten = all(10).map((one, i) => (i === 0 ? { ...one, detected: 1 } : one));
  const p = sensitivity(ten, 1, 0.975).low;
  assert.equal(missedAtMost(ten, 1, 0.95), Math.ceil(Math.log(0.025) / Math.log1p(-p)) - 1);
  let before = 0;
  for (let found = 0; found < 400; found++) {
    const missed = missedAtMost(ten, 0.9, 0.95, found) ?? Number.NaN;
    assert.ok(missed >= before, `${found}: ${missed}`);
    before = missed;
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
  for (const tiny of [1e-9, 1e-20, 1e-300]) assert.equal(missedAtMost(all(5), tiny, 0.95), null);
});

test("copies of a pattern do not raise the bound", () => {
  const few = sensitivity([{ pattern: "p", drills: 3, detected: 3 }], 1, 0.95);
  const many = sensitivity([{ pattern: "p", drills: 3000, detected: 3000 }], 1, 0.95);
  assert.equal(few.low, many.low);
  assert.ok((many.patterns[0]?.low ?? 0) > (few.patterns[0]?.low ?? 1));
  // 29 of 29 proves 0.9019 (Clopper and Pearson)
  assert.ok(Math.abs(sensitivity(all(29), 1, 0.95).low - 0.9019) < 1e-4);
});
