/**
 * What a shipper or a daemon puts around a line hides nothing of it from rules: quotes and slashes that JSON escapes, values
 * of structured data, characters written as `\u`. The index and the plain evaluation say the same.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Kernel } from "../../src/detect/kernel.ts";
import { compile, loadRules, neededFields, type RuleSet } from "../../src/sigma/index.ts";
import { EVERYTHING, lineTask } from "../helpers/detect.ts";

/** Records before an event lets the index know what records of its kind say. */
const BEFORE = 12;

function rulesOf(...rules: readonly (readonly [logsource: string, detection: string])[]): RuleSet {
  const texts = rules.map(
    ([logsource, detection], i) =>
      `title: rule ${i}\nid: rule-${i}\nlevel: high\nlogsource:\n  ${logsource}\ndetection:\n  s:\n    ${detection}\n  condition: s\n`,
  );
  const { set, problems } = loadRules([{ file: "t.yml", text: texts.join("---\n") }]);
  assert.deepEqual(problems, []);
  return set;
}

/** Titles of the rules that fire, by the index and without it. */
function fired(set: RuleSet, lines: readonly string[]): readonly (readonly string[])[] {
  const task = lineTask(lines.map((line) => `${line}\n`).join(""));
  return [true, false].map((index) =>
    new Kernel(compile(set, { index }), neededFields(set), EVERYTHING)
      .run(task)
      .alerts.map(({ rule }) => rule.title),
  );
}

function access(target: string, agent = "x"): string {
  return `203.0.113.9 - - [13/Apr/2026:00:00:00 +0000] "GET ${target} HTTP/1.1" 200 5 "-" "${agent}"`;
}

const WEB = rulesOf(
  ["category: webserver", "cs-uri-stem|contains: '/etc/passwd'"],
  ["category: webserver", "cs-uri-stem|contains: 'zap\"onl'"],
  ["category: webserver", "cs-user-agent|contains: 'evil/tool'"],
);

/** Many writers escape the slash, too. */
const escaped = (object: object): string => JSON.stringify(object).replaceAll("/", "\\/");

const ENVELOPES: readonly (readonly [name: string, wrap: (line: string) => string])[] = [
  ["docker", (line) => escaped({ log: `${line}\n`, stream: "stdout", time: "2026-04-13T00:00:00Z" })],
  ["fluent bit", (line) => escaped({ log: line, date: 1_776_000_000.1 })],
  [
    "journald",
    (line) =>
      escaped({
        MESSAGE: line,
        SYSLOG_IDENTIFIER: "nginx",
        _HOSTNAME: "h",
        __REALTIME_TIMESTAMP: "1776000000000000",
      }),
  ],
];

for (const [name, wrap] of ENVELOPES) {
  test(`escapes of ${name} hide no anchor of an access line`, () => {
    const harmless = Array.from({ length: BEFORE }, (_, i) => wrap(access(`/a${i}`)));
    const lines = [...harmless, wrap(access("/etc/passwd", "evil/tool")), wrap(access('/zap"onload'))];
    const wanted = ["rule 0", "rule 2", "rule 1"];
    assert.deepEqual(fired(WEB, lines), [wanted, wanted]);
  });
}

test("what structured data says is found, although the record escapes it", () => {
  const set = rulesOf(
    ["category: webserver", "syslog.sd.ex.note: 'foo]barbaz'"],
    ["category: webserver", "- 'foo]barbaz'"],
  );
  const line = `<134>1 2026-04-13T00:00:00Z web nginx 12 - [ex note="foo\\]barbaz"] ${access("/q")}`;
  const lines = [...Array.from({ length: BEFORE }, (_, i) => access(`/a${i}`)), line];
  assert.deepEqual(fired(set, lines), [
    ["rule 0", "rule 1"],
    ["rule 0", "rule 1"],
  ]);
});

const SYSMON = '"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational"';
const HIDDEN: readonly (readonly [members: string, fires: readonly string[]])[] = [
  [String.raw`"CommandLine":"m\u0069mikatz-loader"`, ["rule 0", "rule 1"]],
  [String.raw`"CommandLine":"\\\u006dimikatz-loader"`, ["rule 0", "rule 1"]],
  [String.raw`"CommandLine":"\\u006dimikatz-loader"`, []],
  [String.raw`"X":"\u0041","CommandLine":"mimikatz-loader"`, ["rule 0", "rule 1"]],
  [String.raw`"Data":{"Deep":"mimi\u006batz-loader"}`, ["rule 1", "rule 2"]],
  [String.raw`"Data":{"De\u0065p":"mimikatz-loader"}`, ["rule 1", "rule 2"]],
  [`"CommandLine":"mimi\u212aatz-loader"`, ["rule 0", "rule 1"]],
];

test("characters written otherwise than they read hide nothing of a Windows event", () => {
  const set = rulesOf(
    ["product: windows", "CommandLine|contains: 'mimikatz-loader'"],
    ["product: windows", "- 'mimikatz-loader'"],
    ["product: windows", "Data.Deep|contains: 'mimikatz-loader'"],
  );
  const harmless = Array.from({ length: BEFORE }, () => `{${SYSMON},"CommandLine":"x"}`);
  for (const [members, wanted] of HIDDEN)
    assert.deepEqual(
      fired(set, [...harmless, `{${SYSMON},${members}}`, ...harmless]),
      [wanted, wanted],
      members,
    );
});
