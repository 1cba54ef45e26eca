import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Episodes } from "../../../src/triage/unusual/episodes.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("alerts that follow one another within an hour are one episode", () => {
  const flood = Array.from({ length: 5000 }, (_, i) => i * 1000);
  assert.equal(new Episodes([0, HOUR, 2 * HOUR + 1], HOUR, DAY).count, 2);
  assert.ok(new Episodes(flood, HOUR, DAY).count <= 2);
});

test("what is remembered is the sum over the episodes that lie apart, each by its distance", () => {
  const times = fc.array(fc.integer({ min: 0, max: 40 * DAY }), { maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 40 * DAY }), (all, at) => {
      const apart: number[] = [];
      for (const time of all.toSorted((a, b) => a - b))
        if (apart.length === 0 || time - (apart.at(-1) ?? 0) > HOUR) apart.push(time);
      const naive = apart
        .filter((time) => Math.abs(time - at) > HOUR)
        .reduce((sum, time) => sum + Math.exp(-Math.abs(time - at) / DAY), 0);
      const found = new Episodes(all, HOUR, DAY).around(at, HOUR);
      assert.ok(Math.abs(found - naive) < 1e-9, `${found} instead of ${naive}`);
    }),
  );
});
