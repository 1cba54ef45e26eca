import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Level } from "../../src/model/alert.ts";
import type { Attack } from "../../src/model/attack.ts";
import { countAttacks } from "../../src/triage/attack.ts";
import { describeAttack, type RuleFacts } from "../../src/triage/describe.ts";
import { triage } from "../../src/triage/triage.ts";

const MINUTE = 60_000;

const fact = (level: Level, tags: readonly string[] = [], succeeded = false): RuleFacts => ({
  title: `a rule of level ${level}`,
  level,
  tags,
  succeeded,
});

const RULES: ReadonlyMap<string, RuleFacts> = new Map([
  ["dull", fact("low", ["attack.reconnaissance", "attack.t1595"])],
  ["scan", fact("medium", ["attack.reconnaissance", "attack.t1595.002"])],
  ["inject", fact("high", ["attack.initial-access", "attack.t1190"])],
  ["enter", fact("high", ["attack.initial-access", "attack.t1078"], true)],
  ["persist", fact("high", ["attack.persistence", "attack.t1098"])],
  ["take", fact("critical", ["attack.exfiltration", "attack.t1048"])],
  ["deface", fact("critical", ["attack.impact", "attack.t1491.002"])],
  ["plain", fact("informational")],
]);

interface Doing {
  readonly ip: string;
  readonly rules: readonly string[];
  readonly verdict?: "denied" | "allowed" | null;
  readonly times?: number;
}

/** Ranks attacks: each origin does its deeds a minute apart. */
function rank(deeds: readonly Doing[]): readonly Attack[] {
  const entries = deeds.flatMap(({ ip, rules, verdict = null, times = 1 }, actor) =>
    Array.from({ length: times }, () => rules)
      .flat()
      .map((rule, i) => ({
        body: "commission",
        thread: `ip:${ip}`,
        fact: { id: `${actor} ${i}`, timeMs: actor * 1000 + i * MINUTE, rule, ip, verdict },
      })),
  );
  return triage([...countAttacks(entries)].map((counted) => describeAttack(counted, RULES))).attacks;
}

const dull = (count: number): readonly Doing[] =>
  Array.from({ length: count }, (_, i) => ({ ip: `198.51.100.${i}`, rules: ["dull"] }));
const of = (attacks: readonly Attack[], ip: string): Attack => {
  const found = attacks.find((attack) => attack.origin?.ip === ip);
  assert.ok(found !== undefined);
  return found;
};

test("ten thousand dull alerts never outrank a rare one", () => {
  const attacks = rank([
    { ip: "192.0.2.1", rules: ["scan"], times: 10_000 },
    ...dull(50),
    { ip: "192.0.2.2", rules: ["inject"] },
  ]);
  assert.equal(attacks[0]?.origin?.ip, "192.0.2.2");
  assert.equal(of(attacks, "192.0.2.1").alerts, 10_000);
});

test("how often a deed is repeated changes nothing of its score", () => {
  const score = (times: number): number =>
    of(rank([...dull(20), { ip: "192.0.2.1", rules: ["inject"], times }]), "192.0.2.1").verdict.score;
  assert.equal(score(1), score(5000));
});

test("a later step never lowers the score", () => {
  const steps = fc.shuffledSubarray([...RULES.keys()], { minLength: 1 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 120 }), (rules, others) => {
      let before = 0;
      for (let i = 1; i <= rules.length; i++) {
        const attacks = rank([...dull(others), { ip: "192.0.2.1", rules: rules.slice(0, i) }]);
        const { score } = of(attacks, "192.0.2.1").verdict;
        assert.ok(score >= before, `${rules.slice(0, i)}: ${score} after ${before}`);
        before = score;
      }
    }),
    { numRuns: 40 },
  );
});

test("the score is the sum of its reasons, between 0 and 1, and every reason cites alerts", () => {
  const deeds = fc.array(fc.shuffledSubarray([...RULES.keys()], { minLength: 1 }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(deeds, (all) => {
      const attacks = rank(all.map((rules, i) => ({ ip: `192.0.2.${i}`, rules })));
      for (const { verdict } of attacks) {
        const sum = verdict.reasons.reduce((total, reason) => total + reason.weight, 0);
        assert.ok(Math.abs(sum - verdict.score) < 1e-9);
        assert.ok(verdict.score >= 0 && verdict.score <= 1);
        for (const reason of verdict.reasons) {
          assert.ok(reason.weight > 0 && reason.alerts.length > 0 && reason.text !== "");
        }
      }
      assert.deepEqual(
        attacks.map((attack) => attack.rank),
        attacks.map((_, i) => i + 1),
      );
    }),
    { numRuns: 60 },
  );
});

test("other names for the addresses change nothing but the names", () => {
  const deeds = fc.array(fc.shuffledSubarray([...RULES.keys()], { minLength: 1 }), {
    minLength: 2,
    maxLength: 20,
  });
  const told = (attacks: readonly Attack[], name: (ip: string) => string): unknown =>
    attacks.map(({ id: _, thread, origin, verdict, campaign, case: tied, ...rest }) => ({
      ...rest,
      verdict: {
        ...verdict,
        reasons: verdict.reasons.map(({ code, weight, value }) => ({ code, weight, value })),
      },
      tied: tied?.attacks ?? 1,
      campaign: campaign !== null,
      thread: name(thread.slice(3)),
      ip: name(origin?.ip ?? ""),
    }));
  fc.assert(
    fc.property(deeds, (all) => {
      const plain = rank(all.map((rules, i) => ({ ip: `192.0.${i}.2`, rules })));
      const renamed = rank(all.map((rules, i) => ({ ip: `2001:db8:${100 + i}::2`, rules })));
      const back = (ip: string): string => `192.0.${Number(ip.split(":")[2]) - 100}.2`;
      assert.deepEqual(
        told(renamed, back),
        told(plain, (ip) => ip),
      );
    }),
    { numRuns: 40 },
  );
});

test("only a device's denial of every alert is a block, and only a rule that says so is a success", () => {
  const outcome = (...deeds: readonly Doing[]): string => of(rank(deeds), "192.0.2.1").outcome;
  const ip = "192.0.2.1";
  assert.equal(outcome({ ip, rules: ["scan", "inject"], verdict: "denied" }), "blocked_by_device");
  assert.equal(outcome({ ip, rules: ["scan"], verdict: "denied" }, { ip, rules: ["dull"] }), "observed");
  assert.equal(outcome({ ip, rules: ["scan"], verdict: "allowed" }), "observed");
  assert.equal(outcome({ ip, rules: ["inject", "enter"] }), "succeeded");
  assert.equal(outcome({ ip, rules: ["enter"], verdict: "denied" }), "succeeded");
});

test("elaborate needs more than one stage, noise is what was stopped or is mild", () => {
  const others = dull(120);
  const kind = (rules: readonly string[], verdict: Doing["verdict"] = null): string =>
    of(rank([...others, { ip: "192.0.2.1", rules, verdict }]), "192.0.2.1").verdict.class;
  assert.equal(kind(["scan", "inject", "enter", "persist", "take"]), "elaborate");
  assert.equal(kind(["enter"]), "opportunistic");
  assert.equal(kind(["scan"]), "opportunistic");
  assert.equal(kind(["scan"], "denied"), "noise");
  assert.equal(kind(["dull", "plain"]), "noise");
});

test("the objective follows the last stage that was reached", () => {
  const objective = (rules: readonly string[]): string =>
    of(rank([{ ip: "192.0.2.1", rules }]), "192.0.2.1").verdict.objective;
  assert.equal(objective(["plain"]), "unknown");
  assert.equal(objective(["scan"]), "reconnaissance");
  assert.equal(objective(["scan", "inject"]), "access");
  assert.equal(objective(["take", "scan"]), "theft");
  assert.equal(objective(["take", "deface"]), "manipulation");
});

test("nothing is called directed without evidence that this body was meant", () => {
  const attacks = rank([{ ip: "192.0.2.1", rules: ["scan", "inject", "enter", "persist", "take"] }]);
  assert.equal(attacks[0]?.verdict.directed, false);
});

test("a rule that nothing is known of counts as a dull one", () => {
  const [attack] = rank([{ ip: "192.0.2.1", rules: ["unheard of"] }]);
  assert.equal(attack?.verdict.class, "noise");
  assert.deepEqual(attack?.techniques, []);
});

test("equal attacks stand in the order of their time", () => {
  const attacks = rank([
    { ip: "192.0.2.2", rules: ["scan"] },
    { ip: "192.0.2.1", rules: ["scan"] },
  ]);
  assert.deepEqual(
    attacks.map((attack) => attack.origin?.ip),
    ["192.0.2.2", "192.0.2.1"],
  );
});
