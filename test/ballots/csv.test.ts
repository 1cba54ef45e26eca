/** Tables: what is written is read back, and faults name their line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countOf, formatCsv, parseCsv, plainCell } from "../../src/ballots/csv.ts";

test("what is written is read back", () => {
  const cell = fc.string({ maxLength: 8 }).map((text) => text.replaceAll("\r", "").trim().replace(/^'+/, ""));
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      (rows) => {
        const kept = rows.filter((row) => row.some((text) => text !== "") || row.length > 1);
        const read = [...parseCsv(formatCsv(kept), "x.csv")].map(({ cells }) => cells.map(plainCell));
        assert.deepEqual(read, kept);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

test("a spreadsheet finds no formula", () => {
  assert.equal(formatCsv([["=1+1", "-5", "@x", "a,b"]]), "'=1+1,-5,'@x,\"a,b\"\n");
});

test("lines are counted through quoted line ends; a byte-order mark is no text", () => {
  const rows = [...parseCsv('\ufeffa,"x\ny"\r\n\nb,2\n', "x.csv")];
  assert.deepEqual(
    rows.map(({ line, cells }) => [line, ...cells]),
    [
      [1, "a", "x\ny"],
      [4, "b", "2"],
    ],
  );
  assert.throws(() => [...parseCsv('a\n"b\n', "x.csv")], /x\.csv:2: a quote is opened and never closed/);
});

test("counts are whole numbers of 0 or more", () => {
  assert.equal(countOf(" 12 ", "votes", "x.csv", 3), 12);
  for (const bad of ["-1", "1.0", "1e3", "", "NaN", "0x10", "9999999999999999"])
    assert.throws(() => countOf(bad, "votes", "x.csv", 3), /x\.csv:3: votes is /, bad);
});
