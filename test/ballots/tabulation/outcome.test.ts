/** The inequalities of an outcome are checked against counting again: they hold exactly when the outcome stays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { least, type OutcomeRule, outcomeOf, weigh } from "../../../src/ballots/outcome.ts";

const NAMES = ["A", "B", "C", "D"];
const rules: fc.Arbitrary<OutcomeRule> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("plurality" as const, "majority" as const),
    seats: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom("dhondt" as const, "sainte-lague" as const),
    seats: fc.integer({ min: 1, max: 7 }),
    threshold: fc.constantFrom(null, [5, 100] as const, [35, 1000] as const),
  }),
);
const ballots = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 });

test("all inequalities of an outcome hold for other votes if and only if these have the same outcome", () => {
  fc.assert(
    fc.property(rules, ballots, ballots, (rule, reported, real) => {
      const outcome = outcomeOf(NAMES, reported, rule);
      // ties are decided by name; inequalities ask for more than a tie, so only strict cases are compared
      const own = outcome.inequalities.every((one) => weigh(one, reported) >= one.atLeast);
      fc.pre(own);
      const holds = outcome.inequalities.every((one) => weigh(one, real) >= one.atLeast);
      const other = outcomeOf(NAMES, real, rule);
      const strict = other.inequalities.every((one) => weigh(one, real) >= one.atLeast);
      const same = JSON.stringify([...other.winners].sort()) === JSON.stringify([...outcome.winners].sort());
      if (holds)
        assert.ok(same, `${outcome.winners} stayed by the inequalities, but became ${other.winners}`);
      else if (strict && rule.kind !== "majority")
        assert.ok(!same || thresholdMoved(rule), `${outcome.winners}`);
    }),
    { numRuns: 3000 },
  );
});

/** A list may cross the threshold without winning or losing a seat: the inequalities are then stricter than the seats. */
function thresholdMoved(rule: OutcomeRule): boolean {
  return "threshold" in rule && rule.threshold !== null;
}

test("the worst that ballots can do is what the worst choice does", () => {
  fc.assert(
    fc.property(
      rules,
      ballots,
      fc.integer({ min: 0, max: 40 }),
      fc.array(fc.nat(4)),
      (rule, votes, count, marks) => {
        for (const one of outcomeOf(NAMES, votes, rule).inequalities) {
          const marked = NAMES.map((_name, i) => marks.slice(0, count).filter((mark) => mark === i).length);
          assert.ok(weigh(one, marked) >= least(one, count));
        }
      },
    ),
  );
});

test("published seats: D'Hondt and Sainte-Lague on the usual textbook votes", () => {
  const votes = [100_000, 80_000, 30_000, 20_000];
  const seats = (kind: "dhondt" | "sainte-lague"): readonly string[] =>
    outcomeOf(NAMES, votes, { kind, seats: 8, threshold: null }).winners;
  assert.deepEqual(seats("dhondt"), ["A: 4", "B: 3", "C: 1"]);
  assert.deepEqual(seats("sainte-lague"), ["A: 3", "B: 3", "C: 1", "D: 1"]);
});

test("above half elects, exactly half does not", () => {
  const rule = { kind: "majority", seats: 2 } as const;
  assert.deepEqual(outcomeOf(NAMES, [51, 30, 19, 0], rule).winners, ["A"]);
  assert.deepEqual(outcomeOf(NAMES, [50, 30, 20, 0], rule).winners, ["A", "B"]);
});
