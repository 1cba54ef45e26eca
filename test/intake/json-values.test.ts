import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findValueEnd } from "../../src/intake/json-values.ts";

/** The end, or -1 where something is still open. */
function end(text: string): number {
  const found = findValueEnd(Buffer.from(text), 0);
  return "end" in found ? found.end : -1;
}

test("a value ends where its nesting does, whatever its strings hold", () => {
  assert.equal(end('{"a":"}"} x'), 9);
  assert.equal(end('{"a":"\\"}"}'), 11);
  assert.equal(end('{"a":"\\\\"}'), 10);
  assert.equal(end('{"a":[{},{"b":[]}]}{"c":1}'), 19);
});

test("a value that does not end in the bytes has no end", () => {
  assert.equal(end('{"a":1'), -1);
  assert.equal(end('{"a":"never'), -1);
  assert.equal(end('{"a":"\\'), -1);
  assert.equal(end(""), -1);
});

test("a value cut anywhere but behind a backslash ends where it would have ended whole", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
      const bytes = Buffer.from(JSON.stringify([value, { "a}": "]" }]));
      const cut = 1 + (at % (bytes.length - 1));
      if (bytes[cut - 1] === 92) return;
      const head = findValueEnd(bytes.subarray(0, cut), 0);
      assert.ok("open" in head);
      assert.deepEqual(findValueEnd(bytes.subarray(cut), 0, head.open), { end: bytes.length - cut });
    }),
  );
});

test("the end of any object is found, with anything behind it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, behind) => {
      const text = JSON.stringify(value, null, 1);
      assert.equal(end(text + behind), Buffer.byteLength(text));
    }),
  );
});
