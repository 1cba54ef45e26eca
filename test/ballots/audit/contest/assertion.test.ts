/** Assertions: an assorter's mean is above 1/2 exactly when the assertion holds (arXiv 2107.11903). */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Assertion,
  above,
  assort,
  beats,
  below,
  pluralityAssertions,
  reportedMean,
  runoffAssertions,
  seatAssertions,
  upperBound,
} from "../../../../src/ballots/audit/contest/assertion.ts";
import { toTally } from "../../../../src/ballots/contest.ts";
import { compare, fraction, toNumber } from "../../../../src/ballots/fraction.ts";
import { allocateSeats, dHondt, sainteLague } from "../../../../src/ballots/seats.ts";

const HALF = fraction(1n, 2n);
const holds = (one: Assertion, votes: ReadonlyMap<string, number>, cards: number): boolean =>
  compare(reportedMean(one, votes, cards), HALF) > 0;

test("assorters stay in 0..upper, and their mean is the mean over cards", () => {
  const count = fc.nat(60);
  fc.assert(
    fc.property(count, count, count, count, (a, b, c, blank) => {
      const votes = toTally({ A: a, B: b, C: c });
      const cards = a + b + c + blank;
      if (cards === 0) return;
      const ballots = [
        ...["A", "B", "C"].flatMap((x, i) => Array.from({ length: [a, b, c][i] ?? 0 }, () => [x])),
        ...Array.from({ length: blank }, (): string[] => []),
      ];
      for (const one of [
        beats("A", "B"),
        above("A", fraction(2n, 5n)),
        below("B", fraction(1n, 3n)),
        ...seatAssertions(votes, 5, dHondt),
        ...seatAssertions(votes, 5, sainteLague),
      ]) {
        const values = ballots.map((ballot) => assort(one, ballot));
        assert.ok(
          values.every((value) => value >= -1e-12 && value <= upperBound(one) + 1e-12),
          one.name,
        );
        const mean = values.reduce((sum, value) => sum + value, 0) / cards;
        assert.ok(Math.abs(mean - toNumber(reportedMean(one, votes, cards))) < 1e-9, one.name);
      }
      const valid = a + b + c;
      assert.equal(holds(beats("A", "B"), votes, cards), a > b);
      assert.equal(holds(above("A", fraction(2n, 5n)), votes, cards), 5 * a > 2 * valid);
      assert.equal(holds(below("B", fraction(1n, 3n)), votes, cards), 3 * b < valid);
    }),
    { seed: 5 },
  );
});

test("upper bounds are those of the paper", () => {
  assert.equal(upperBound(beats("A", "B")), 1);
  assert.equal(upperBound(above("A", fraction(1n, 5n))), 2.5); // 1/(2t)
  assert.equal(upperBound(below("A", fraction(1n, 5n))), 0.625); // 1/(2(1-t))
  const [one] = seatAssertions(toTally({ A: 60, B: 40 }), 2, dHondt).filter(({ name }) =>
    name.startsWith("A"),
  );
  assert.equal(one?.name, "A seat 1 > B seat 2");
  assert.equal(one === undefined ? 0 : upperBound(one), (2 / 1 + 1) / 2); // (d(L)/d(W) + 1)/2
});

test("seats by highest averages: the textbook case, and assertions that hold exactly for the right seats", () => {
  const votes = toTally({ A: 100_000, B: 80_000, C: 30_000, D: 20_000 });
  assert.deepEqual([...allocateSeats(votes, 8, dHondt).values()], [4, 3, 1, 0]);
  assert.deepEqual([...allocateSeats(votes, 8, sainteLague).values()], [3, 3, 1, 1]);
  for (const divisors of [dHondt, sainteLague])
    assert.ok(seatAssertions(votes, 8, divisors).every((one) => holds(one, votes, 300_000)));
  const other = toTally({ A: 100_000, B: 80_000, C: 19_000, D: 20_000 });
  assert.ok(
    !seatAssertions(votes, 8, dHondt).every((one) => holds(one, other, 300_000)),
    "another result breaks one",
  );
});

test("a first round of two: a majority, or who qualifies and that nobody has one", () => {
  assert.deepEqual(
    runoffAssertions(toTally({ A: 60, B: 30, C: 10 })).map(({ name }) => name),
    ["A > 1/2"],
  );
  const names = runoffAssertions(toTally({ A: 45, B: 35, C: 20 })).map(({ name }) => name);
  assert.deepEqual(names, ["A > C", "B > C", "A < 1/2", "B < 1/2", "C < 1/2"]);
});

test("a tie never holds", () => {
  const tie = toTally({ A: 50, B: 50 });
  assert.ok(!pluralityAssertions({ votes: tie, seats: 1 }).every((one) => holds(one, tie, 120)));
});
