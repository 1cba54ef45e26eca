/** A rehearsed count: sound minutes, one altered total, and a winner that changes with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readResults } from "../../../src/ballots/results/read.ts";
import { checkTable } from "../../../src/ballots/results/rules.ts";
import { countDemo } from "../../../src/cli/demo/count.ts";
import { rehearseCount } from "../../../src/rehearsal/count.ts";
import { tempFolder } from "../../helpers/temp.ts";

test("whatever the seed, the altered commune alone is found, and the minutes name the other winner", (t) => {
  for (const seed of [1, 2, 3, 2017, 99]) {
    const answer = countDemo(seed, tempFolder(t));
    assert.ok(answer.found, `seed ${seed}`);
    assert.deepEqual(
      answer.differences.map(({ choice }) => choice),
      ["Aubry", "Bernard"],
    );
    assert.deepEqual([answer.published, answer.minutes], ["Bernard", "Aubry"]);
  }
});

test("the minutes hold every blocking rule, and the same seed gives the same bytes", () => {
  const { stations } = rehearseCount(7);
  assert.equal(rehearseCount(7).stations, stations);
  const table = readResults("s.csv", Buffer.from(stations));
  assert.ok(table.ok);
  assert.deepEqual(
    [...checkTable(table.value)].filter(({ level }) => level === "F"),
    [],
  );
});
