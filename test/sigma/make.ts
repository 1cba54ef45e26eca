/**
 * Small rules and events for tests.
 * @module
 */
import assert from "node:assert/strict";
import { problemText } from "../../src/base/errors.ts";
import { type FieldBag, Fields, type FieldValue } from "../../src/model/fields.ts";
import { type Logsource, logsource } from "../../src/model/logsource.ts";
import {
  compile,
  loadRules,
  type MatchEvent,
  type ParseOptions,
  parseSigma,
  type RuleSet,
} from "../../src/sigma/index.ts";

export const SOURCE: Logsource = logsource({ category: "test", product: "any" });

/** A whole rule around a detection, which is indented YAML. */
export function ruleText(detection: string, more = ""): string {
  const body = detection
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return `title: Test\nlogsource:\n  category: test\n${more}detection:\n${body}\n`;
}

/** A set that must load without a problem. */
export function loaded(text: string, options: ParseOptions = {}): RuleSet {
  const { set, problems } = loadRules([{ file: "test.yml", text }], options);
  assert.deepEqual(problems.map(problemText), []);
  return set;
}

export function event(fields: Readonly<Record<string, FieldValue>>): MatchEvent {
  const bag: FieldBag = Object.assign(Object.create(null), fields);
  return { logsource: SOURCE, fields: new Fields(bag), time: null };
}

/** Whether a rule with this detection fires, with and without the index. */
export function fires(
  detection: string,
  fields: Readonly<Record<string, FieldValue>>,
  options: ParseOptions = {},
): boolean {
  const set = loaded(ruleText(detection), options);
  const found = compile(set).match(event(fields)).length > 0;
  assert.equal(
    compile(set, { index: false }).match(event(fields)).length > 0,
    found,
    "the index changes the result",
  );
  return found;
}

/** `select: {F: ...}` as one line of YAML flow. */
export function one(selection: string): string {
  return `sel: ${selection}\ncondition: sel`;
}

/** What is wrong with a document, as `line:column text`. */
export function wrong(text: string, options: ParseOptions = {}): readonly string[] {
  return parseSigma("test.yml", text, options).problems.map(
    (p) => `${p.place?.line ?? "?"}:${p.place?.column ?? "?"} ${p.text}`,
  );
}
