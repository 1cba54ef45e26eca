/** Votes for those whom no table lists, pooled as one candidate: whoever beats the pool beats each of its members. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assort, runoffAssertions, seatAssertions } from "../../../../src/ballots/audit/contest/assertion.ts";
import { linearAssorter, runoffAssorters } from "../../../../src/ballots/audit/contest/assorter.ts";
import { NOT_LISTED } from "../../../../src/ballots/audit/contest/not-listed.ts";
import { countRunoff, type NamedBallots } from "../../../../src/ballots/audit/contest/runoff.ts";
import { assertionsOf, type RuleName } from "../../../../src/ballots/audit/folder/rule.ts";
import { allocateSeats, dHondt } from "../../../../src/ballots/seats.ts";

const LISTED = ["ADA", "BEN", "CYR"];
const OTHERS = ["XAN", "YVES"];
const REPORTED = new Map([
  ...LISTED.map((name, i): [string, number] => [name, 60 - 20 * i]),
  [NOT_LISTED, 0],
]);

/** A card as it is entered: each of those who are not listed as the pool. */
const pooled = (marks: readonly string[]): readonly string[] =>
  marks.map((mark) => (OTHERS.includes(mark) ? NOT_LISTED : mark));
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

test("a card is worth no more with the pool than with whoever is in it", () => {
  const card = fc.subarray([...LISTED, ...OTHERS]);
  for (const name of ["plurality", "approval", "majority"] satisfies RuleName[]) {
    const all = assertionsOf({ name, seats: 2, share: "0.5" }, REPORTED);
    fc.assert(
      fc.property(name === "majority" ? card.map((marks) => marks.slice(0, 1)) : card, (marks) => {
        for (const one of all)
          for (const member of OTHERS) {
            const own = marks.map((mark) => (mark === member ? NOT_LISTED : mark));
            const real = name === "majority" ? own : own.filter((mark) => !OTHERS.includes(mark));
            assert.ok(linearAssorter(one).value(pooled(marks)) <= assort(one, real) + 1e-12, one.name);
          }
      }),
      { seed: 61 },
    );
  }
});

test("with several seats every winner must beat the pool", () => {
  const names = assertionsOf({ name: "plurality", seats: 2, share: "" }, REPORTED).map(({ name }) => name);
  assert.deepEqual(names, ["ADA > CYR", `ADA > ${NOT_LISTED}`, "BEN > CYR", `BEN > ${NOT_LISTED}`]);
});

test("votes for the pool do not help to say that nobody has a majority: they may be null votes", () => {
  const [below] = runoffAssertions(new Map([...REPORTED, ["ADA", 50]]), 2).filter(({ name }) =>
    name.startsWith("ADA <"),
  );
  assert.ok(below !== undefined);
  assert.equal(assort(below, [NOT_LISTED]), 1 / 2);
});

test("seats: where all assertions hold with the pool, nobody in it has a seat and the others have theirs", () => {
  const wins = seatAssertions(REPORTED, 5, dHondt);
  const reported = [...allocateSeats(REPORTED, 5, dHondt)].filter(([, seats]) => seats > 0);
  let held = 0;
  const votes = fc.tuple(...[60, 40, 20, 25, 25].map((most) => fc.integer({ min: 0, max: most })));
  fc.assert(
    fc.property(votes, ([a = 0, b = 0, c = 0, x = 0, y = 0]) => {
      const cards = [a, b, c, x, y].flatMap((count, i) =>
        Array.from({ length: count }, () => [[...LISTED, ...OTHERS][i] ?? ""]),
      );
      if (cards.length === 0) return;
      if (!wins.every((one) => mean(cards.map((card) => assort(one, pooled(card)))) > 0.5 + 1e-9)) return;
      held++;
      const real = new Map([...LISTED, ...OTHERS].map((name, i) => [name, [a, b, c, x, y][i] ?? 0]));
      assert.deepEqual(
        [...allocateSeats(real, 5, dHondt)].filter(([, seats]) => seats > 0),
        reported,
      );
    }),
    { seed: 62, numRuns: 2000 },
  );
  assert.ok(held > 20, `${held} elections held`);
});

test("instant runoff: where all assertions hold on cards with others, the reported winner won the real count", () => {
  const rank = fc.shuffledSubarray([...LISTED, ...OTHERS]);
  const election = fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), ranking: rank }), {
    minLength: 2,
    maxLength: 9,
  });
  let [held, wrong] = [0, 0];
  fc.assert(
    fc.property(election, fc.nat(40), (ballots, more) => {
      const winner = LISTED[more % 3] ?? "";
      const real: readonly NamedBallots[] = [...ballots, { count: more, ranking: [winner] }];
      // the system leaves out whoever is not listed
      const records = real.map(({ count, ranking }) => ({
        count,
        ranking: ranking.filter((choice) => LISTED.includes(choice)),
      }));
      const found = runoffAssorters(LISTED, records);
      if (typeof found === "string") return;
      const cards = real.flatMap(({ count, ranking }) => Array.from({ length: count }, () => ranking));
      const all = found.every((one) => mean(cards.map((card) => one.value(pooled(card)))) > 0.5);
      const reported = countRunoff(LISTED, records).winner;
      const actual = countRunoff([...LISTED, ...OTHERS], real).winner;
      if (actual !== reported) wrong++;
      if (!all) return;
      held++;
      assert.equal(actual, reported);
    }),
    { seed: 63, numRuns: 5000 },
  );
  assert.ok(held > 100 && wrong > 100, `${held} held, ${wrong} were wrong`);
});
