import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, loadRules } from "../../src/sigma/index.ts";
import { event, loaded, ruleText } from "./make.ts";

const rule = (name: string, more = ""): string =>
  ruleText(`s: {F: ${name}}\ncondition: s`, `name: ${name}\n${more}`);
const correlation = (name: string, rules: string, more = ""): string =>
  `title: ${name}\nname: ${name}\ncorrelation:\n  type: event_count\n  rules: [${rules}]\n  timespan: 1m\n  condition: {gte: 2}\n${more}`;
const problemsOf = (...texts: readonly string[]): readonly string[] =>
  loadRules(texts.map((text, i) => ({ file: `${i}.yml`, text }))).problems.map(
    (p) => `${p.place?.file} ${p.code}: ${p.text}`,
  );

test("of two rules with one id the first is loaded", () => {
  const { set, problems } = loadRules([
    { file: "a.yml", text: rule("x", "id: One\n") },
    { file: "b.yml", text: rule("y", "id: oNE\n") },
  ]);
  assert.deepEqual(
    set.rules.map((r) => r.name),
    ["x"],
  );
  assert.deepEqual(
    problems.map((p) => [p.code, p.place?.file]),
    [["rule-duplicate", "b.yml"]],
  );
});

test("of two rules with one name both are loaded, and the name means the first", () => {
  const texts = [rule("x", "id: a\n"), rule("x", "id: b\n"), correlation("c", "x")];
  const { set, problems } = loadRules(texts.map((text, i) => ({ file: `${i}`, text })));
  assert.equal(set.rules.length, 2);
  assert.deepEqual(set.correlations[0]?.rules, ["a"]);
  assert.equal(problems.length, 1);
});

test("base rules of a correlation fall silent unless it says generate", () => {
  const alerts = (text: string) => loaded(text).rules.map((r) => r.alerts);
  assert.deepEqual(alerts([rule("x"), rule("y"), correlation("c", "x")].join("---\n")), [false, true]);
  assert.deepEqual(alerts([rule("x"), correlation("c", "x", "  generate: true\n")].join("---\n")), [true]);
  assert.deepEqual(alerts([rule("x"), correlation("c", "x", "generate: true\n")].join("---\n")), [true]);
  const both = [rule("x"), correlation("c", "x"), correlation("d", "x", "  generate: true\n")].join("---\n");
  assert.deepEqual(alerts(both), [true]);
});

test("a correlation stands after those it uses, wherever it was written", () => {
  const set = loaded([correlation("outer", "inner"), correlation("inner", "x"), rule("x")].join("---\n"));
  assert.deepEqual(
    set.correlations.map((c) => [c.name, c.alerts]),
    [
      ["inner", false],
      ["outer", true],
    ],
  );
});

test("references that lead nowhere or in a circle are reported; their rules stay loud", () => {
  assert.deepEqual(problemsOf(correlation("c", "gone")), [
    '0.yml rule-reference: the correlation "c" names "gone", which is not loaded',
  ]);
  assert.deepEqual(problemsOf(correlation("c", "d"), correlation("d", "c")), [
    '0.yml rule-reference: the correlation "c" refers to itself through others',
    '1.yml rule-reference: the correlation "d" uses "c", which was rejected',
  ]);
  const { set } = loadRules([{ file: "a", text: [rule("x"), correlation("c", "x, gone")].join("---\n") }]);
  assert.deepEqual([set.correlations.length, set.rules[0]?.alerts], [0, true]);
});

const filter = (rules: string, condition: string, source = "{category: test}"): string =>
  `title: F\nlogsource: ${source}\nfilter:\n  rules: ${rules}\n  s: {User|startswith: adm_}\n  condition: ${condition}\n`;
const hits = (text: string, fields: Record<string, string>): number =>
  compile(loaded(text)).match(event(fields)).length;

test("a filter that joins no rule that it names is rejected, one for any rule is in force", () => {
  const of = (rules: string) => loadRules([{ file: "f.yml", text: filter(rules, "s") }]);
  assert.deepEqual([of("[missing]").rejected, [...of("[missing]").files]], [1, []]);
  assert.deepEqual([of("any").rejected, [...of("any").files]], [0, ["f.yml"]]);
});

test("a filter is joined as written, in its own scope", () => {
  const text = [rule("x"), filter("[x]", "not s")].join("---\n");
  assert.equal(hits(text, { F: "x", User: "joe" }), 1);
  assert.equal(hits(text, { F: "x", User: "ADM_joe" }), 0);
  assert.equal(hits([rule("x"), filter("[x]", "s")].join("---\n"), { F: "x", User: "joe" }), 0);
  assert.equal(hits([rule("x"), filter("[x]", "not 1 of them")].join("---\n"), { F: "x", User: "joe" }), 1);
});

test("a filter for any rule takes those whose logsource it fits", () => {
  assert.equal(hits([rule("x"), filter("any", "not s")].join("---\n"), { F: "x", User: "adm_a" }), 0);
  assert.equal(
    hits([rule("x"), filter("any", "not s", "{category: other}")].join("---\n"), { F: "x", User: "adm_a" }),
    1,
  );
  assert.equal(
    hits([rule("x"), filter("any", "not s", "{product: any}")].join("---\n"), { F: "x", User: "adm_a" }),
    1,
  );
});

test("a filter that names an absent or unfitting rule is reported", () => {
  assert.match(problemsOf(rule("x"), filter("[y]", "not s")).join(), /names "y", which is not loaded/);
  assert.match(
    problemsOf(rule("x"), filter("[x]", "not s", "{category: other}")).join(),
    /whose logsource it does not fit/,
  );
});

test("a rule set survives the way to another thread", () => {
  const set = structuredClone(
    loaded([rule("x"), correlation("c", "x"), filter("[x]", "not s")].join("---\n")),
  );
  assert.equal(compile(set).match(event({ F: "x", User: "a" })).length, 1);
  assert.equal(set.byKey.get("c")?.kind, "correlation");
});
