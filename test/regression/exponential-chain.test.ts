/**
 * Correlations that stand on each other in layers of two have as many ways from top to bottom as two to the power of the
 * layers: whoever writes rules must not make a scan walk them all.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CorrelationHit, Correlator, loadRules, neededFields } from "../../src/sigma/index.ts";

const LAYERS = 30;

const base = "title: base\nname: base\nlogsource: {category: x}\ndetection: {s: {F: x}, condition: s}\n";

function layered(): string {
  const documents = [base];
  for (let i = 0; i < LAYERS; i++) {
    const below = i === 0 ? "base" : `a${i - 1}, b${i - 1}`;
    for (const name of ["a", "b"])
      documents.push(
        `title: ${name}${i}\nname: ${name}${i}\ncorrelation: {type: event_count, rules: [${below}], group-by: [ip], timespan: 1h, condition: {gte: 2}}\n`,
      );
  }
  return documents.join("---\n");
}

test("layers of correlations cost as much as there are correlations", { timeout: 60_000 }, () => {
  const { set, problems } = loadRules([{ file: "layers.yml", text: layered() }]);
  assert.deepEqual(problems, []);
  assert.deepEqual([...neededFields(set).values()], [["ip"]]);
  const correlator = new Correlator<number>(set, true);
  const told: CorrelationHit<number>[] = [];
  const rule = set.rules[0]?.key ?? "";
  for (let record = 0; record < 4; record++)
    told.push(...correlator.push({ rule, timeMs: record * 1000, fields: { ip: "192.0.2.7" }, record }));
  const remembered = new Set<number>();
  correlator.visit((record) => remembered.add(record));
  assert.deepEqual(remembered, new Set([0, 1, 2, 3]));
  correlator.state();
  told.push(...correlator.finish());
  const top = told.filter(({ correlation }) => correlation.title === `a${LAYERS - 1}`);
  assert.ok(top.some(({ refs }) => refs.length >= 2));
  assert.ok(top.every(({ omitted }) => omitted === 0));
});

test("a tower of correlations is rejected beyond a height, in whatever order its files come", () => {
  const one = (i: number): string =>
    `title: t${i}\nname: t${i}\ncorrelation: {type: event_count, rules: [${i === 0 ? "base" : `t${i - 1}`}], timespan: 1h, condition: {gte: 1}}\n`;
  const loadedOf = (documents: readonly string[]): readonly string[] => {
    const { set, problems } = loadRules([base, ...documents].map((text, i) => ({ file: `${i}.yml`, text })));
    assert.ok(problems.some(({ text }) => text.includes("stands on more than 64 others")));
    return set.correlations.map(({ title }) => title).sort();
  };
  const tower = Array.from({ length: 500 }, (_, i) => one(i));
  const usable = Array.from({ length: 64 }, (_, i) => `t${i}`).sort();
  assert.deepEqual(loadedOf(tower), usable);
  assert.deepEqual(loadedOf(tower.toReversed()), usable);
  const huge = Array.from({ length: 20_000 }, (_, i) => one(i));
  assert.deepEqual(loadedOf(huge), usable);
  assert.ok(loadedOf(huge.toReversed()).length <= 64, "and the stack holds");
});
