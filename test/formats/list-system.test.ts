/**
 * All formats of hosts and services together: each sample is read by its own format, and by no other.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Format } from "../../src/formats/format.ts";
import { createRegistry, formats } from "../../src/formats/index.ts";
import { systemFormats } from "../../src/formats/list-system.ts";
import { readContext } from "./reading.ts";
import { systemSamples } from "./samples-system.ts";

test("every sample is read by its format, with its client", () => {
  for (const { format, line, origin } of systemSamples) {
    const reading = createRegistry().read(line, readContext());
    assert.equal(reading.kind, "event", line);
    assert.deepEqual(
      { format: reading.event.format, origin: reading.event.origin },
      { format, origin },
      line,
    );
    assert.notEqual(reading.event.why, "");
  }
});

test("every format has a sample", () => {
  const sampled = new Set(systemSamples.map((s) => s.format));
  const names = systemFormats.filter((f) => f.kind !== "carrier").map((f) => f.name);
  assert.deepEqual(
    names.filter((name) => !sampled.has(name)),
    [],
  );
});

test("no two line or JSON formats read the same sample", () => {
  for (const { line } of systemSamples) {
    const readers = formats.filter((format) => readsWhole(format, line)).map((f) => f.name);
    assert.ok(readers.length <= 1, `${readers.join(", ")} read ${line}`);
  }
});

function readsWhole(format: Format, line: string): boolean {
  if (format.kind === "line") return format.read(line, readContext()) !== null;
  if (format.kind !== "json" || !line.startsWith("{")) return false;
  return format.read(JSON.parse(line), readContext()) !== null;
}

test("what was read before does not change a reading", () => {
  const registry = createRegistry();
  for (const round of [systemSamples, systemSamples.toReversed()]) {
    for (const { line, format, origin } of round) {
      const reading = registry.read(line, readContext());
      assert.equal(reading.kind === "event" ? reading.event.format : reading.kind, format);
      assert.equal(reading.kind === "event" ? reading.event.origin : null, origin);
    }
  }
});

test("format names are unique", () => {
  const names = formats.map((f) => f.name);
  assert.deepEqual(names.length, new Set(names).size);
});
