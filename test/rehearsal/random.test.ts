import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/rehearsal/random.ts";

test("a seed gives one sequence", () => {
  const draw = (seed: number): readonly number[] => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => random.next());
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.ok(draw(7).every((value) => value >= 0 && value < 1));
});

test("whole numbers reach both ends and nothing beyond", () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 2000 }, () => random.whole(3, 6));
  assert.deepEqual([...new Set(drawn)].sort(), [3, 4, 5, 6]);
});

test("waits have the mean that is asked for, and never stand still", () => {
  const random = new Random(1);
  const waits = Array.from({ length: 20_000 }, () => random.wait(1000));
  const mean = waits.reduce((sum, value) => sum + value, 0) / waits.length;
  assert.ok(Math.abs(mean - 1000) < 30, `mean ${mean}`);
  assert.ok(waits.every((value) => Number.isInteger(value) && value >= 1));
});

test("chances, picks and digits", () => {
  const random = new Random(1);
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.2)).filter(Boolean).length;
  assert.ok(Math.abs(hits - 2000) < 150, `${hits} of 10000`);
  assert.match(random.hex(43), /^[0-9a-f]{43}$/);
  assert.throws(() => random.pick([]), RangeError);
});
