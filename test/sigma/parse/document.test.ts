import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSigma } from "../../../src/sigma/index.ts";
import { ruleText, wrong } from "../make.ts";

test("a rule keeps what its author wrote", () => {
  const text = `title: T\nid: 0022869C-49f7-4ff2-ba03-85ac42ddac58\nname: n\nstatus: test\nlevel: high\nauthor: A, B
date: 2024-01-31\nmodified: 2024-02-01\nreferences:\n  - https://example.org\ntags:\n  - attack.t1110\nfalsepositives:\n  - none
related:\n  - id: x\n    type: similar\nlicense: DRL\ndescription: d\nvigie:\n  outcome: succeeded\nunknown: kept out
logsource:\n  category: test\n  definition: audit on\ndetection:\n  sel:\n    F: x\n  condition: sel\n`;
  const { rules, problems } = parseSigma("t.yml", text);
  assert.deepEqual(problems, []);
  const { tree, ...rule } = rules[0] ?? assert.fail();
  assert.equal(tree.kind, "field");
  assert.deepEqual(rule, {
    key: "0022869c-49f7-4ff2-ba03-85ac42ddac58",
    id: "0022869c-49f7-4ff2-ba03-85ac42ddac58",
    name: "n",
    title: "T",
    place: { file: "t.yml" },
    status: "test",
    level: "high",
    description: "d",
    author: "A, B",
    date: "2024-01-31",
    modified: "2024-02-01",
    license: "DRL",
    references: ["https://example.org"],
    tags: ["attack.t1110"],
    falsepositives: ["none"],
    related: [{ id: "x", type: "similar" }],
    custom: { outcome: "succeeded" },
    kind: "rule",
    logsource: { category: "test", product: null, service: null },
    alerts: true,
  });
});

test("every rejection names line, column, what is wrong", () => {
  const rejected: readonly (readonly [string, string])[] = [
    ["sel: {F|foo: x}\ncondition: sel", '5:9 there is no modifier "foo"'],
    ["sel:\n  F|cidr: 10.0.0.0/99\ncondition: sel", '6:5 "10.0.0.0/99" is no range of addresses'],
    ["sel:\n  F|re: '(?=a)'\ncondition: sel", "6:5 the regular expression uses lookaround (character 3)"],
    ["sel:\n  F|re: '(a)\\1'\ncondition: sel", "6:5 the regular expression uses a backreference"],
    ["sel:\n  F|re|contains: a\ncondition: sel", '6:5 the modifier "contains" cannot stand with re'],
    ["sel:\n  F|i|re: a\ncondition: sel", "6:5 re must come before its flags"],
    ["sel:\n  F|lt: abc\ncondition: sel", '6:5 "abc" is no number'],
    ["sel:\n  F|lt|gt: 1\ncondition: sel", "6:5 two comparisons in one key"],
    ["sel:\n  F|base64: 'a*'\ncondition: sel", "6:5 base64 cannot encode a value with wildcards"],
    ["sel:\n  F|contains|base64: a\ncondition: sel", "6:5 base64 cannot encode a value with wildcards"],
    ["sel:\n  F|expand: '%x%'\ncondition: sel", "6:5 there is no value for the placeholder %x%"],
    ["sel:\n  F|exists: 1\ncondition: sel", "6:5 exists takes true or false"],
    ["sel:\n  F|contains: null\ncondition: sel", "6:5 null cannot be changed by a modifier or be a keyword"],
    ["sel:\n  F:\n    - a\n    - null\ncondition: sel", "8:9 null inside a list"],
    ["sel:\n  F: []\ncondition: sel", "6:5 the list of values is empty"],
    ["sel:\n  F: {G: 1}\ncondition: sel", "6:5 a map or list where a value is expected"],
    ["sel: []\ncondition: sel", "5:3 the selection is an empty list"],
    ["sel: {}\ncondition: sel", "5:3 the selection is empty"],
    ["sel: {F: 1}", "4:1 there is no condition"],
    ["condition: sel", "4:1 there is no selection"],
    ["sel: {F: 1}\ncondition: sel and", "6:3 the condition ends where a selection is expected"],
    ["sel: {F: 1}\ncondition: (sel", "6:3 the parenthesis at character 1 is not closed"],
    ["sel: {F: 1}\ncondition: sel sel", '6:3 "sel" is not expected at character 5'],
    ["sel: {F: 1}\ncondition: other", '6:3 there is no selection "other"'],
    ["sel: {F: 1}\ncondition: 1 of other*", '6:3 "other*" fits no selection'],
    ["sel: {F: 1}\ncondition: 2 of them", '6:3 "2 of" is not part of Sigma'],
    [
      "sel: {F: 1}\ncondition: sel | count() > 3",
      "6:3 aggregations such as | count() are no longer part of Sigma",
    ],
    ["sel: {F: 1}\ncondition: sel near other", "6:3 near is no longer part of Sigma"],
    ["sel: {F: 1}\ntimeframe: 5m\ncondition: sel", "6:3 timeframe is no longer part of Sigma rules"],
    ["sel: {F: 1}\ncondition:\n  - sel\n  - 3", "8:7 the condition is no text"],
    ["sel: {'|cidr': 10.0.0.0/8}\ncondition: sel", '5:9 "|cidr" needs the name of a field'],
    [
      `sel: {F: 1}\ncondition: ${"(".repeat(100)}sel${")".repeat(100)}`,
      "6:3 parentheses are nested too deeply",
    ],
  ];
  for (const [detection, expected] of rejected) {
    assert.deepEqual(wrong(ruleText(detection)), [expected]);
  }
});

test("what a whole document may lack", () => {
  assert.deepEqual(wrong("title: T\nlogsource: {category: x}\n"), ['1:1 "detection" is missing']);
  assert.deepEqual(wrong(ruleText("s: {F: 1}\ncondition: s").replace("title: Test", "id: x")), [
    '1:1 "title" is missing',
  ]);
  assert.deepEqual(wrong(ruleText("s: {F: 1}\ncondition: s", "level: huge\n")), ['4:1 "huge" is no level']);
  assert.deepEqual(wrong(ruleText("s: {F: 1}\ncondition: s").replace("category: test", "definition: x")), [
    "2:1 the logsource names no category, product or service",
  ]);
  assert.deepEqual(wrong("- a\n- b\n"), ["1:1 the document is no map"]);
});

test("a bad document does not stop the others, and empty ones do not count", () => {
  const good = ruleText("s: {F: 1}\ncondition: s");
  const parsed = parseSigma("t.yml", `${good}---\ntitle: bad\n---\n---\n${good.replace("Test", "Two")}---\n`);
  assert.deepEqual(
    parsed.rules.map((rule) => rule.title),
    ["Test", "Two"],
  );
  assert.equal(parsed.rejected, 1);
  assert.deepEqual(
    parsed.problems.map(({ place }) => place?.line),
    [8, 8],
  );
});

const MANY_FAULTS = `status: odd
logsource: {}
detection:
  a: {F|re: "(a{1000}){1000}", G|cidr: nope, H: {}}
  b: []
  condition: [a and missing, "b |"]
`;

test("every fault of a rule is named at its place, not only the first", () => {
  const { problems, rejected } = parseSigma("t.yml", MANY_FAULTS);
  assert.equal(rejected, 1);
  const told = problems.map(({ text, place }) => `${place?.line}:${place?.column} ${text}`);
  assert.deepEqual(told, [
    '1:1 "title" is missing',
    '1:1 "odd" is no status',
    "2:1 the logsource names no category, product or service",
    "4:7 the regular expression is too large once its counts are written out",
    '4:32 "nope" is no range of addresses',
    "4:46 a map or list where a value is expected",
    "5:3 the selection is an empty list",
    '6:15 there is no selection "missing"',
    "6:30 aggregations such as | count() are no longer part of Sigma",
  ]);
});

test("a rule answers with twenty faults, and says that there are more", () => {
  const values = Array.from({ length: 500 }, () => "nope").join(", ");
  const { problems } = parseSigma("t.yml", ruleText(`s: {F|cidr: [${values}]}\ncondition: s`));
  assert.equal(problems.length, 21);
  assert.equal(problems.at(-1)?.text, "more is wrong than is told here");
});

test("a detection that is empty lacks a selection and a condition", () => {
  const { problems } = parseSigma("t.yml", "title: T\nlogsource: {category: x}\ndetection: {}\n");
  assert.deepEqual(
    problems.map(({ text }) => text),
    ["there is no selection", "there is no condition"],
  );
});

test("every fault of a correlation's condition is named", () => {
  const body =
    "type: value_percentile, rules: [x], timespan: 1m, condition: {gte: x, lt: y, percentile: 200}";
  const { problems } = parseSigma("t.yml", `title: T\ncorrelation: {${body}}\n`);
  assert.equal(problems.length, 4, JSON.stringify(problems));
});

test("a field that nothing reads is still read for its faults", () => {
  const body = "type: event_count, rules: [x], timespan: 1m, condition: {gte: 2, field: {x: 1}}";
  const { problems } = parseSigma("t.yml", `title: T\ncorrelation: {${body}}\n`);
  assert.equal(problems.length, 1);
});

test("every fault of a correlation is named", () => {
  const text = "correlation: {type: odd, rules: [x], timespan: 10q, generate: 7}\n";
  const told = parseSigma("t.yml", text).problems.map((found) => found.text);
  assert.deepEqual(told, [
    '"title" is missing',
    '"odd" is no type of correlation',
    '"10q" is no timespan',
    '"generate" is neither true nor false',
  ]);
});

test("text that is no YAML is reported with its place", () => {
  const [problem] = parseSigma("t.yml", "title: T\n  bad: [\n").problems;
  assert.equal(problem?.code, "rule-syntax");
  assert.equal(problem?.place?.line, 2);
});

test("files of strangers are bounded", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
    .split("")
    .map(
      (name, i) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefgh"[i]}`).join(",")}]`,
    )
    .join("\n")}\n`;
  assert.equal(parseSigma("t.yml", bomb).problems[0]?.code, "too-large");
  assert.equal(parseSigma("t.yml", "a: &a [*a]").problems.length, 1);
  assert.equal(parseSigma("t.yml", `${"[".repeat(200)}${"]".repeat(200)}`).problems.length, 1);
  assert.equal(parseSigma("t.yml", "x".repeat(5 * 1024 * 1024)).problems[0]?.code, "too-large");
  assert.equal(parseSigma("t.yml", `a: [${"1,".repeat(60_000)}1]`).problems[0]?.code, "too-large");
  const proto = parseSigma("t.yml", ruleText("__proto__: {F: 1}\ncondition: __proto__"));
  assert.ok(proto.rules.length + proto.problems.length === 1);
});

const CORRELATION =
  "title: C\ncorrelation:\n  type: event_count\n  rules: [a]\n  timespan: 5m\n  condition: {gte: 3}\n";

test("correlations are checked", () => {
  const with_ = (from: string, to: string): readonly string[] => wrong(CORRELATION.replace(from, to));
  assert.deepEqual(wrong(CORRELATION), []);
  assert.deepEqual(with_("event_count", "event_sum"), ['3:3 "event_sum" is no type of correlation']);
  assert.deepEqual(with_("event_count", "value_sum"), [
    "6:3 value_sum needs the field whose values it takes",
  ]);
  const measure = CORRELATION.replace("event_count", "value_avg").replace("gte: 3", "field: F, gte: -0.5");
  assert.deepEqual(wrong(measure), []);
  assert.deepEqual(wrong(measure.replace("field: F", "field: [F, G]")), ["6:3 value_avg takes one field"]);
  assert.deepEqual(wrong(measure.replace("gte: -0.5", "gte: .inf")), ['6:25 "Infinity" is no number']);
  assert.deepEqual(wrong(measure.replace("field: F,", "field: F, percentile: 9,")), [
    "6:25 value_avg has no percentile",
  ]);
  const percentile = measure.replace("value_avg", "value_percentile");
  assert.deepEqual(wrong(percentile.replace("field: F,", "field: F, percentile: 101,")), [
    '6:25 "101" is no percentile',
  ]);
  const temporal = CORRELATION.replace("event_count", "temporal").replace("[a]", "[a, b]");
  assert.deepEqual(wrong(temporal.replace("{gte: 3}", "a and not b")), []);
  assert.deepEqual(wrong(temporal.replace("{gte: 3}", "a and c")), ['6:3 there is no selection "c"']);
  assert.deepEqual(with_("5m", "5 minutes"), ['5:3 "5 minutes" is no timespan']);
  assert.deepEqual(with_("5m", "0s"), ['5:3 "0s" is no timespan']);
  assert.deepEqual(with_("  timespan: 5m\n", ""), ['2:1 "timespan" is missing']);
  assert.deepEqual(with_("[a]", "[]"), ["2:1 the correlation names no rules"]);
  assert.deepEqual(with_("{gte: 3}", "{ge: 3}"), ["6:3 the condition has no bound"]);
  assert.deepEqual(with_("{gte: 3}", "{gte: many}"), ['6:15 "many" is no count']);
  assert.deepEqual(with_("{gte: 3}", "{gte: {toString: {}}}"), ["6:15 a map is no count"]);
  assert.deepEqual(with_("  condition: {gte: 3}\n", ""), [
    "2:1 a correlation of type event_count needs a condition",
  ]);
  assert.deepEqual(with_("event_count", "value_count"), [
    "6:3 value_count needs the field whose values it counts",
  ]);
  assert.deepEqual(with_("event_count", "temporal").length, 0);
  assert.deepEqual(with_("{gte: 3}", "a and not b").length, 1);
});

test("timespans", () => {
  const span = (text: string) => parseSigma("t", CORRELATION.replace("5m", text)).correlations[0]?.timespanMs;
  assert.deepEqual(
    ["1s", "2m", "3h", "1d", "1w", "1M", "1y"].map(span),
    [1000, 120_000, 10_800_000, 86_400_000, 604_800_000, 2_629_746_000, 31_556_952_000],
  );
});

test("filters are checked", () => {
  const filter =
    "title: F\nlogsource: {category: test}\nfilter:\n  rules: any\n  sel: {F: 1}\n  condition: not sel\n";
  assert.deepEqual(wrong(filter), []);
  assert.deepEqual(wrong(filter.replace("  rules: any\n", "")), ["3:1 the filter names no rules"]);
  assert.deepEqual(wrong(filter.replace("not sel", "[not sel, sel]")), ["6:3 the condition is no text"]);
});
