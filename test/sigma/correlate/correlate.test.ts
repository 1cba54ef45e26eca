/** What the specification says, and what it leaves open and Vigie decided (docs/sigma.md). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Correlator, correlate, neededFields } from "../../../src/sigma/index.ts";
import { at, correlations, run } from "./make.ts";

const COUNT = "type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10s\ncondition: {gte: 3}";

test("an alert opens when the condition first holds and stays open while it holds", () => {
  const hits = [1, 2, 3, 4, 12, 13, 30].map((s) => at(s, "a", { ip: "x" }));
  // At 12 the window is 2..12 with four events, at 13 3..13 with four; the silence until 30 ends the stretch.
  assert.deepEqual(run(correlations(COUNT), hits), ["c0 3: 1 2 3 4 12 13"]);
});

test("an alert ends at the event at which the condition no longer holds, and another may open later", () => {
  const hits = [1, 2, 3, 13, 14, 15].map((s) => at(s, "a", { ip: "x" }));
  assert.deepEqual(run(correlations(COUNT), hits), ["c0 3: 1 2 3", "c0 15: 13 14 15"]);
  // 13 - 10s = 3 still counts: only two events at 13.
});

test("an event exactly one timespan ago counts, one beyond does not", () => {
  assert.deepEqual(
    run(
      correlations(COUNT),
      [1, 2, 11].map((s) => at(s, "a", { ip: "x" })),
    ),
    ["c0 11: 1 2 11"],
  );
  assert.deepEqual(
    run(
      correlations(COUNT),
      [1, 2, 12].map((s) => at(s, "a", { ip: "x" })),
    ),
    [],
  );
});

test("groups are apart, and an event without the group's field is left out and counted", () => {
  const hits = [
    at(1, "a", { ip: "x" }),
    at(2, "a", { ip: "y" }),
    at(3, "a", {}),
    at(4, "a", { ip: null }),
    at(5, "a", { ip: "x" }),
  ];
  const correlator = new Correlator<number>(correlations(COUNT));
  for (const hit of hits) assert.deepEqual(correlator.push(hit), []);
  assert.deepEqual(correlator.finish(), []);
  assert.equal([...correlator.loss().byRule.values()][0]?.missing, 2);
});

test("several group-by fields form a tuple that cannot be forged", () => {
  const set = correlations(COUNT.replace("[ip]", "[ip, user]"));
  const hits = [
    at(1, "a", { ip: '1","2', user: "3" }),
    at(2, "a", { ip: "1", user: '2","3' }),
    at(3, "a", { ip: '1","2', user: "3" }),
    at(4, "a", { ip: '1","2', user: "3" }),
  ];
  assert.deepEqual(run(set, hits), ["c0 4: 1 3 4"]);
});

test("without group-by all events are one group", () => {
  const set = correlations(COUNT.replace("group-by: [ip]\n", ""));
  assert.deepEqual(
    run(
      set,
      [1, 2, 3].map((s) => at(s, "a", { ip: String(s) })),
    ),
    ["c0 3: 1 2 3"],
  );
});

const VALUES =
  "type: value_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10s\ncondition: {field: user, gte: 3}";

test("value_count counts different values in the window", () => {
  const user = (s: number, name: string | null) => at(s, "a", { ip: "x", user: name });
  assert.deepEqual(
    run(correlations(VALUES), [user(1, "u"), user(2, "u"), user(3, "v"), user(4, null), user(5, "w")]),
    ["c0 5: 1 2 3 5"],
  );
  // u was last seen at 2 and has left the window at 13.
  assert.deepEqual(run(correlations(VALUES), [user(1, "u"), user(2, "u"), user(3, "v"), user(13, "w")]), []);
  // u seen again stays.
  assert.deepEqual(run(correlations(VALUES), [user(1, "u"), user(8, "u"), user(9, "v"), user(13, "w")]), [
    "c0 13: 8 9 13",
  ]);
});

test("value_count over several fields counts tuples", () => {
  const set = correlations(VALUES.replace("field: user", "field: [user, host]"));
  const hits = [
    ["u", "h"],
    ["u", "i"],
    ["u", "h"],
    ["v", "h"],
  ].map(([user = "", host = ""], i) => at(i, "a", { ip: "x", user, host }));
  assert.deepEqual(run(set, hits), ["c0 3: 0 1 2 3"]);
});

const TEMPORAL = "type: temporal\nrules: [a, b]\ngroup-by: [ip]\ntimespan: 10s";

test("temporal needs all rules in one group; the alert clears the state", () => {
  const x = { ip: "x" };
  assert.deepEqual(run(correlations(TEMPORAL), [at(1, "a", x), at(2, "b", { ip: "y" }), at(3, "b", x)]), [
    "c0 3: 1 3",
  ]);
  assert.deepEqual(
    run(correlations(TEMPORAL), [at(1, "b", x), at(2, "a", x), at(3, "b", x), at(4, "b", x), at(5, "a", x)]),
    ["c0 2: 1 2", "c0 5: 3 4 5"],
  );
  assert.deepEqual(run(correlations(TEMPORAL), [at(1, "a", x), at(12, "b", x)]), []);
});

test("one event may stand for several rules of a temporal", () => {
  assert.deepEqual(run(correlations(TEMPORAL), [at(1, "a", { ip: "x" }, 7), at(1, "b", { ip: "x" }, 7)]), [
    "c0 7: 7",
  ]);
});

test("temporal with a bound asks for that many rules", () => {
  const set = correlations(
    "type: temporal\nrules: [a, b, c]\ngroup-by: [ip]\ntimespan: 10s\ncondition: {gte: 2}",
  );
  assert.deepEqual(run(set, [at(1, "c", { ip: "x" }), at(2, "c", { ip: "x" }), at(3, "a", { ip: "x" })]), [
    "c0 3: 1 2 3",
  ]);
});

test("temporal_ordered needs every rule in its place", () => {
  const set = correlations("type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [ip]\ntimespan: 10s");
  const x = { ip: "x" };
  assert.deepEqual(run(set, [at(1, "a", x), at(2, "c", x), at(3, "b", x)]), []);
  assert.deepEqual(run(set, [at(1, "a", x), at(2, "b", x), at(3, "c", x)]), ["c0 3: 1 2 3"]);
  // The first a is too old by the time c comes; the second begins a way of its own.
  assert.deepEqual(run(set, [at(1, "a", x), at(5, "a", x), at(9, "b", x), at(13, "c", x)]), [
    "c0 13: 5 9 13",
  ]);
  assert.deepEqual(run(set, [at(1, "a", x), at(2, "b", x), at(12, "c", x)]), []);
});

test("an upper bound is judged when the window closes", () => {
  const set = correlations(
    "type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 10s\ncondition: {lt: 3}",
  );
  const hits = [1, 2, 20, 21, 22, 40].map((s) => at(s, "a", { ip: "x" }));
  assert.deepEqual(run(set, hits), ["c0 1: 1 2", "c0 40: 40"]);
  const both = correlations("type: event_count\nrules: [a]\ntimespan: 10s\ncondition: {gt: 1, lte: 3}");
  assert.deepEqual(run(both, hits), ["c0 1: 1 2", "c0 20: 20 21 22"]);
  const equal = correlations("type: event_count\nrules: [a]\ntimespan: 10s\ncondition: {eq: 3}");
  assert.deepEqual(run(equal, hits), ["c0 20: 20 21 22"]);
  const other = correlations("type: value_count\nrules: [a]\ntimespan: 10s\ncondition: {field: ip, neq: 2}");
  assert.deepEqual(run(other, hits.slice(0, 2)), ["c0 1: 1 2"]);
});

test("aliases give one name to different fields", () => {
  const set = correlations(
    "type: event_count\nrules: [a, b]\ngroup-by: [client]\naliases: {client: {a: src, b: from}}\ntimespan: 10s\ncondition: {gte: 2}",
  );
  assert.deepEqual(run(set, [at(1, "a", { src: "x", from: "y" }), at(2, "b", { src: "y", from: "x" })]), [
    "c0 2: 1 2",
  ]);
  const keys = new Map(set.rules.map((rule) => [rule.name, rule.key]));
  const needed = neededFields(set);
  assert.deepEqual(needed.get(keys.get("a") ?? ""), ["src"]);
  assert.deepEqual(needed.get(keys.get("b") ?? ""), ["from"]);
});

test("a correlation may use another and groups by its own fields", () => {
  const outer =
    "type: value_count\nrules: [c0]\ngroup-by: [net]\ntimespan: 1m\ncondition: {field: ip, gte: 2}";
  const set = correlations(COUNT, outer);
  const burst = (from: number, ip: string) => [0, 1, 2].map((i) => at(from + i, "a", { ip, net: "n" }));
  assert.deepEqual(
    run(set, [...burst(1, "x"), ...burst(10, "y")]),
    ["c1 12: 1 2 3 10 11 12"],
    "the inner one is silent",
  );
  assert.deepEqual([...neededFields(set).values()], [["ip", "net"]]);
  const loud = correlations(COUNT, `${outer}\ngenerate: true`);
  assert.equal(run(loud, [...burst(1, "x"), ...burst(10, "y")]).length, 3);
});

test("the first thousand records are kept, the rest are counted", () => {
  const hits = Array.from({ length: 2500 }, (_, i) => at(i / 1000, "a", { ip: "x" }, i));
  const [alert, ...others] = [...correlate(correlations(COUNT), hits)];
  assert.equal(others.length, 0);
  assert.equal(alert?.refs.length, 1000);
  assert.equal(alert?.refs[0], 0);
  assert.equal(alert?.omitted, 1500);
  assert.equal(alert?.count, 2500);
  assert.equal(alert?.lastMs, 2499);
});

test("records before the condition holds are counted when they were too many to keep", () => {
  const many = Array.from({ length: 1500 }, (_, i) => at(1 + i / 1000, "a", { ip: "x", user: "u" }, i));
  const two = [at(4, "a", { ip: "x", user: "v" }, 5000), at(5, "a", { ip: "x", user: "w" }, 5001)];
  const [alert] = [...correlate(correlations(VALUES), [...many, ...two])];
  assert.equal(alert?.refs.length, 1000);
  assert.equal(alert?.refs.at(-1), 5001);
  assert.equal(alert?.omitted, 502);
});

test("memory is bounded: silent groups are given up and counted", () => {
  const correlator = new Correlator<number>(correlations(COUNT.replace("10s", "30d")));
  for (let i = 0; i < 100_010; i++) correlator.push(at(i, "a", { ip: String(i) }));
  assert.equal([...correlator.loss().byRule.values()][0]?.groups, 10);
});

test("a late hit counts at the time of the latest, and is reported", () => {
  const correlator = new Correlator<number>(correlations(COUNT));
  for (const s of [5, 6, 3]) correlator.push(at(s, "a", { ip: "x" }));
  assert.deepEqual(
    correlator.finish().map((alert) => alert.refs),
    [[5, 6, 3]],
  );
  assert.equal(correlator.loss().late, 1);
});

test("an alert is told as soon as nothing can be added to it", () => {
  const correlator = new Correlator<number>(correlations(COUNT));
  for (const s of [1, 2, 3]) assert.deepEqual(correlator.push(at(s, "a", { ip: "x" })), []);
  assert.equal(correlator.advance(13_000).length, 0, "an event at 13 s would still belong");
  assert.equal(correlator.advance(13_001).length, 1);
});
