/** Published values: Abramowitz & Stegun tables 26.8 and 26.10; Clopper-Pearson bounds as in the surveillance literature. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  betaQuantile,
  chiSquaredTail,
  clopperPearson,
  discoveries,
  gammaUpper,
  studentQuantile,
} from "../../src/base/quantiles.ts";
import { incompleteBeta, logGamma, normalLower, normalQuantile } from "../../src/base/statistics.ts";

const near = (actual: number, expected: number, relative = 1e-4): void =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);

test("Student's t, chi-squared and the normal distribution as tabulated", () => {
  near(studentQuantile(0.975, 10), 2.228139, 1e-6);
  near(studentQuantile(0.95, 1), 6.313752, 1e-6);
  near(studentQuantile(0.995, 30), 2.749996, 1e-6);
  near(studentQuantile(0.025, 10), -2.228139, 1e-6);
  near(chiSquaredTail(16.918978, 9), 0.05, 1e-6);
  near(chiSquaredTail(3.841459, 1), 0.05, 1e-6);
  near(normalQuantile(0.975), 1.959963985, 1e-9);
  near(normalLower(-8), 6.220960574e-16, 1e-8);
  near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
});

test("exact bounds of a proportion", () => {
  near(clopperPearson(9, 10, 0.05).low, 0.6058, 2e-4);
  near(clopperPearson(27, 30, 0.05).low, 0.7614, 2e-4);
  near(clopperPearson(59, 59, 0.05).low, 0.05 ** (1 / 59), 1e-12);
  assert.deepEqual(clopperPearson(0, 10, 0.05).low, 0);
  assert.equal(clopperPearson(10, 10, 0.05).high, 1);
  const { low, high } = clopperPearson(9, 10, 0.025);
  near(low, 0.555, 1e-3);
  near(high, 0.9975, 1e-3);
});

test("a quantile is where its distribution says", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 200 }),
      (p, a, b) => near(incompleteBeta(betaQuantile(p, a, b), a, b), p, 1e-9),
    ),
  );
});

test("the upper gamma function has the exponential tail and the Poisson sum as special cases", () => {
  for (const x of [0.1, 1, 5, 40]) near(gammaUpper(1, x), Math.exp(-x), 1e-12);
  // Q(3, x) = e^-x (1 + x + x^2/2)
  for (const x of [0.5, 3, 12]) near(gammaUpper(3, x), Math.exp(-x) * (1 + x + (x * x) / 2), 1e-12);
});

test("Benjamini and Hochberg's own example keeps the four smallest of fifteen", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  assert.deepEqual(discoveries(p, 0.05), [0, 1, 2, 3]);
  assert.deepEqual(discoveries([], 0.05), []);
});
