/** A choice whose name holds a NUL is not two choices: marks that differ are never counted as the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countMarks } from "../../src/ballots/audit/folder/records.ts";

test("records that differ only by how a name is cut are counted apart", () => {
  const records = new Map([
    ["card 1", [["A", "X"]]],
    ["card 2", [["A\u0000X"]]],
    ["card 3", [["A\u0000X"]]],
  ]);
  assert.deepEqual(
    countMarks(records, 0).map(({ ranking, count }) => [ranking, count]),
    [
      [["A", "X"], 1],
      [["A\u0000X"], 2],
    ],
  );
});
