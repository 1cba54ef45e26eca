import assert from "node:assert/strict";
import { test } from "node:test";
import { gapFinding, gapName, Silences } from "../../../src/pipeline/live/silence.ts";
import type { LiveSourceRecord } from "../../../src/store/live.ts";

const record = (lastMs: number, silenceMs: number | null): LiveSourceRecord => ({
  id: "file:/var/log/auth.log",
  body: "commission",
  name: "/var/log/auth.log",
  identity: "x",
  cursor: null,
  offset: 1,
  segmentOffset: 0,
  segments: 0,
  preamble: { first: "", directives: [] },
  lost: 0,
  records: 1,
  lastMs,
  eventMs: null,
  silenceMs,
});

test("a source that falls silent is told once, and once more when it is heard again", () => {
  const silences = new Silences();
  assert.deepEqual(silences.look([record(1000, 500)], 1400), []);
  const [begun, ...none] = silences.look([record(1000, 500)], 1600);
  assert.deepEqual([begun?.fromMs, begun?.toMs, none.length], [1000, null, 0]);
  assert.deepEqual(silences.look([record(1000, 500)], 9000), []);
  const [ended] = silences.look([record(9100, 500)], 9200);
  assert.deepEqual([ended?.fromMs, ended?.toMs], [1000, 9100]);
});

test("a source that may be silent never alarms", () => {
  assert.deepEqual(new Silences().look([record(0, null)], 1e12), []);
});

test("a gap is a finding that names the source and the time, and claims nothing about what happened", () => {
  const silence = { source: "file:a", body: "b", fromMs: 0, toMs: 60_000 };
  const finding = gapFinding(silence);
  assert.equal(finding.grade, "attested");
  assert.match(finding.claim, /said nothing from 1970-01-01T00:00:00\.000Z to 1970-01-01T00:01:00\.000Z/);
  assert.notEqual(gapName(silence), gapName({ ...silence, toMs: null }));
});
