import assert from "node:assert/strict";
import { test } from "node:test";
import { announcedTests } from "../../src/config/announced.ts";
import { parseConfig } from "../../src/config/load.ts";

const read = (entry: string): ReturnType<typeof parseConfig> =>
  parseConfig(`announced_tests:\n  - ${entry}\n`, "vigie.yaml");

test("a day counts whole, a time as it is written", () => {
  const loaded = read('{ by: Testers, ranges: [192.0.2.0/24], from: 2026-05-03, to: "2026-05-07" }');
  assert.ok(loaded.ok);
  const [found] = announcedTests(loaded.value.config.announced_tests);
  assert.equal(found?.fromMs, Date.UTC(2026, 4, 3));
  assert.equal(found?.toMs, Date.UTC(2026, 4, 8) - 1);
  const timed = read(
    '{ by: T, ranges: [192.0.2.1], from: "2026-05-03T10:00:00+02:00", to: "2026-05-03T09:00:00Z" }',
  );
  assert.ok(timed.ok);
  const [hour] = announcedTests(timed.value.config.announced_tests);
  assert.equal((hour?.toMs ?? 0) - (hour?.fromMs ?? 0), 3_600_000);
});

test("what cannot be a test is told with its place", () => {
  for (const [entry, told] of [
    ["{ by: T, ranges: [192.0.2.0/24], from: 2026-05-07, to: 2026-05-03 }", /lies before from/],
    ["{ by: T, ranges: [somewhere], from: 2026-05-03, to: 2026-05-07 }", /expected an address or a range/],
    ["{ by: T, ranges: [], from: 2026-05-03, to: 2026-05-07 }", /ranges/],
    ["{ ranges: [192.0.2.1], from: 2026-05-03, to: 2026-05-07 }", /by/],
    ["{ by: T, ranges: [192.0.2.1], from: soon, to: 2026-05-07 }", /expected a day/],
  ] as const) {
    const loaded = read(entry);
    assert.ok(!loaded.ok, entry);
    assert.match(JSON.stringify(loaded.error), told);
    assert.equal(loaded.error[0]?.place?.line, 2, JSON.stringify(loaded.error));
  }
});
