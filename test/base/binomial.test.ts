import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearsonLower } from "../../src/base/binomial.ts";

test("exact one-sided 95 % lower bounds (Clopper and Pearson 1934)", () => {
  const bound = (successes: number, trials: number): string =>
    clopperPearsonLower(successes, trials).toFixed(4);
  assert.equal(bound(9, 10), "0.6058");
  assert.equal(bound(27, 30), "0.7614");
  assert.equal(bound(57, 60), "0.8758");
  assert.equal(bound(29, 29), "0.9019");
  assert.equal(bound(59, 59), "0.9505");
  assert.equal(bound(0, 10), "0.0000");
  assert.equal(bound(0, 0), "0.0000");
  assert.equal(clopperPearsonLower(10, 10, 0.5).toFixed(4), (0.5 ** 0.1).toFixed(4));
});
