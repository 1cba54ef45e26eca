/** The packed table gives back what was put into it, whatever was forgotten in between, and after a restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import * as fc from "fast-check";
import { sha256 } from "../../../src/base/digest.ts";
import type { RecordFacts } from "../../../src/detect/task.ts";
import { RememberedRecords, type RememberedState } from "../../../src/pipeline/live/remembered.ts";

const names = fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 });
const record: fc.Arbitrary<RecordFacts> = fc.record(
  {
    segment: fc.constant(""),
    file: fc.constantFrom("a.log", "b.log"),
    source: fc.constantFrom("file:a", "file:b"),
    identity: fc.constantFrom("x", "y"),
    offset: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    length: fc.integer({ min: 1, max: 32 * 1024 * 1024 }),
    sha256: fc.string().map((text) => sha256(text)),
    ip: fc.option(fc.ipV4()),
    users: names,
    hosts: names,
    traits: names,
    verdict: fc.constantFrom(null, "allowed", "denied"),
    place: fc.nat(),
  },
  {
    requiredKeys: [
      "segment",
      "file",
      "source",
      "identity",
      "offset",
      "length",
      "sha256",
      "ip",
      "users",
      "hosts",
      "traits",
      "verdict",
    ],
    noNullPrototype: true,
  },
);

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("add" as const), record }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("forget" as const), every: fc.integer({ min: 2, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
);

test("records come back as they were, through forgetting and restarts", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let table = new RememberedRecords();
      const known = new Map<number, RecordFacts>();
      for (const one of steps) {
        if (one.kind === "add") {
          const number = table.add(one.record);
          assert.ok(!known.has(number), "a number that is remembered is given again");
          known.set(number, one.record);
        } else if (one.kind === "forget") {
          for (const number of [...known.keys()]) if (number % one.every === 0) known.delete(number);
          table.keepOnly((visit) => {
            for (const number of known.keys()) visit(number);
          });
        } else table = RememberedRecords.of(deserialize(serialize(table.state())) as RememberedState);
        assert.equal(table.size, known.size);
        for (const [number, facts] of known) assert.deepEqual(table.get(number), facts);
      }
    }),
    { numRuns: 200 },
  );
});

test("hits of several rules on one record get one number, and many records have room", () => {
  const table = new RememberedRecords();
  const [facts] = fc.sample(record, { numRuns: 1, seed: 1 }) as [RecordFacts];
  assert.equal(table.add(facts), table.add(facts));
  const numbers = Array.from({ length: 20_000 }, (_, offset) => table.add({ ...facts, offset }));
  assert.equal(table.size, 20_001);
  assert.ok(table.isDue);
  for (const [offset, number] of numbers.entries()) assert.equal(table.get(number).offset, offset);
  table.keepOnly((visit) => visit(numbers[7] ?? 0));
  assert.equal(table.size, 1);
  assert.ok(!table.isDue);
  assert.equal(table.get(numbers[7] ?? 0).offset, 7);
  assert.throws(() => table.get(numbers[8] ?? 0), RangeError);
});
