/** Exact fractions against their definition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  add,
  compare,
  divide,
  fraction,
  largest,
  multiply,
  parseFraction,
  subtract,
  toNumber,
  ZERO,
} from "../../src/ballots/fraction.ts";

const small = fc
  .tuple(fc.bigInt(-1000n, 1000n), fc.bigInt(1n, 1000n))
  .map(([num, den]) => fraction(num, den));

test("the laws of fractions, and lowest terms", () => {
  fc.assert(
    fc.property(small, small, small, (a, b, c) => {
      assert.deepEqual(add(a, b), add(b, a));
      assert.deepEqual(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)));
      assert.deepEqual(subtract(add(a, b), b), a);
      if (b.num !== 0n) assert.deepEqual(multiply(divide(a, b), b), a);
      assert.equal(Math.sign(compare(a, b)), Math.sign(toNumber(a) - toNumber(b)));
      assert.ok(a.den > 0n);
    }),
    { seed: 9 },
  );
});

test("decimals are read exactly, and nothing else is", () => {
  assert.deepEqual(parseFraction("0.05"), fraction(1n, 20n));
  assert.deepEqual(parseFraction("-1.50"), fraction(-3n, 2n));
  for (const text of ["", "1e3", ".5", "5.", "0,5", "1/2", "0x1", " 1"])
    assert.equal(parseFraction(text), null, text);
});

test("very long fractions still become numbers", () => {
  const huge = fraction(10n ** 400n + 1n, 3n * 10n ** 400n);
  assert.ok(Math.abs(toNumber(huge) - 1 / 3) < 1e-15);
  assert.throws(() => fraction(1n, 0n), RangeError);
  assert.equal(largest([]), null);
  assert.deepEqual(largest([ZERO, fraction(1n, 3n), fraction(1n, 4n)]), fraction(1n, 3n));
});
