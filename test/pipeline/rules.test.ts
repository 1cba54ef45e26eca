import assert from "node:assert/strict";
import { test } from "node:test";
import { problemText } from "../../src/base/errors.ts";
import { loadRules, ruleFacts } from "../../src/pipeline/rules.ts";
import { ruleId, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";

test("a rule that is rejected is told with its place, and the rest loads", async (t) => {
  const folder = tempFolder(t);
  put(folder, "good.yml", webRule("good", "x"));
  put(folder, "modifier.yml", webRule("modifier", "x").replace("|contains", "|resembles"));
  put(folder, "syntax.yml", "title: [never closed\n");
  const { loaded, problems } = await loadRules([folder], false);
  assert.equal(loaded, 1);
  assert.equal(problems.length, 2);
  for (const [i, name] of ["modifier", "syntax"].entries()) {
    const text = problemText(problems[i] as never);
    assert.match(text, new RegExp(`${name}\\.yml:\\d+:\\d+: .+ \\(.+\\)$`));
  }
});

test("the digest of the rules follows their texts", async (t) => {
  const folder = tempFolder(t);
  put(folder, "a.yml", webRule("a", "x"));
  const first = await loadRules([folder], false);
  assert.equal((await loadRules([folder], false)).digest, first.digest);
  put(folder, "a.yml", webRule("a", "y"));
  assert.notEqual((await loadRules([folder], false)).digest, first.digest);
});

test("placeholders of the configuration reach the rules", async (t) => {
  const rule = webRule("staff", "x").replace("cs-uri-query|contains: x", 'cs-username|expand: "%staff%"');
  const file = put(tempFolder(t), "a.yml", rule);
  const values = new Map([["staff", ["alix"]]]);
  assert.equal((await loadRules([file], false, values)).loaded, 1);
  assert.equal((await loadRules([file], false)).loaded, 0);
});

test("what ranking knows of a rule: success is only what the rule's own key says", async (t) => {
  const folder = tempFolder(t);
  put(folder, "a.yml", `${webRule("entered", "x", "critical")}vigie: { outcome: succeeded }\n`);
  put(folder, "b.yml", webRule("success in name only", "x"));
  const facts = ruleFacts((await loadRules([folder], false)).set);
  assert.deepEqual(facts.get(ruleId("entered")), {
    title: "entered",
    level: "critical",
    tags: ["attack.initial-access", "attack.t1190"],
    succeeded: true,
  });
  assert.equal(facts.get(ruleId("success in name only"))?.succeeded, false);
});
