/** What must not change a rank, and what must never lower one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Attack, attackSchema } from "../../src/model/attack.ts";
import { Judgements } from "../../src/triage/judgements.ts";
import { triage } from "../../src/triage/triage.ts";
import { attacksOf, type Deed, INTRUSION, named, noise, RULES, triageOf } from "./making.ts";

const IDS = INTRUSION.map(({ id }) => id ?? "");
const worst = (attacks: readonly Attack[]): number => Math.max(...attacks.map(({ rank }) => rank));
const DEEDS = [...INTRUSION, ...noise(300)];

test("the intrusion stands first, each reason cites alerts, and the sum is the score", () => {
  const triaged = triageOf(DEEDS);
  assert.equal(worst(named(triaged, IDS)), INTRUSION.length);
  for (const attack of triaged.attacks) {
    attackSchema.parse(attack);
    const { reasons, score } = attack.verdict;
    assert.ok(Math.abs(reasons.reduce((sum, { weight }) => sum + weight, 0) - score) < 1e-9);
    assert.ok(score >= 0 && score <= 1);
    for (const reason of reasons)
      assert.ok(reason.alerts.length > 0 && reason.weight > 0 && reason.text !== "");
  }
});

test("the order of the attacks changes nothing", () => {
  const attacks = attacksOf(DEEDS);
  fc.assert(
    fc.property(fc.shuffledSubarray([...attacks], { minLength: attacks.length }), (shuffled) => {
      assert.deepEqual(triage(shuffled), triage(attacks));
    }),
    { numRuns: 5 },
  );
});

test("other names for addresses, accounts, machines and tools change no score", () => {
  const there = (text: string): string => `zz-${[...text].reverse().join("")}`;
  const renamed = DEEDS.map((deed): Deed => {
    const [a = "", b = "", c = "", d = ""] = deed.ip?.split(".") ?? [];
    return {
      ...deed,
      ...(deed.ip === undefined
        ? {}
        : { ip: `${255 - Number(a)}.${255 - Number(b)}.${255 - Number(c)}.${d}` }),
      users: (deed.users ?? []).map(there),
      hosts: (deed.hosts ?? []).map(there),
      traits: (deed.traits ?? []).map((trait) => `${trait.split(" ")[0]} ${there(trait)}`),
      body: "other",
    };
  });
  const told = (deeds: readonly Deed[]): readonly string[] =>
    triageOf(deeds).attacks.map(
      ({ verdict, first, campaign }) =>
        `${verdict.score} ${verdict.class} ${verdict.directed} ${campaign !== null} ${verdict.score > 0.2 ? first : ""}`,
    );
  assert.deepEqual(told(renamed), told(DEEDS));
});

test("a country, or a place on a list of indicators, has no way in", () => {
  const attacks = attacksOf(DEEDS);
  const marked = attacks.map((attack, i) => ({
    ...attack,
    origin: attack.origin === null ? null : { ...attack.origin, country: i % 2 === 0 ? "XA" : "XB" },
    indicators: i % 3 === 0 ? ["a list"] : [],
  }));
  const told = (list: readonly Attack[]): unknown =>
    triage(list).attacks.map(({ id, rank, verdict, campaign }) => ({ id, rank, verdict, campaign }));
  assert.deepEqual(told(marked), told(attacks));
});

test("ten times the noise moves no elaborate attack down", () => {
  const before = triageOf(DEEDS);
  const after = triageOf([...DEEDS, ...noise(3000, 300)]);
  assert.equal(worst(named(before, IDS)), INTRUSION.length);
  assert.equal(worst(named(after, IDS)), INTRUSION.length);
  assert.ok(named(after, IDS).every(({ verdict }) => verdict.class === "elaborate"));
});

test("ten thousand dull alerts of the intruder himself change no score", () => {
  const flood = (times: number): readonly Deed[] => [
    ...INTRUSION.map((deed) =>
      deed.id === "d"
        ? { ...deed, rules: [...deed.rules, ...Array.from({ length: times }, () => "knock")] }
        : deed,
    ),
    ...noise(300),
  ];
  const score = (deeds: readonly Deed[]): number | undefined => triageOf(deeds).campaigns[0]?.verdict.score;
  assert.equal(score(flood(10_000)), score(flood(1)));
});

test("one more step never lowers the score of a campaign", () => {
  const rules = [...RULES.keys()];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: INTRUSION.length - 1 }),
      fc.constantFrom(...rules),
      fc.integer({ min: 0, max: 150 }),
      (at, rule, others) => {
        const own = INTRUSION.map((deed, i) => (i === at ? { ...deed, rules: [...deed.rules, rule] } : deed));
        const base = triageOf([...INTRUSION, ...noise(others)]).campaigns[0]?.verdict.score ?? 0;
        const more = triageOf([...own, ...noise(others)]).campaigns[0]?.verdict.score ?? 0;
        assert.ok(more >= base, `${rule} in ${INTRUSION[at]?.id}: ${more} after ${base}`);
      },
    ),
    { numRuns: 60 },
  );
});

test("a later attack of the same origin never lowers it either", () => {
  for (const rule of RULES.keys()) {
    const later: Deed = { day: 160, rules: [rule], ip: "198.51.100.8", id: "later" };
    const base = triageOf(DEEDS).campaigns[0]?.verdict.score ?? 0;
    const more = triageOf([...DEEDS, later]).campaigns[0]?.verdict.score ?? 0;
    assert.ok(more >= base, `${rule}: ${more} after ${base}`);
  }
});

test("a mass scanner that was lucky is serious and not elaborate, and nothing is directed", () => {
  const lucky: readonly Deed[] = ["commission", "ministry", "party"].map((body, i) => ({
    day: 10 + i / 10,
    rules: i === 0 ? ["scan", "inject", "shell"] : ["scan", "inject"],
    ip: "192.0.2.77",
    body,
    id: `lucky${i}`,
  }));
  const triaged = triageOf([...lucky, ...noise(300)]);
  const [first] = named(triaged, ["lucky0"]);
  assert.equal(first?.outcome, "succeeded");
  assert.notEqual(first?.verdict.class, "elaborate");
  assert.equal(first?.verdict.directed, false);
  assert.ok((first?.rank ?? 99) <= 3, "it is to be handled all the same");
});

test("directed only with an account or an act that nobody else shares", () => {
  const [campaign] = triageOf(DEEDS).campaigns;
  assert.equal(campaign?.verdict.directed, true);
  assert.ok(campaign?.verdict.reasons.some(({ code }) => code === "account"));
});

test("people's decisions move attacks of the same rules, visibly and within a bound", () => {
  const attacks = attacksOf(DEEDS);
  const scoreWith = (judgements: Judgements): number =>
    triage(attacks, judgements).campaigns[0]?.verdict.score ?? 0;
  const plain = scoreWith(new Judgements([]));
  const against = Array.from({ length: 50 }, (_, i) => ({
    about: `old ${i}`,
    verdict: "opportunistic" as const,
    rules: [...RULES.keys()],
  }));
  const lowered = triage(attacks, new Judgements(against));
  const [named0] = named(lowered, ["b"]);
  const reason = named0?.verdict.reasons.find(({ code }) => code === "judged");
  assert.ok(reason !== undefined && reason.weight < 0 && reason.weight >= -0.1);
  assert.ok((named0?.verdict.score ?? 0) >= plain - 0.1 - 1e-9);
  const raised = scoreWith(new Judgements(against.map((one) => ({ ...one, verdict: "elaborate" as const }))));
  assert.ok(raised >= plain && raised <= plain + 0.1 + 1e-9);
});

test("one request that several rules fire on is one act: no stages, and nothing after an entry", () => {
  const deed: Deed = { day: 3, rules: ["inject", "shell", "persist", "take"], ip: "203.0.113.5", id: "x" };
  const codes = (deeds: readonly Deed[]): readonly string[] =>
    named(triageOf([...deeds, ...noise(300)]), ["x"])[0]?.verdict.reasons.map(({ code }) => code) ?? [];
  assert.deepEqual(codes([{ ...deed, atOnce: true }]), ["rarity", "level", "success"]);
  for (const code of ["stages", "inside"]) assert.ok(codes([deed]).includes(code), code);
});

test("an attack says how many it was judged with, and what it would be by itself", () => {
  const triaged = triageOf([
    { day: 1, rules: ["inject"], ip: "203.0.113.5", id: "x" },
    { day: 9, rules: ["scan"], ip: "203.0.113.5", id: "y" },
    ...noise(300),
  ]);
  const [x, y] = [named(triaged, ["x"])[0], named(triaged, ["y"])[0]];
  assert.equal(x?.case?.attacks, 2);
  assert.deepEqual(y?.case, x?.case);
  assert.equal(y?.campaign, null);
  assert.ok((triaged.alone.get(y?.id ?? "")?.score ?? 1) < (y?.verdict.score ?? 0));
});

test("a shift of all times by whole weeks changes no score", () => {
  const told = (deeds: readonly Deed[]): unknown =>
    triageOf(deeds).attacks.map(({ verdict, campaign }) => [verdict.score, verdict.class, campaign !== null]);
  assert.deepEqual(told(DEEDS.map((deed) => ({ ...deed, day: deed.day + 21 }))), told(DEEDS));
});
