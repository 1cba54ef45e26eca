/** Vigie's own rules: every one fires on its positive sample and keeps silent on its negative one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tacticOf, techniqueOf } from "../../src/model/technique.ts";
import { BUILTIN_RULES, loadRules } from "../../src/pipeline/rules.ts";
import type { Correlation, RuleSet, SigmaRule } from "../../src/sigma/index.ts";
import { detector } from "../helpers/detect.ts";

const { set, problems, loaded } = await loadRules([BUILTIN_RULES], false);
const rules = [...set.rules, ...set.correlations];
// building blocks raise no alert of their own; for their own samples they are made to
const loud: RuleSet = {
  ...set,
  rules: set.rules.map((rule) => ({ ...rule, alerts: true })),
  correlations: set.correlations.map((rule) => ({ ...rule, alerts: true })),
};
const detect = detector(loud);

function sampleOf(rule: SigmaRule | Correlation, kind: "positive" | "negative"): string {
  const text = rule.custom[kind];
  assert.equal(typeof text, "string", `${rule.place.file} has no ${kind} sample`);
  assert.notEqual(text, "", `${rule.place.file}: the ${kind} sample is empty`);
  return String(text);
}

test("the pack loads without a problem and holds at least sixty rules that raise alerts", () => {
  assert.deepEqual(problems, []);
  assert.equal(loaded, rules.length);
  assert.ok(rules.filter((rule) => rule.alerts).length >= 60, `only ${rules.length}`);
});

for (const rule of rules) {
  const name = rule.place.file.replace(/^.*rules[\\/]/, "");
  test(`${name} fires on its positive sample`, () => {
    const fired = detect(sampleOf(rule, "positive")).map((alert) => alert.rule.id);
    assert.ok(fired.includes(rule.key), `fired instead: ${[...new Set(fired)].join(", ") || "nothing"}`);
  });
  test(`${name} keeps silent on its negative sample`, () => {
    const fired = detect(sampleOf(rule, "negative")).map((alert) => alert.rule.id);
    assert.ok(!fired.includes(rule.key));
  });
  test(`${name} says what a user needs to know of it`, () => {
    assert.ok(
      rule.tags.some((tag) => tacticOf(tag) !== null),
      "no tactic among its tags",
    );
    assert.ok(
      rule.tags.some((tag) => techniqueOf(tag) !== null),
      "no technique among its tags",
    );
    assert.ok(rule.level !== null && rule.falsepositives.length > 0 && (rule.description ?? "").length > 20);
  });
}
