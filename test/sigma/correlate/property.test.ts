/** Correlations against references that look at every pair of events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Hit } from "../../../src/sigma/index.ts";
import { at, correlations, run } from "./make.ts";

const SPAN = 10;

const hits = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 6 }),
      rule: fc.constantFrom("a", "b", "c"),
      ip: fc.constantFrom("x", "y"),
      user: fc.constantFrom("u", "v", "w", "z"),
    }),
    { maxLength: 40 },
  )
  .map((items) => {
    let second = 0;
    return items.map(({ gap, rule, ip, user }, i) => {
      second += gap;
      return at(second, rule, { ip, user }, i);
    });
  });

type Made = Hit<number>;
const seconds = (hit: Made): number => hit.timeMs / 1000;
const within = (from: Made, to: Made): boolean => seconds(to) - seconds(from) <= SPAN;

/** Stretches of one group, from the definition: look back from every event. */
function stretches(
  all: readonly Made[],
  count: (window: readonly Made[]) => number,
  needed: number,
): readonly string[] {
  const found: { trigger: number; refs: number[] }[] = [];
  let open: { trigger: number; refs: number[] } | null = null;
  all.forEach((hit, i) => {
    const window = all.slice(0, i + 1).filter((earlier) => within(earlier, hit));
    const previous = all[i - 1];
    if (previous !== undefined && !within(previous, hit)) open = null;
    if (count(window) < needed) open = null;
    else if (open !== null) open.refs.push(hit.record);
    else {
      open = { trigger: hit.record, refs: window.map((h) => h.record) };
      found.push(open);
    }
  });
  return found.map(({ trigger, refs }) => `c0 ${trigger}: ${refs.join(" ")}`);
}

function byGroup(
  all: readonly Made[],
  reference: (group: readonly Made[]) => readonly string[],
): readonly string[] {
  return ["x", "y"].flatMap((ip) => reference(all.filter((hit) => hit.fields["ip"] === ip))).sort();
}

const head = `group-by: [ip]\ntimespan: ${SPAN}s\n`;

test("event_count", () => {
  const set = correlations(`type: event_count\nrules: [a, b]\n${head}condition: {gte: 3}`);
  fc.assert(
    fc.property(hits, (all) => {
      const own = all.filter((hit) => hit.rule !== "c");
      const expected = byGroup(own, (group) => stretches(group, (w) => w.length, 3));
      assert.deepEqual([...run(set, all)].sort(), expected);
    }),
    { numRuns: 500 },
  );
});

test("value_count", () => {
  const set = correlations(`type: value_count\nrules: [a, b, c]\n${head}condition: {field: user, gt: 2}`);
  const users = (window: readonly Made[]): number => new Set(window.map((hit) => hit.fields["user"])).size;
  fc.assert(
    fc.property(hits, (all) => {
      const expected = byGroup(all, (group) => stretches(group, users, 3));
      assert.deepEqual([...run(set, all)].sort(), expected);
    }),
    { numRuns: 500 },
  );
});

test("temporal", () => {
  const set = correlations(`type: temporal\nrules: [a, b, c]\n${head}`);
  fc.assert(
    fc.property(hits, (all) => {
      assert.deepEqual([...run(set, all)].sort(), byGroup(all, completedSets));
    }),
    { numRuns: 500 },
  );
});

function completedSets(group: readonly Made[]): readonly string[] {
  const found: string[] = [];
  let from = 0;
  group.forEach((hit, i) => {
    const window = group.slice(from, i + 1).filter((earlier) => within(earlier, hit));
    if (new Set(window.map((h) => h.rule)).size < 3) return;
    found.push(`c0 ${hit.record}: ${window.map((h) => h.record).join(" ")}`);
    from = i + 1;
  });
  return found;
}

test("temporal_ordered fires exactly when some ordered triple fits the timespan", () => {
  const set = correlations(`type: temporal_ordered\nrules: [a, b, c]\n${head}`);
  fc.assert(
    fc.property(hits, (all) => {
      const found = run(set, all)
        .map((line) => line.split(":")[0])
        .sort();
      assert.deepEqual(found, byGroup(all, orderedTriples));
    }),
    { numRuns: 500 },
  );
});

function orderedTriples(group: readonly Made[]): readonly string[] {
  const found: string[] = [];
  let from = 0;
  group.forEach((last, i) => {
    const window = group.slice(from, i + 1).filter((earlier) => within(earlier, last));
    const a = window.findIndex((hit) => hit.rule === "a");
    const b = window.findIndex((hit, at) => at > a && hit.rule === "b");
    if (last.rule !== "c" || a < 0 || b < 0) return;
    found.push(`c0 ${last.record}`);
    from = i + 1;
  });
  return found;
}
