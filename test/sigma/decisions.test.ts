/** What the specification leaves open: one test for each sentence of docs/sigma.md, by the same name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Correlator, compile } from "../../src/sigma/index.ts";
import { at, correlations, run } from "./correlate/make.ts";
import { event, fires, loaded, one, ruleText } from "./make.ts";

const X = { ip: "x" };
const COUNT = "type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10s\ncondition: {gte: 2}";
const failures = (...seconds: number[]) => seconds.map((second) => at(second, "a", X));

const decisions: Readonly<Record<string, () => void>> = {
  "An alert is raised once for each stretch in which the condition holds": () =>
    assert.deepEqual(run(correlations(COUNT), failures(1, 2, 3, 30, 31)), ["c0 2: 1 2 3", "c0 31: 30 31"]),
  "A group without events for longer than the timespan begins anew": () =>
    assert.deepEqual(run(correlations(COUNT), failures(1, 12, 23)), []),
  "An event exactly one timespan ago still counts": () =>
    assert.deepEqual(run(correlations(COUNT), failures(1, 11)), ["c0 11: 1 11"]),
  "Time is the time of the event, not of its arrival": () => {
    const correlator = new Correlator<number>(correlations(COUNT));
    for (const hit of failures(1, 5)) correlator.push(hit);
    assert.deepEqual(
      correlator.finish().map(({ timeMs }) => timeMs),
      [5000],
    );
  },
  "An event without a field of group-by belongs to no group": () =>
    assert.deepEqual(run(correlations(COUNT), [at(1, "a", {}), at(2, "a", {}), at(3, "a", X)]), []),
  "Without group-by all events are one group": () =>
    assert.deepEqual(
      run(correlations(COUNT.replace("group-by: [ip]\n", "")), [at(1, "a", { ip: "x" }), at(2, "a", {})]),
      ["c0 2: 1 2"],
    ),
  "Upper bounds are judged when the window closes": () =>
    assert.deepEqual(run(correlations(COUNT.replace("gte: 2", "lt: 3")), failures(1, 2, 20, 21, 22)), [
      "c0 1: 1 2",
    ]),
  "A group without any event is never judged": () =>
    assert.deepEqual(run(correlations(COUNT.replace("gte: 2", "lt: 3")), []), []),
  "One event may stand for two rules of a temporal": () =>
    assert.deepEqual(
      run(correlations("type: temporal\nrules: [a, b]\ntimespan: 10s"), [at(1, "a", X, 7), at(1, "b", X, 7)]),
      ["c0 7: 7"],
    ),
  "An alert of temporal clears what was seen": () =>
    assert.deepEqual(
      run(
        correlations("type: temporal\nrules: [a, b]\ntimespan: 10s"),
        ["b", "a", "b", "b", "a"].map((rule, i) => at(i, rule, X)),
      ),
      ["c0 1: 0 1", "c0 4: 2 3 4"],
    ),
  "The latest beginning leads to an alert of temporal_ordered": () =>
    assert.deepEqual(
      run(correlations("type: temporal_ordered\nrules: [a, b, c]\ntimespan: 10s"), [
        at(1, "a", X),
        at(5, "a", X),
        at(9, "b", X),
        at(13, "c", X),
      ]),
      ["c0 13: 5 9 13"],
    ),
  "A rule that must not be seen is judged when the window closes": () => {
    const set = correlations("type: temporal\nrules: [a, b]\ntimespan: 10s\ncondition: a and not b");
    assert.deepEqual(run(set, [at(1, "a", X), at(9, "b", X)]), []);
    assert.deepEqual(run(set, [at(1, "a", X), at(12, "b", X)]), ["c0 1: 1"]);
  },
  "A percentile is that of the nearest rank": () => {
    const text =
      "type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {field: n, percentile: 75, gte: 30}";
    const numbers = [10, 20, 30, 40].map((n, i) => at(i, "a", { n }));
    // rank 0.75 * 4 = 3: the third of 10 20 30 40; of three numbers it is the third, of two the second
    assert.deepEqual(run(correlations(text), numbers), ["c0 2: 0 1 2 3"]);
  },
  "Without a percentile the share of each value is compared": () => {
    const text = "type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {field: image, lte: 20}";
    const images = ["x", "x", "x", "x", "rare"].map((image, i) => at(i, "a", { image }));
    assert.deepEqual(run(correlations(text), images), ["c0 4: 4"]);
  },
  "A value that is no number is left out of a sum": () => {
    const set = correlations("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {field: n, gte: 5}");
    const correlator = new Correlator<number>(set);
    for (const [i, n] of [3, "many", "0x10", null, "2"].entries()) correlator.push(at(i, "a", { n }));
    assert.deepEqual(
      correlator.finish().map(({ refs }) => refs),
      [[0, 4]],
    );
    assert.equal([...correlator.loss().byRule.values()][0]?.missing, 3);
  },
  "The outer correlation groups by its own fields": () => {
    const outer =
      "type: value_count\nrules: [c0]\ngroup-by: [net]\ntimespan: 1m\ncondition: {field: ip, gte: 2}";
    const burst = (from: number, ip: string) => [0, 1].map((i) => at(from + i, "a", { ip, net: "n" }));
    assert.deepEqual(run(correlations(COUNT, outer), [...burst(1, "x"), ...burst(5, "y")]), [
      "c1 6: 1 2 5 6",
    ]);
  },
  "Rules that a correlation uses are silent unless it generates": () => {
    const alerts = (text: string) => correlations(text).rules.map(({ alerts }) => alerts);
    assert.deepEqual(alerts(COUNT), [false, true, true]);
    assert.deepEqual(alerts(`${COUNT}\ngenerate: true`), [true, true, true]);
  },
  "A filter's condition is joined as written": () => {
    const filter = (condition: string): string =>
      `title: F\nlogsource: {category: test}\nfilter:\n  rules: any\n  admin: {U: root}\n  condition: ${condition}\n`;
    const found = (condition: string, user: string): number => {
      const set = loaded(`${ruleText(one("{F: x}"))}---\n${filter(condition)}`);
      return compile(set).match(event({ F: "x", U: user })).length;
    };
    assert.deepEqual([found("not admin", "root"), found("not admin", "u")], [0, 1]);
    assert.deepEqual([found("admin", "root"), found("admin", "u")], [1, 0]);
  },
  "A field that is absent is null and not equal to anything": () => {
    assert.ok(fires(one("{F: null}"), {}));
    assert.ok(fires(one("{F|neq: x}"), {}));
    assert.ok(!fires(one("{F: ''}"), {}));
  },
  "Numbers compare as their text": () => {
    assert.ok(fires(one("{F: 11}"), { F: "11" }));
    assert.ok(fires(one("{F: '11'}"), { F: 11 }));
  },
  "An option dash of windash is any of five dashes": () => {
    for (const dash of ["-", "/", "–", "—", "―"])
      assert.ok(fires(one("{F|windash|contains: ' -x'}"), { F: `cmd ${dash}x` }));
  },
  "A list in an event matches when one of its items does": () => {
    assert.ok(fires(one("{F: b}"), { F: ["a", "b"] }));
    assert.ok(!fires(one("{F: ab}"), { F: ["a", "b"] }));
  },
};

for (const [name, check] of Object.entries(decisions)) test(name, check);

test("every decision of the page has its test, and every test its sentence", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/sigma.md"), "utf8");
  const section = page.split("### Decisions")[1]?.split("### ")[0] ?? "";
  const told = [...section.matchAll(/^- (.+)\.$/gm)].map((match) => match[1]);
  assert.deepEqual(told, Object.keys(decisions));
  assert.ok(told.length >= 20);
});
