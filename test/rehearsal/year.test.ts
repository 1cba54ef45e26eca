/** The rehearsed year: what triage tells of its truth. Other seeds: npm run -s bench -- year --seeds 10 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { AttackCounter } from "../../src/pipeline/count.ts";
import { ruleFacts } from "../../src/pipeline/rules.ts";
import { patterns } from "../../src/rehearsal/year/patterns.ts";
import { rehearseYear, YEAR } from "../../src/rehearsal/year.ts";
import { scoreYear, type YearScore } from "../../src/rehearsal/year-score.ts";
import { Announcements } from "../../src/triage/announced.ts";
import { DEFAULT_GAP_MS } from "../../src/triage/attack.ts";
import { describeAttack } from "../../src/triage/describe.ts";
import { triage } from "../../src/triage/triage.ts";
import { builtinRules } from "../helpers/scan.ts";

async function rulesByTitle(): Promise<Parameters<typeof rehearseYear>[1]> {
  const { set } = await builtinRules();
  return new Map(
    [...set.rules, ...set.correlations].map((rule) => [
      rule.title,
      {
        id: rule.key,
        title: rule.title,
        level: rule.level ?? "informational",
        tags: [...rule.tags],
        type: "rule",
      },
    ]),
  );
}

async function score(seed: number): Promise<YearScore> {
  const { set } = await builtinRules();
  const year = rehearseYear(seed, await rulesByTitle());
  const counter = new AttackCounter();
  for (const alert of year.alerts) counter.add(alert, 0);
  const facts = ruleFacts(set);
  const tests = new Announcements(year.announced);
  const described = Iterator.from(counter.attacks(DEFAULT_GAP_MS))
    .map((counted) => tests.mark(describeAttack(counted, facts)))
    .toArray();
  counter.close();
  const { attacks, campaigns } = triage(described);
  return scoreYear(attacks, campaigns, year.truth);
}

test("at least eight patterns, each after a public account", () => {
  assert.ok(patterns.length >= 8);
  assert.equal(new Set(patterns.map(({ name }) => name)).size, patterns.length);
  for (const { source, stages } of patterns) assert.ok(source.length > 20 && stages.length >= 3);
});

test("the same seed rehearses the same year", async () => {
  const small = { ...YEAR, opportunists: 500 };
  const rules = await rulesByTitle();
  assert.deepEqual(rehearseYear(7, rules, small).alerts, rehearseYear(7, rules, small).alerts);
  assert.notDeepEqual(rehearseYear(8, rules, small).alerts, rehearseYear(7, rules, small).alerts);
});

for (const seed of [2017, 4202]) {
  test(`the few elaborate campaigns among 24,000 attacks are told, and tied together (seed ${seed})`, async (t) => {
    const found = await score(seed);
    const { recall, patterns: whole, completeness, purity, falseEscalations, attacks } = found;
    t.diagnostic(
      `${attacks} attacks; recall ${recall.found} of ${recall.of} (at least ${recall.lower95.toFixed(3)}); patterns ${whole.found} of ${whole.of} (at least ${whole.lower95.toFixed(3)}); ${falseEscalations} false escalations; completeness ${completeness.toFixed(3)}, purity ${purity.toFixed(3)}`,
    );
    assert.ok(attacks > 20_000);
    assert.equal(recall.of, YEAR.campaigns);
    assert.ok(recall.share >= 0.9, `missed ${found.missed.join(", ")}`);
    assert.ok(falseEscalations <= 30, JSON.stringify(found.escalated));
    assert.ok(found.announced > 0, "penetration tests are marked");
    assert.equal(found.overlooked, 0);
    assert.ok(completeness >= 0.9, `completeness ${completeness}`);
    assert.ok(purity >= 0.95, `purity ${purity}`);
  });
}
