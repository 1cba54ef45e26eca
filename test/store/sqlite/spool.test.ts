import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Spool } from "../../../src/store/sqlite/spool.ts";

type Row = readonly [string, number, number, number];

function sorted(rows: readonly Row[]): readonly number[] {
  const spool = new Spool<number>();
  for (const [i, [group, a, b, c]] of rows.entries()) spool.add(group, a, b, c, i);
  assert.equal(spool.size, rows.length);
  const order = [...spool.inOrder()].map(({ value }) => value);
  spool.close();
  return order;
}

test("values come by group, then by their numbers, then as they were written", () => {
  const group = fc.constantFrom("", "a", "aa", "b", "é", '["x","ip:1"]');
  const number = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(group, number, number, number), { maxLength: 40 }), (rows) => {
      const expected = rows.map((row, i) => ({ row, i })).sort((x, y) => compare(x.row, y.row) || x.i - y.i);
      assert.deepEqual(
        sorted(rows),
        expected.map(({ i }) => i),
      );
    }),
    { numRuns: 40 },
  );
});

function compare(a: Row, b: Row): number {
  return Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])) || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

test("many rows, of times in milliseconds, come in order", () => {
  const spool = new Spool<{ readonly at: number }>();
  const base = Date.UTC(2026, 3, 13);
  for (let i = 0; i < 25_000; i++) {
    const at = base + ((i * 7919) % 25_000);
    spool.add("body", at, 0, 0, { at });
  }
  let before = 0;
  let count = 0;
  for (const { group, value } of spool.inOrder()) {
    assert.ok(value.at > before && group === "body");
    before = value.at;
    count++;
  }
  assert.equal(count, 25_000);
  spool.close();
});

test("an empty spool gives nothing and closes", () => {
  assert.deepEqual(sorted([]), []);
});

test("values may be added after some were read", () => {
  const spool = new Spool<string>();
  spool.add("", 2, 0, 0, "b");
  assert.deepEqual([...spool.inOrder()], [{ group: "", value: "b" }]);
  spool.add("", 1, 0, 0, "a");
  assert.deepEqual(
    [...spool.inOrder()].map(({ value }) => value),
    ["a", "b"],
  );
  spool.close();
});
