/** Correlations against references that look at every pair of events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CorrelationHit, Correlator, type Hit } from "../../../src/sigma/index.ts";
import { at, correlations, run } from "./make.ts";

const SPAN = 10;
const seed = Number(process.env["PROPERTY_SEED"] ?? 20_260_421);
const RUNS = { numRuns: 1000, seed };

const hits = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 6 }),
      rule: fc.constantFrom("a", "b", "c"),
      ip: fc.constantFrom("x", "y"),
      user: fc.constantFrom("u", "v", "w", "z"),
      size: fc.constantFrom(-4, 0, 1, 2.5, 0.1, 7, "12", "many", null),
    }),
    { maxLength: 40 },
  )
  .map((items) => {
    let second = 0;
    return items.map(({ gap, rule, ip, user, size }, i) => {
      second += gap;
      return at(second, rule, { ip, user, size }, i);
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
    RUNS,
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
    RUNS,
  );
});

test("temporal", () => {
  const set = correlations(`type: temporal\nrules: [a, b, c]\n${head}`);
  fc.assert(
    fc.property(hits, (all) => {
      assert.deepEqual([...run(set, all)].sort(), byGroup(all, completedSets));
    }),
    RUNS,
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
    RUNS,
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

type Measured = (numbers: readonly number[]) => number;

const sum: Measured = (numbers) => numbers.reduce((a, b) => a + b, 0);
/** The smallest value that at least p percent of the values do not exceed, found by trying each. */
const percentile =
  (p: number): Measured =>
  (numbers) => {
    const ranked = [...numbers].sort((a, b) => a - b);
    const enough = ranked.find((v) => ranked.filter((w) => w <= v).length * 100 >= p * ranked.length);
    return enough ?? Number.NaN;
  };

const MEASURES: readonly (readonly [type: string, more: string, measured: Measured])[] = [
  ["value_sum", "", sum],
  ["value_avg", "", (numbers) => sum(numbers) / numbers.length],
  ["value_median", "", percentile(50)],
  ["value_percentile", "percentile: 90, ", percentile(90)],
  ["value_percentile", "percentile: 0, ", (numbers) => Math.min(...numbers)],
];

const numeric = (hit: Made): boolean => Number.isFinite(Number(hit.fields["size"] ?? "x"));
const sizes = (window: readonly Made[]): readonly number[] => window.map((hit) => Number(hit.fields["size"]));

for (const [type, more, measured] of MEASURES) {
  test(`${type} ${more}with a lower bound`, () => {
    const set = correlations(
      `type: ${type}\nrules: [a, b]\n${head}condition: {field: size, ${more}gte: 2.5}`,
    );
    fc.assert(
      fc.property(hits, (all) => {
        const own = all.filter((hit) => hit.rule !== "c" && numeric(hit));
        const expected = byGroup(own, (group) => stretches(group, (w) => measured(sizes(w)), 2.5));
        assert.deepEqual([...run(set, all)].sort(), expected);
      }),
      RUNS,
    );
  });

  test(`${type} ${more}with an upper bound`, () => {
    const set = correlations(
      `type: ${type}\nrules: [a, b]\n${head}condition: {field: size, ${more}gt: -2, lt: 3}`,
    );
    fc.assert(
      fc.property(hits, (all) => {
        const own = all.filter((hit) => hit.rule !== "c" && numeric(hit));
        const expected = byGroup(own, (group) =>
          windows(group).flatMap((window) => {
            const value = measured(sizes(window));
            return value > -2 && value < 3 ? [told(window)] : [];
          }),
        );
        assert.deepEqual([...run(set, all)].sort(), expected);
      }),
      RUNS,
    );
  });
}

/** Windows that open with an event, last one timespan, and do not overlap. */
function windows(group: readonly Made[]): readonly (readonly Made[])[] {
  const found: Made[][] = [];
  for (const hit of group) {
    const first = found.at(-1)?.[0];
    if (first !== undefined && within(first, hit)) found.at(-1)?.push(hit);
    else found.push([hit]);
  }
  return found;
}

function told(window: readonly Made[]): string {
  return `c0 ${window[0]?.record}: ${window.map((hit) => hit.record).join(" ")}`;
}

test("value_percentile without a percentile", () => {
  const set = correlations(
    `type: value_percentile\nrules: [a, b, c]\n${head}condition: {field: user, lte: 30}`,
  );
  fc.assert(
    fc.property(hits, (all) => {
      const expected = byGroup(all, (group) =>
        windows(group).flatMap((window) => {
          const share = (hit: Made): number =>
            (100 * window.filter((other) => other.fields["user"] === hit.fields["user"]).length) /
            window.length;
          const rare = window.filter((hit) => share(hit) <= 30);
          return rare.length === 0 ? [] : [told(rare)];
        }),
      );
      assert.deepEqual([...run(set, all)].sort(), expected);
    }),
    RUNS,
  );
});

test("temporal with a condition over rules", () => {
  const set = correlations(`type: temporal\nrules: [a, b, c]\n${head}condition: a and (b or c)`);
  const isMet = (seen: ReadonlySet<string>): boolean => seen.has("a") && (seen.has("b") || seen.has("c"));
  fc.assert(
    fc.property(hits, (all) => {
      const expected = byGroup(all, (group) => {
        const found: string[] = [];
        let from = 0;
        group.forEach((hit, i) => {
          const window = group.slice(from, i + 1).filter((earlier) => within(earlier, hit));
          if (!isMet(new Set(window.map((h) => h.rule)))) return;
          found.push(`c0 ${hit.record}: ${window.map((h) => h.record).join(" ")}`);
          from = i + 1;
        });
        return found;
      });
      assert.deepEqual([...run(set, all)].sort(), expected);
    }),
    RUNS,
  );
});

test("temporal with a rule that must not be seen", () => {
  const set = correlations(`type: temporal\nrules: [a, b]\n${head}condition: a and not b`);
  fc.assert(
    fc.property(hits, (all) => {
      const own = all.filter((hit) => hit.rule !== "c");
      const expected = byGroup(own, (group) =>
        windows(group).flatMap((window) => {
          const seen = new Set(window.map((hit) => hit.rule));
          return seen.has("a") && !seen.has("b") ? [told(window)] : [];
        }),
      );
      assert.deepEqual([...run(set, all)].sort(), expected);
    }),
    RUNS,
  );
});

test("a state that was kept and restored changes nothing", (context) => {
  context.diagnostic(`seed ${seed}, ${RUNS.numRuns} cases for each property`);
  const set = correlations(
    `type: value_sum\nrules: [a, b]\n${head}condition: {field: size, gte: 2.5}`,
    `type: value_median\nrules: [a, b]\n${head}condition: {field: size, lt: 2}`,
    `type: value_percentile\nrules: [a, b]\n${head}condition: {field: user, lte: 30}`,
    `type: temporal\nrules: [a, b]\n${head}condition: a and not b`,
    `type: temporal\nrules: [a, b]\n${head}condition: a and b`,
  );
  fc.assert(
    fc.property(hits, fc.nat(40), (all, cut) => {
      const whole = new Correlator<number>(set);
      const expected = [...all.flatMap((hit) => whole.push(hit)), ...whole.finish()].map(said);
      const first = new Correlator<number>(set);
      const found = all.slice(0, cut).flatMap((hit) => first.push(hit));
      const second = new Correlator<number>(set);
      second.restore(structuredClone(first.state()));
      found.push(...all.slice(cut).flatMap((hit) => second.push(hit)), ...second.finish());
      assert.deepEqual(found.map(said), expected);
    }),
    RUNS,
  );
});

function said({ correlation, trigger, refs }: CorrelationHit<number>): string {
  return `${correlation.name} ${trigger}: ${refs.join(" ")}`;
}
