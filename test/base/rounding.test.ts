import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { percentDown, percentUp, roundedDown, roundedUp } from "../../src/base/rounding.ts";

test("bounds are rounded away from what they bound, and digits that floats add do not count", () => {
  assert.deepEqual([roundedUp(1.231, 2), roundedDown(1.239, 2)], [1.24, 1.23]);
  assert.deepEqual([roundedUp(1.1, 2), roundedDown(1.15, 2), roundedDown(0.29, 2)], [1.1, 1.15, 0.29]);
  assert.deepEqual([percentUp(0.05, 2), percentUp(0.05001, 2), percentUp(1.2, 2)], [5, 5.01, 100]);
  assert.deepEqual([roundedUp(0, 2), percentUp(0, 2)], [0, 0]);
  assert.deepEqual([percentDown(0.2229, 1), percentDown(0.57, 1), percentDown(1, 1)], [22.2, 57, 100]);
});

test("what is rounded lies within one last digit, on the safe side", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.integer({ min: 0, max: 3 }),
      (value, decimals) => {
        const [up, down, step] = [roundedUp(value, decimals), roundedDown(value, decimals), 10 ** -decimals];
        const slack = 2e-9;
        assert.ok(up >= value - slack && up < value + step + slack, `${value} up ${up}`);
        assert.ok(down <= value + slack && down > value - step - slack, `${value} down ${down}`);
      },
    ),
  );
});
