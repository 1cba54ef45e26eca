import assert from "node:assert/strict";
import { test } from "node:test";
import { every, Fault, faultsOf, whole } from "../../src/sigma/fault.ts";

const faulty = (text: string) => (): never => {
  throw new Fault([], text, "mend it");
};

function told(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    return faultsOf(error).map(({ message }) => message);
  }
}

test("what is whole is given as it was read", () => {
  assert.deepEqual(whole({ a: () => 1, b: () => "x" }), { a: 1, b: "x" });
  assert.deepEqual(
    every([1, 2], (item, place) => item * 10 + place),
    [10, 21],
  );
});

test("a fault in one part hides none of the others, however deep they lie", () => {
  const inner = (): unknown => every(["x", "y", "z"], (name) => (name === "y" ? name : faulty(name)()));
  const read = (): unknown => whole({ a: faulty("a"), b: () => 1, c: inner, d: faulty("d") });
  assert.deepEqual(told(read), ["a", "x", "z", "d"]);
});

test("what is no fault passes through", () => {
  const bug = (): never => {
    throw new TypeError("a bug");
  };
  assert.throws(() => whole({ a: faulty("a"), b: bug }), TypeError);
  assert.throws(() => told(bug), TypeError);
});
