/**
 * Values printed in papers and published by the tools that use them: expected sample sizes of BRAVO (Lindeman, Stark,
 * Yates 2012, table 1), super-simple sizes and p-values (Stark 2010; published tests of Arlo), the Bayesian audit (Vora
 * 2019, table 3), the first rounds of Minerva and Providence.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bravoExpectedSize, bravoRoundSize } from "../../../../src/ballots/audit/risk/bravo-plan.ts";
import { fewestForBayes } from "../../../../src/ballots/audit/risk/brla.ts";
import {
  EXPECTED_RATES,
  kaplanMarkovPlan,
  kaplanMarkovRisk,
  kaplanMarkovSize,
  NO_DISCREPANCY,
} from "../../../../src/ballots/audit/risk/kaplan-markov.ts";
import { firstRoundSize, providenceRoundSize } from "../../../../src/ballots/audit/risk/polling-plan.ts";
import { type Contest, toTally } from "../../../../src/ballots/contest.ts";
import {
  binomialUpper,
  chiSquaredUpper,
  logGamma,
  normalLower,
  normalQuantile,
} from "../../../../src/base/statistics.ts";
import { near } from "../../../helpers/vectors.ts";

const contest = (cards: number, ...votes: number[]): Contest => ({
  name: "",
  cards,
  votes: toTally(Object.fromEntries(votes.map((count, i) => [`c${i}`, count]))),
  seats: 1,
  votesAllowed: 1,
});
const size = (cards: number): { kind: string; cards: number } => ({ kind: "size", cards });

test("BRAVO: expected sizes at 10 %", () => {
  for (const [share, cards] of [
    [90, 8],
    [80, 14],
    [70, 31],
    [60, 119],
    [55, 470],
  ] as const)
    assert.deepEqual(
      bravoExpectedSize(contest(10_000, share * 100, 10_000 - share * 100), 0.1),
      size(cards),
      `${share} %`,
    );
});

test("BRAVO: sizes for a wanted chance to finish", () => {
  const cases: readonly (readonly [Contest, readonly number[]])[] = [
    [contest(1000, 600, 400), [119, 184, 244, 351]],
    [contest(900, 600, 200, 100), [22, 32, 41, 57]],
    [contest(1000, 300, 200, 200), [238, 368, 488, 702]],
  ];
  for (const [one, [mean, ...quantiles]] of cases) {
    assert.deepEqual(bravoExpectedSize(one, 0.1), size(mean ?? 0));
    assert.deepEqual(
      [0.7, 0.8, 0.9].map((chance) => bravoRoundSize(one, 0.1, chance)),
      quantiles.map(size),
    );
  }
  assert.deepEqual(bravoRoundSize(contest(10_000, 4000, 3200), 0.1, 0.9), size(1599));
  assert.deepEqual(bravoRoundSize(contest(10_000, 3600, 3200), 0.1, 0.9), size(6067));
});

test("super-simple: sizes and p-values at 10 %, gamma 1.03905", () => {
  const table = [
    // cards, margin, size, clean p, p after one o1, size after one o1
    [100_000, 20_000, 27, 0.06507, 0.12534],
    [60_000, 6000, 54, 0.06973, 0.13441],
    [36_000, 5400, 36, 0.0674, 0.12992],
    [15_000, 2000, 40, 0.07048, 0.13585],
    [10_000, 10_000, 6, 0.0195, 0.03758],
  ] as const;
  for (const [cards, margin, n, clean, one] of table) {
    const mu = margin / cards;
    assert.equal(kaplanMarkovPlan(0.1, mu, EXPECTED_RATES, cards), n);
    near(kaplanMarkovRisk(n, mu, NO_DISCREPANCY), clean, `clean ${cards}`, 1e-3);
    near(kaplanMarkovRisk(n, mu, { ...NO_DISCREPANCY, o1: 1 }), one, `one ${cards}`, 1e-3);
  }
  assert.equal(kaplanMarkovRisk(100, 0, NO_DISCREPANCY), 1, "a tie is never confirmed");
});

test("Colorado 2024: two contests of the 17th district and of Adams", () => {
  assert.equal(kaplanMarkovSize(0.03, 37_549 / 516_401, NO_DISCREPANCY), 101);
  assert.equal(kaplanMarkovSize(0.03, 12_622 / 516_401, NO_DISCREPANCY), 299);
});

test("the Bayesian audit: nine rounds at 10 %", () => {
  const rounds = [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200];
  const expected = [120, 230, 443, 863, 1691, 3331, 6585, 13_049, 25_897];
  assert.deepEqual(
    rounds.map((n) => fewestForBayes(n, 100_000, 0.1)),
    expected,
  );
});

test("first rounds: Providence at 51 %, Minerva at 60 %", () => {
  assert.equal(providenceRoundSize([], 0.51, 0.1, 0.9), 17_270);
  assert.equal(providenceRoundSize([], 0.5040799, 0.1, 0.9), 103_467);
  assert.equal(firstRoundSize(0.6, 0.1, 0.9), 179);
});

test("special functions: values of tables and of exact arithmetic", () => {
  near(normalQuantile(0.975), 1.959963984540054, "quantile", 1e-13);
  near(normalLower(-6), 9.865876450376981e-10, "far tail", 1e-12);
  near(logGamma(100), 359.1342053695754, "ln 99!", 1e-14);
  near(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), "gamma(1/2)", 1e-14);
  near(chiSquaredUpper(9.487729036781154, 2), 0.05, "chi-squared, 4 degrees", 1e-12);
  // P(X >= k) for p = 1/2 in whole numbers
  let sum = 0n;
  let choose = 1n;
  for (let k = 0n; k <= 300n; k++) {
    if (k >= 200n) sum += choose;
    choose = (choose * (300n - k)) / (k + 1n);
  }
  near(binomialUpper(200, 300, 0.5), Number(sum) / 2 ** 300, "binomial tail", 1e-12);
});
