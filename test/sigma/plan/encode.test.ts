import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expandDashes, optionDashes, toBase64Offsets, toUtf16 } from "../../../src/sigma/plan/encode.ts";

test("base64 at the three offsets", () => {
  assert.deepEqual(toBase64Offsets("foo", false), ["Zm9v", "Zvb", "mb2"]);
});

test("an encoded text holds one of the offsets, wherever the value stands in it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), fc.uint8Array(), fc.uint8Array(), (value, before, after) => {
      const encoded = Buffer.concat([before, Buffer.from(value), after]).toString("base64");
      assert.ok(toBase64Offsets(value, false).some((part) => encoded.includes(part)));
    }),
  );
});

test("UTF-16 as bytes", () => {
  assert.equal(toUtf16("aé", "le"), "a\0\xe9\0");
  assert.equal(toUtf16("aé", "be"), "\0a\0\xe9");
  assert.equal(toUtf16("a", "bom"), "\xff\xfea\0");
});

test("an option dash has no word character before it and one after", () => {
  assert.deepEqual(optionDashes("-a b-c --d /e - é-f"), [0, 8, 11]);
  assert.equal(expandDashes("-a /b c-d").length, 25);
});
