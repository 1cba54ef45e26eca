import assert from "node:assert/strict";
import { test } from "node:test";
import { problem, VigieError } from "../../src/base/errors.ts";
import { readProblem } from "../../src/intake/problems.ts";

const failure = (code: string): Error => Object.assign(new Error("reason"), { code });

test("every failure has a code and a remedy", () => {
  const codes = ["ENOENT", "EACCES", "EPERM", "Z_BUF_ERROR", "Z_DATA_ERROR", "ZSTD_error_x", "EIO"].map(
    (code) => {
      const found = readProblem("a.log", failure(code));
      assert.equal(found.place?.file, "a.log");
      assert.notEqual(found.remedy, "");
      return found.code;
    },
  );
  assert.deepEqual(codes, [
    "not-found",
    "unreadable",
    "unreadable",
    "corrupt",
    "corrupt",
    "corrupt",
    "unreadable",
  ]);
});

test("what is not known is passed on in its own words", () => {
  assert.match(readProblem("a.log", failure("EIO")).text, /reason/);
  assert.match(readProblem("a.log", "odd").text, /odd/);
});

test("a problem that is known already stays as it is", () => {
  const known = problem("too-large", { file: "b.log" }, "grows", "stop");
  assert.equal(readProblem("a.log", new VigieError(known)), known);
});
