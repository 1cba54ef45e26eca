import assert from "node:assert/strict";
import { test } from "node:test";
import { looseStamp } from "../../src/formats/stamp.ts";
import { readContext } from "./reading.ts";

const TIME = Date.UTC(2025, 5, 21, 16, 47, 48);

const vectors: readonly (readonly [string, number | null])[] = [
  ["Jun 21 16:47:48 ", TIME],
  ["Jun 21 2025 16:47:48 ", TIME],
  ["Sat Jun 21 16:47:48 2025 ", TIME],
  ["2025-06-21 16:47:48 ", TIME],
  ["2025-06-21 16:47:48,250 ", TIME + 250],
  ["2025-06-21 18:47:48.250 +02:00 ", TIME + 250],
  ["2025-06-21T16:47:48.250Z: ", TIME + 250],
  ["2025/06/21 16:47:48 ", TIME],
  ["2025.06.21 16:47:48 ", TIME],
  ["21-Jun-2025 16:47:48.621 ", TIME],
  ["[2025-06-21 16:47:48] ", TIME],
  ["[2025-06-21 16:47:48 UTC] ", TIME],
  ["[21/Jun/2025 16:47:48] ", TIME],
  ["[21-Jun-2025 11:47:48 -0500]: ", TIME],
  ["[20250621-16:47:48] ", TIME],
  ["[CEST Jun 21 16:47:48] ", TIME],
  ["[1750524468] ", TIME],
  ["06/07/2025 16:47:48 ", null], // June or July: not read
];

for (const [stamp, time] of vectors) {
  test(stamp, () => {
    assert.deepEqual(looseStamp(`${stamp}text`, readContext()), { time, end: stamp.length });
  });
}

test("other beginnings are no time", () => {
  for (const line of ["", "text", "[text] x", "Foo 21 16:47:48 x", "2025-06-21", "[1750524468"]) {
    assert.equal(looseStamp(line, readContext()), null, line);
  }
});
