import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstFrom } from "../../src/base/search.ts";

test("the first place from which on nothing lies before, as counting from the start finds it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (list, from) => {
      const sorted = list.toSorted((a, b) => a - b);
      const plain = sorted.findIndex((value) => value >= from);
      assert.equal(
        firstFrom(sorted.length, (i) => (sorted[i] ?? 0) < from),
        plain < 0 ? sorted.length : plain,
      );
    }),
  );
});
