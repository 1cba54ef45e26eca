/** The search for assertions of an instant runoff: right where it answers, and bounded where it does not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runoffAssorters } from "../../../../src/ballots/audit/contest/assorter.ts";
import { raireAssertions } from "../../../../src/ballots/audit/contest/raire.ts";
import { countRunoff } from "../../../../src/ballots/audit/contest/runoff.ts";
import { checkOutcome } from "../../../../src/ballots/audit/folder/checks.ts";
import { refused } from "../folder/audits.ts";
import { seeded } from "../simulation.ts";

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `C${i}`);

/** Random full rankings. */
function rankings(choices: number, count: number, seed: number) {
  const next = seeded(seed);
  return Array.from({ length: count }, () => ({
    count: 1 + Math.floor(next() * 50),
    ranking: names(choices)
      .map((_name, i) => ({ i, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ i }) => i),
  }));
}

test("assertions that hold imply the winner", () => {
  const ranking = fc.shuffledSubarray([0, 1, 2, 3]);
  const ballots = fc.array(fc.record({ count: fc.integer({ min: 1, max: 30 }), ranking }), { minLength: 1 });
  let implied = 0;
  fc.assert(
    fc.property(ballots, fc.nat(3), (cast, winner) => {
      const found = raireAssertions(4, cast, winner);
      if (found.kind !== "assertions") return;
      implied++;
      assert.ok(found.assertions.every(({ margin }) => margin >= found.margin) && found.margin > 0);
      const named = cast.map(({ count, ranking: order }) => ({ count, ranking: order.map((i) => `C${i}`) }));
      assert.equal(countRunoff(names(4), named).winner, `C${winner}`);
    }),
    { seed: 71, numRuns: 2000 },
  );
  assert.ok(implied > 100, `${implied} were implied`);
});

test("more choices than can be told apart are refused as a problem, not as a bug", () => {
  const ballots = [{ count: 5, ranking: ["C0"] }];
  assert.equal(runoffAssorters(names(31), ballots), "too-many");
  assert.notEqual(runoffAssorters(names(30), ballots), "too-many");
  const votes = new Map(names(31).map((name, i) => [name, i === 0 ? 5 : 0]));
  const rule = { name: "instant-runoff", seats: 1, share: "0.5" } as const;
  refused(
    () => checkOutcome(rule, { votes, ballots }, 10),
    /more than 30 choices \(count everything by hand/,
  );
});

test("the search is bounded in ends of orders, and in ranked choices that are looked at", () => {
  const hard = rankings(12, 400, 72);
  for (const bounds of [{ nodes: 50 }, { steps: 5000 }])
    assert.equal(raireAssertions(12, hard, 0, bounds).kind, "too-hard", JSON.stringify(bounds));
  assert.notEqual(raireAssertions(4, rankings(4, 400, 73), 0).kind, "too-hard");
});
