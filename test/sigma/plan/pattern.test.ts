import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePattern, toTest } from "../../../src/sigma/plan/pattern.ts";
import { ANY, ONE } from "../../../src/sigma/plan/tree.ts";

test("escapes of the specification", () => {
  // https://github.com/SigmaHQ/sigma-specification, Rules, "Escaping"
  const vectors: readonly (readonly [string, readonly unknown[]])[] = [
    ["C:\\Temp", ["C:\\Temp"]],
    ["\\*", ["*"]],
    ["\\\\*", ["\\", ANY]],
    ["\\\\\\*", ["\\*"]],
    ["\\?", ["?"]],
    ["a\\", ["a\\"]],
    ["\\\\", ["\\"]],
    ["\\\\\\\\", ["\\\\"]],
    ["a?*b", ["a", ONE, ANY, "b"]],
    ["**", [ANY]],
    ["", []],
  ];
  for (const [text, parts] of vectors) assert.deepEqual(parsePattern(text), parts, text);
});

test("a pattern becomes the simplest test", () => {
  const kind = (text: string): string => toTest(parsePattern(text), false, false).kind;
  assert.deepEqual(["a", "a*", "*a", "*a*", "*", "", "a*b", "?", "*a?"].map(kind), [
    ...["equals", "starts", "ends", "contains", "contains", "equals", "glob", "glob", "glob"],
  ]);
});
