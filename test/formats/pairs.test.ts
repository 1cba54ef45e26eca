import assert from "node:assert/strict";
import { test } from "node:test";
import { agreedClient, agreedValue, readPairs } from "../../src/formats/pairs.ts";

test("values in quotes and without, un-escaped, every one of a key", () => {
  const { pairs, count, whole } = readPairs(String.raw`a=1 b="x \"y\" \\ \n" c= a=2 d.e/f@g=z`);
  assert.deepEqual(
    [...pairs],
    [
      ["a", ["1", "2"]],
      ["b", [String.raw`x "y" \ \n`]],
      ["c", [""]],
      ["d.e/f@g", ["z"]],
    ],
  );
  assert.deepEqual([count, whole], [5, true]);
  assert.equal(agreedValue(pairs, "a"), undefined);
  assert.equal(agreedValue(pairs, "c"), "");
});

for (const text of ['a="x', 'a="x"y', "a=1 word b=2", "a=1 =b", 'a="x" "', "=", '"']) {
  test(`not pairs alone: ${text}`, () => assert.equal(readPairs(text).whole, false));
}

test("a client is named by all keys or by none", () => {
  const client = (text: string): unknown => agreedClient(readPairs(text).pairs, ["a", "b"]);
  assert.deepEqual(client("a=192.0.2.1 b=192.0.2.1"), { ip: "192.0.2.1", ambiguous: false });
  assert.deepEqual(client("a=192.0.2.1 b=x"), { ip: null, ambiguous: true });
  assert.deepEqual(client("a=192.0.2.1 a=192.0.2.2"), { ip: null, ambiguous: true });
  assert.deepEqual(client("c=192.0.2.1"), { ip: null, ambiguous: false });
});

test("400 kB are read in linear time", () => {
  for (const piece of ['a="', '"', "a=b ", "\\", "a", 'a="x" ', 'a="\\']) {
    const started = performance.now();
    readPairs(piece.repeat(400_000 / piece.length));
    assert.ok(performance.now() - started < 200, piece);
  }
});
