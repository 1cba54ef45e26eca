import assert from "node:assert/strict";
import { test } from "node:test";
import { type FieldBag, Fields } from "../../../src/model/fields.ts";
import { logsource } from "../../../src/model/logsource.ts";
import { compile, type FieldMap } from "../../../src/sigma/index.ts";
import { event, loaded, ruleText, SOURCE } from "../make.ts";

test("a rule sees the events whose log sources hold every key it gives, whatever the case", () => {
  const text = ruleText("s: {F: x}\ncondition: s").replace(
    "category: test",
    "category: Process_Creation\n  product: windows",
  );
  const matcher = compile(loaded(text));
  const fields = new Fields(Object.assign(Object.create(null), { F: "x" }) as FieldBag);
  const count = (names: Parameters<typeof logsource>[0]): number =>
    matcher.match({ logsource: logsource(names), fields, time: null }).length;
  assert.equal(count({ category: ["process_creation", "x"], product: "Windows", service: "sysmon" }), 1);
  assert.equal(count({ category: "process_creation" }), 0);
  assert.equal(count({ category: "process_creation", product: "linux" }), 0);
});

test("hits come in the order of loading", () => {
  const rules = ["c", "a", "b"].map((name) =>
    ruleText("s: {F|contains: abcdef}\ncondition: s", `name: ${name}\n`),
  );
  const always = ruleText("s: {G: 1}\ncondition: not s", "name: z\n");
  const matcher = compile(loaded([always, ...rules].join("---\n")));
  assert.deepEqual(
    matcher.match(event({ F: "xabcdefx" })).map((rule) => rule.name),
    ["z", "c", "a", "b"],
  );
});

test("the index leaves unlikely rules out", () => {
  const rules = Array.from({ length: 100 }, (_, i) =>
    ruleText(`s: {F|contains: word${i}-}\ncondition: s`, `id: r${i}\n`),
  );
  const matcher = compile(loaded(rules.join("---\n")));
  assert.deepEqual(
    matcher.match(event({ F: "a word42- b" })).map((rule) => rule.id),
    ["r42"],
  );
  assert.equal(matcher.evaluations(), 1);
});

test("a field map gives a field several names, for the rules of one log source", () => {
  const map: FieldMap = [
    { logsource: { category: "test" }, fields: { F: ["a.f", "b.f"], G: ["g"] } },
    { logsource: { category: "other" }, fields: { H: ["h"] } },
  ];
  const hits = (detection: string, fields: Record<string, string | null>): number =>
    compile(loaded(ruleText(detection)), { fieldMap: map }).match(event(fields)).length;
  assert.equal(hits("s: {F: x}\ncondition: s", { "b.f": "x" }), 1);
  assert.equal(hits("s: {F: x}\ncondition: s", { F: "x" }), 0);
  assert.equal(hits("s: {H: x}\ncondition: s", { H: "x" }), 1);
  assert.equal(
    hits("s: {F: null}\ncondition: s", { "b.f": "x" }),
    0,
    "null means that no name holds anything",
  );
  assert.equal(hits("s: {F: null}\ncondition: s", { "b.f": null }), 1);
  assert.equal(hits("s: {F|exists: false}\ncondition: s", { "a.f": "x" }), 0);
  assert.equal(hits("s: {F|fieldref: G}\ncondition: s", { "b.f": "x", g: "X" }), 1);
});

test("long texts cost linear time", () => {
  const detection =
    "s:\n  F|contains:\n    - 'a*b?c*d'\n    - ' -x'\n  F|windash|endswith: ' -x?y'\n  F|re: '(a+)+$'\ncondition: s";
  const matcher = compile(loaded(ruleText(detection)), { index: false });
  const begin = performance.now();
  matcher.match(event({ F: `${"ab".repeat(500_000)} -x` }));
  matcher.match(event({ F: ` -x -`.repeat(200_000) }));
  matcher.match(event({ F: "aab?".repeat(250_000) }));
  assert.ok(performance.now() - begin < 5000);
  assert.equal(
    matcher.match({ logsource: SOURCE, fields: new Fields(Object.create(null) as FieldBag), time: null })
      .length,
    0,
  );
});
