/** ALPHA against published and hand-computed values, and the branches that decide without chance. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { combineStrata } from "../../../../src/ballots/audit/risk/combine.ts";
import {
  fixedBet,
  fixedMean,
  MartingaleTest,
  shrinkTruncate,
  testMean,
} from "../../../../src/ballots/audit/risk/martingale.ts";
import { near } from "../../../helpers/vectors.ts";

test("ten ones against a mean of 1/2 with eta 3/4: (1/1.5)^10 (ALPHA, section 2.4; a correct SPRT agrees)", () => {
  const population = { size: null, upper: 1, mean: 0.5 };
  const { risk } = testMean(
    Array.from({ length: 10 }, () => 1),
    population,
    fixedMean(population, 0.75),
  );
  near(risk, (1 / 1.5) ** 10, "ten ones", 1e-12);
  // a known defect elsewhere: the cumulative product taken twice gives (1/1.5)^55, which bounds no risk
  assert.ok(risk > 1e7 * (1 / 1.5) ** 55);
});

test("shrink-truncate is the formula of ALPHA, section 2.5.2, draw by draw", () => {
  const draws = [1, 0, 1, 1, 0.5, 1, 0, 1];
  const [n, u, t, eta0, d, c] = [50, 1, 0.5, 0.6, 100, 0.05];
  let statistic = 1;
  let largest = 1;
  let sum = 0;
  for (const [j, x] of draws.entries()) {
    const m = (n * t - sum) / (n - j);
    const eta = Math.min(u * (1 - 2 ** -52), Math.max((d * eta0 + sum) / (d + j), m + c / Math.sqrt(d + j)));
    statistic *= ((x * eta) / m + ((u - x) * (u - eta)) / (u - m)) / u;
    largest = Math.max(largest, statistic);
    sum += x;
  }
  const population = { size: n, upper: u, mean: t };
  near(
    testMean(draws, population, shrinkTruncate(population, eta0)).risk,
    1 / largest,
    "shrink-truncate",
    1e-12,
  );
});

test("a sum above what the null allows is a proof; a tie to the last card is none", () => {
  const population = { size: 10, upper: 1, mean: 0.5 };
  const ones = Array.from({ length: 6 }, () => 1);
  assert.equal(testMean(ones, population, shrinkTruncate(population, 0.6)).risk, 0);
  const tie = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
  assert.ok(testMean(tie, population, fixedBet(population, 0.1)).risk > 0);
  const zeros = Array.from({ length: 10 }, () => 0);
  assert.equal(testMean(zeros, population, shrinkTruncate(population, 0.6)).risk, 1);
});

test("a draw outside the population is refused", () => {
  const population = { size: 2, upper: 1, mean: 0.5 };
  const sequence = new MartingaleTest(population, fixedMean(population, 0.6));
  assert.throws(() => sequence.add(1.01), RangeError);
  assert.throws(() => sequence.add(Number.NaN), RangeError);
  sequence.add(1);
  sequence.add(0);
  assert.throws(() => sequence.add(1), /all 2 values/);
});

test("a million draws neither overflow nor underflow", () => {
  const population = { size: 4_000_000, upper: 1, mean: 0.5 };
  const winning = Float64Array.from({ length: 1_000_000 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const sequence = new MartingaleTest(population, fixedMean(population, 0.6));
  for (const x of winning) sequence.add(x);
  const { risk } = sequence.state;
  assert.ok(risk >= 0 && risk < 1e-300);
});

test("strata: agreement in both confirms, a tie in all does not", () => {
  const clean = {
    cards: 700,
    upper: (1 / 0.95 / 2) * 2,
    values: Array.from({ length: 200 }, () => 0.5263),
    bet: 0.9,
  };
  const polled = (share: number) => ({
    cards: 300,
    upper: 1,
    values: Array.from({ length: 200 }, (_, i) => ((i * 7919) % 200 < 200 * share ? 1 : 0)),
    bet: 0.5,
  });
  assert.ok(combineStrata([clean, polled(0.8)]) < 0.05);
  assert.ok(combineStrata([{ ...clean, values: clean.values.map(() => 0.5) }, polled(0.5)]) > 0.5);
});
