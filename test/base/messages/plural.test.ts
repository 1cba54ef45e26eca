import assert from "node:assert/strict";
import { test } from "node:test";
import { compte, counted } from "../../../src/base/messages/plural.ts";

test("one is singular in English; nought and one are in French", () => {
  const english = ["0", "1", "2", "1,001"].map((figure) => counted(figure, "rule", "rules"));
  assert.deepEqual(english, ["0 rules", "1 rule", "2 rules", "1,001 rules"]);
  const french = ["0", "1", "2", "1 001"].map((figure) => compte(figure, "règle", "règles"));
  assert.deepEqual(french, ["0 règle", "1 règle", "2 règles", "1 001 règles"]);
});
