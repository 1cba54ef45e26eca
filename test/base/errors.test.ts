import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { placeText, problem, problemText, systemCode, VigieError } from "../../src/base/errors.ts";

test("a problem is one line: place, what is wrong, remedy", () => {
  const p = problem("config", { file: "vigie.yaml", line: 3, column: 5 }, "gap: is wrong", "write 30m");
  assert.equal(problemText(p), "vigie.yaml:3:5: gap: is wrong (write 30m)");
  assert.equal(problemText({ ...p, place: null }), "gap: is wrong (write 30m)");
});

test("a place says as much as is known", () => {
  assert.equal(placeText({ file: "a" }), "a");
  assert.equal(placeText({ file: "a", line: 3 }), "a:3");
  assert.equal(placeText({ file: "a", column: 3 }), "a");
});

test("an error carries its problem and its cause", () => {
  const cause = new Error("disk");
  const error = new VigieError(problem("store", null, "broken", "mend it"), { cause });
  assert.equal(error.message, "broken (mend it)");
  assert.equal(error.problem.code, "store");
  assert.equal(error.cause, cause);
});

test("the code of a system error is told from any other error", () => {
  assert.throws(
    () => readFileSync("/nonexistent/file"),
    (error) => systemCode(error) === "ENOENT",
  );
  assert.equal(systemCode(new Error("x")), null);
  assert.equal(systemCode({ code: "ENOENT" }), null);
  assert.equal(systemCode(undefined), null);
});
