/** An explanation is the rule's own answer, part by part. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, type Explanation, explainRule } from "../../../src/sigma/index.ts";
import { event, loaded, ruleText } from "../make.ts";

function explain(detection: string, fields: Parameters<typeof event>[0]): Explanation {
  const set = loaded(ruleText(detection));
  const [rule] = set.rules;
  assert.ok(rule !== undefined);
  const made = event(fields);
  const found = explainRule(rule, made);
  assert.ok(found !== null);
  assert.equal(found.holds, compile(set).match(made).length > 0);
  return found;
}

test("each part has its answer and the value that it was asked of", () => {
  const found = explain("a: {F|contains: x}\nb: {G: [1, 2]}\ncondition: a and not b", { F: "axb", G: 3 });
  assert.deepEqual(found, {
    text: "and",
    holds: true,
    items: [
      { text: 'F contains "x"', holds: true, items: [], value: "axb" },
      {
        text: "not",
        holds: true,
        items: [{ text: 'G is "1" | is "2"', holds: false, items: [], value: 3 }],
      },
    ],
  });
});

test("every kind of test can be told", () => {
  const told = (selection: string): string => explain(`s: ${selection}\ncondition: s`, { F: "1" }).text;
  assert.equal(told("{F|re: '^a+$'}"), "F fits /^a+$/");
  assert.equal(told("{F: 'a*b?'}"), "F is like a*b?");
  assert.equal(told("{F|gte: 5}"), "F >= 5");
  assert.equal(told("{F|hour: 5}"), "F hour = 5");
  assert.equal(told("{F|cidr: 10.0.0.0/8}"), "F lies in 10.0.0.0/8");
  assert.equal(told("{F: null}"), "F is absent");
  assert.equal(told("{F|exists: true}"), "F is there");
  assert.equal(told("{F|fieldref: G}"), "F is the value of G");
  assert.equal(told("[key]"), 'any value contains "key"');
  assert.equal(
    told("{F: [1, 2, 3, 4, 5, 6, 7, 8]}"),
    'F is "1" | is "2" | is "3" | is "4" | is "5" | is "6" | 2 more',
  );
});
