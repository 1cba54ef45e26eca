/** Correlations over a live stream: hits unsorted between groups, told when they begin, kept over a restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { type CorrelationHit, Correlator, type Hit, type RuleSet } from "../../../src/sigma/index.ts";
import { at, correlations, run } from "./make.ts";

const head = "group-by: [ip]\ntimespan: 10s\n";
const SETS: readonly RuleSet[] = [
  correlations(`type: event_count\nrules: [a, b]\n${head}condition: {gte: 3}`),
  correlations(`type: event_count\nrules: [a, b]\n${head}condition: {lt: 2}`),
  correlations(`type: value_count\nrules: [a, b, c]\n${head}condition: {field: user, gt: 2}`),
  correlations(`type: value_count\nrules: [a, b, c]\n${head}condition: {field: user, eq: 1}`),
  correlations(`type: temporal\nrules: [a, b]\n${head}`),
  correlations(`type: temporal_ordered\nrules: [a, b, c]\n${head}`),
  correlations(
    `type: event_count\nrules: [a]\n${head}condition: {gte: 2}\ngenerate: true`,
    `type: temporal_ordered\nrules: [c0, b]\n${head}`,
  ),
];

const hit = fc.record({
  gap: fc.integer({ min: -3, max: 6 }),
  rule: fc.constantFrom("a", "b", "c"),
  ip: fc.constantFrom("x", "y"),
  user: fc.constantFrom("u", "v", "w"),
});
const hits = fc.array(hit, { maxLength: 40 }).map((items) => {
  let second = 100;
  return items.map(({ gap, rule, ip, user }, i) => {
    second += gap;
    return at(second, rule, { ip, user }, i);
  });
});

function shown(alert: CorrelationHit<number>): string {
  const state = alert.open ? "began" : "ended";
  return `${state} ${alert.correlation.name} ${alert.trigger}: ${alert.refs.join(" ")} of ${alert.count}`;
}

function* live(set: RuleSet, all: readonly Hit<number>[], restarts: ReadonlySet<number>): Iterable<string> {
  let correlator = new Correlator<number>(set, true);
  for (const [i, one] of all.entries()) {
    if (restarts.has(i)) {
      const state = deserialize(serialize(correlator.state()));
      correlator = new Correlator<number>(set, true);
      correlator.restore(state);
    }
    for (const alert of correlator.push(one)) yield shown(alert);
  }
  for (const alert of correlator.finish()) yield shown(alert);
}

test("a restart at any moment changes nothing", () => {
  for (const set of SETS) {
    fc.assert(
      fc.property(hits, fc.array(fc.nat(40)), (all, restarts) => {
        assert.deepEqual([...live(set, all, new Set(restarts))], [...live(set, all, new Set())]);
      }),
      { numRuns: 150 },
    );
  }
});

test("each group by itself finds what a sorted scan finds, whatever the other groups' clocks say", () => {
  for (const set of SETS) {
    fc.assert(
      fc.property(hits, (all) => {
        const order = (ip: string): readonly Hit<number>[] =>
          all.filter(({ fields }) => fields["ip"] === ip).toSorted((a, b) => a.timeMs - b.timeMs);
        // one group after the other: the second's clock begins anew
        const ended = [...live(set, [...order("x"), ...order("y")], new Set())]
          .filter((text) => text.startsWith("ended"))
          .map((text) => text.replace(/^ended | of \d+$/g, ""));
        const scanned = ["x", "y"].flatMap((ip) => run(set, order(ip)));
        assert.deepEqual(ended.sort(), [...scanned].sort());
      }),
      { numRuns: 150 },
    );
  }
});

test("an alert is told when it begins, and again with all its records when it has ended", () => {
  const set = correlations(`type: event_count\nrules: [a]\n${head}condition: {gte: 2}`);
  const all = [0, 1, 2, 3].map((second) => at(second, "a", { ip: "x" }));
  assert.deepEqual([...live(set, all, new Set())], ["began c0 1: 0 1 of 2", "ended c0 1: 0 1 2 3 of 4"]);
});

test("a hit that comes late is counted, and taken at the time of its group", () => {
  const set = correlations(`type: event_count\nrules: [a]\n${head}condition: {gte: 2}`);
  const correlator = new Correlator<number>(set, true);
  for (const second of [100, 40]) correlator.push(at(second, "a", { ip: "x" }));
  assert.equal(correlator.finish().length, 1);
  assert.equal([...correlator.loss().byRule.values()][0]?.late, 1);
});

test("a flood of made-up groups does not push out a slow attack that is already suspicious", () => {
  const set = correlations(
    "type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 30d\ncondition: {gte: 6}",
  );
  const correlator = new Correlator<string>(set, true);
  const told: CorrelationHit<string>[] = [];
  const push = (timeMs: number, ip: string): void => {
    told.push(...correlator.push({ rule: "a", timeMs, fields: { ip }, record: ip }));
  };
  for (let i = 0; i < 5; i++) push(i * 1000, "slow");
  for (let i = 0; i < 250_000; i++) push(10_000 + i, `made-up ${i}`);
  push(400_000, "slow");
  assert.deepEqual(
    told.map(({ group }) => ({ ...group })),
    [{ ip: "slow" }],
  );
  const [loss] = correlator.loss().byRule.values();
  assert.ok((loss?.groups ?? 0) >= 150_000, "what was given up is counted");
  assert.ok(correlator.size.groups <= 100_000);
});

test("alerts that end a few at a time are those that end at once", () => {
  for (const set of SETS) {
    fc.assert(
      fc.property(
        hits,
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        (all, most, moments) => {
          const [whole, parted] = [new Correlator<number>(set, true), new Correlator<number>(set, true)];
          for (const one of all) assert.deepEqual(parted.push(one).map(shown), whole.push(one).map(shown));
          for (const second of moments.toSorted((a, b) => a - b)) {
            const timeMs = 1000 * (100 + second);
            const ended: string[] = [];
            for (;;) {
              const some = parted.advance(timeMs, most);
              ended.push(...some.map(shown));
              if (some.length < most) break;
            }
            assert.deepEqual(ended, whole.advance(timeMs).map(shown));
          }
          assert.deepEqual(parted.size, whole.size);
        },
      ),
      { numRuns: 150 },
    );
  }
});
