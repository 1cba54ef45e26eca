import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestOf, sha256 } from "../../src/base/digest.ts";

// FIPS 180-2 appendix B, and the digest of nothing
test("SHA-256 gives the published digests", () => {
  assert.equal(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(sha256(Buffer.from("é")), sha256("é"));
});

test("texts that only join to the same text have different digests", () => {
  assert.notEqual(digestOf("ab", "c"), digestOf("a", "bc"));
  assert.notEqual(digestOf("a", ""), digestOf("a"));
  assert.notEqual(digestOf("1:a"), digestOf("a"));
  const texts = fc.array(fc.string());
  fc.assert(
    fc.property(texts, texts, (a, b) =>
      assert.equal(digestOf(...a) === digestOf(...b), JSON.stringify(a) === JSON.stringify(b)),
    ),
  );
});

test("the composed digest can be made with ordinary tools", () => {
  // printf '5:alert2:42' | sha256sum
  assert.equal(digestOf("alert", "42"), sha256("5:alert2:42"));
  assert.equal(digestOf("é"), sha256("2:é"));
});
