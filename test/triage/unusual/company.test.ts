import assert from "node:assert/strict";
import { test } from "node:test";
import { Company } from "../../../src/triage/unusual/company.ts";

/** Ten types of two stretches in one minute, the more unusual the earlier; and one of a third. */
const POINTS = [
  ...Array.from({ length: 10 }, (_, i) => ({
    stretch: i < 8 ? 0 : 1,
    type: i,
    timeMs: 0,
    surprise: 0.9 - i / 50,
  })),
  { stretch: 2, type: 99, timeMs: 60_000, surprise: 0.5 },
];

test("a stretch that fills a minute is not told of itself: the companions are the others", () => {
  const company = new Company(POINTS);
  const told = (stretch: number): readonly number[] => company.companions(0, stretch).map(({ type }) => type);
  assert.deepEqual(told(0), [8, 9, 99], "of other stretches, the worthiest first");
  assert.deepEqual(told(1), [0, 1, 2, 3, 4], "no more than five");
});

test("where nobody else is near, a stretch is its own company", () => {
  const company = new Company(POINTS.slice(0, 8));
  assert.deepEqual(
    company.companions(0, 0).map(({ type }) => type),
    [0, 1, 2, 3, 4],
  );
  assert.equal(company.at(24 * 3_600_000), 0);
});
