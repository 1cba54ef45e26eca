/** What ties attacks and what does not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { campaignSchema } from "../../src/model/campaign.ts";
import { linksOf, tieAttacks } from "../../src/triage/campaign.ts";
import { prefixOf } from "../../src/triage/ties/infrastructure.ts";
import { attacksOf, type Deed, INTRUSION, named, noise, triageOf } from "./making.ts";

const IDS = INTRUSION.map(({ id }) => id ?? "");
const sizes = (deeds: readonly Deed[]): readonly number[] =>
  tieAttacks(attacksOf(deeds))
    .map(({ attacks }) => attacks.length)
    .toSorted((a, b) => b - a);

test("31 days of silence, four times, cut nothing", () => {
  const triaged = triageOf([...INTRUSION, ...noise(300)]);
  const own = named(triaged, IDS);
  assert.equal(own.length, INTRUSION.length);
  assert.equal(new Set(own.map(({ campaign }) => campaign)).size, 1);
  assert.equal(triaged.campaigns.length, 1);
  const [campaign] = triaged.campaigns;
  assert.equal(campaign?.attacks.length, INTRUSION.length);
  assert.equal(campaign?.verdict.class, "elaborate");
  campaignSchema.parse(campaign);
  const alerts = new Set(own.flatMap(({ steps }) => steps.flatMap(({ examples }) => examples)));
  for (const link of campaign?.links ?? []) {
    assert.ok(link.strength > 0 && link.strength <= 1 && link.text !== "");
    assert.ok(link.alerts.length > 0 && link.alerts.every((id) => alerts.has(id)));
  }
});

test("what thousands share ties nobody", () => {
  const many = (deed: (i: number) => Partial<Deed>): readonly Deed[] =>
    Array.from({ length: 200 }, (_, i) => ({
      day: i,
      rules: ["scan"],
      ip: `10.0.${i}.1`,
      id: `many ${i}`,
      ...deed(i),
    }));
  const strangers: readonly (readonly Deed[])[] = [
    many(() => ({ ip: "192.0.2.1" })), // a relay
    many((i) => ({ ip: `192.0.2.${i + 1}` })), // a provider
    many(() => ({ rules: ["guess"], users: ["root"] })),
    many(() => ({ traits: ["agent curl/8.5"] })),
    many(() => ({ traits: ["path /.env"] })),
    many(() => ({ rules: ["inject"] })),
  ];
  for (const deeds of strangers) assert.equal(Math.max(...sizes(deeds)), 1);
});

test("what two alone share ties them", () => {
  const deed = (day: number, change: Partial<Deed>): Deed => ({
    day,
    rules: ["inject"],
    id: `d${day}`,
    ...change,
  });
  const tied = (a: Partial<Deed>, b: Partial<Deed>): boolean =>
    sizes([deed(1, { ip: "192.0.2.1", ...a }), deed(9, { ip: "198.51.100.2", ...b }), ...noise(1000)])[0] ===
    2;
  assert.ok(tied({}, { ip: "192.0.2.1" }), "address");
  const elsewhere = { ip: "192.168.1.5", body: "ministry" };
  assert.ok(!tied({ ip: "192.168.1.5" }, elsewhere), "a private address is another machine at every body");
  assert.ok(tied({ ip: "192.168.1.5" }, { ip: "192.168.1.5" }), "private address of one body");
  assert.ok(tied({}, { ip: "192.0.2.1", body: "ministry" }), "public address, two bodies");
  const few = ["192.0.2.1", "198.51.100.2"].map((ip, i) => deed(i, { ip, traits: ["agent own/1"] }));
  assert.equal(sizes(few)[0], 1, "among two attacks nothing is rare");
  assert.ok(tied({ traits: ["agent own/1"] }, { traits: ["agent own/1"] }), "tool");
  assert.ok(tied({ traits: ["path /x.php"] }, { traits: ["path /x.php"] }), "target");
  assert.ok(!tied({}, { rules: ["scan"] }), "nothing");
  assert.ok(!tied({ body: "ministry", traits: ["path /x.php"] }, { traits: ["path /x.php"] }), "two bodies");
  const entered = { rules: ["enter"], users: ["alix"] };
  assert.ok(tied(entered, entered), "account");
  assert.ok(!tied(entered, { ...entered, users: ["brune"] }), "two accounts");
});

test("ten paths of one list are one list, not ten chances", () => {
  const lists = (count: number): readonly Deed[] =>
    Array.from({ length: 20 }, (_, i) => ({
      day: i,
      rules: ["scan"],
      ip: `10.0.${i}.1`,
      traits: Array.from({ length: count }, (_unused, path) => `path /${path}`),
      id: `list ${i}`,
    }));
  assert.equal(sizes(lists(1))[0], 1);
  assert.equal(sizes(lists(10))[0], 1);
});

test("an entry that happens every day ties nobody to what happens inside", () => {
  const inside: Deed = { day: 100.01, rules: ["pack"], hosts: ["files"], id: "inside" };
  const entry = (day: number): Deed => ({
    day,
    rules: ["enter"],
    ip: `10.9.${day}.1`,
    hosts: ["web"],
    id: `e${day}`,
  });
  assert.equal(sizes([entry(100), inside, { ...entry(1), day: 1 }])[0], 2);
  const daily = Array.from({ length: 1000 }, (_, i) => ({
    ...entry(i),
    ip: `10.${i >> 8}.${i & 255}.1`,
    day: 95 + i / 100,
  }));
  assert.equal(sizes([...daily, { ...inside, day: 100.308 }])[0], 1);
});

test("an id stays when a campaign grows, and when more noise is there", () => {
  const id = (deeds: readonly Deed[]): string | undefined => triageOf(deeds).campaigns[0]?.id;
  const first = id([...INTRUSION.slice(0, 3), ...noise(100)]);
  assert.ok(first !== undefined);
  assert.equal(id([...INTRUSION, ...noise(400)]), first);
});

test("what would break it: the weakest tie, and who would stand apart", () => {
  const [campaign] = triageOf([...INTRUSION, ...noise(300)]).campaigns;
  const { weakest } = campaign ?? {};
  assert.ok(weakest !== null && weakest !== undefined);
  assert.ok(weakest.strength >= 0.5 && weakest.strength < 0.99);
  assert.ok(weakest.attacks.length >= 1 && weakest.attacks.length <= INTRUSION.length / 2);
  assert.ok(weakest.attacks.every((id) => campaign?.attacks.includes(id)));
});

const anyDeed = fc.record({
  day: fc.integer({ min: 0, max: 200 }),
  rules: fc.shuffledSubarray(["scan", "spray", "inject", "enter", "persist", "take"], { minLength: 1 }),
  ip: fc.constantFrom("192.0.2.1", "192.0.2.2", "198.51.100.1", "203.0.113.9"),
  users: fc.subarray(["alix", "brune"]),
  body: fc.constantFrom("commission", "ministry"),
});

test("every attack is in one case, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 25 }), (deeds) => {
      const attacks = attacksOf(deeds.map((deed, i) => ({ ...deed, id: `x${i}` })));
      const told = (list: typeof attacks): readonly string[] =>
        tieAttacks(list)
          .map(({ id, attacks: own }) => `${id} ${own.map((one) => one.id)}`)
          .toSorted();
      assert.deepEqual(told(attacks.toReversed()), told(attacks));
      const members = tieAttacks(attacks).flatMap((one) => one.attacks.map(({ id }) => id));
      assert.deepEqual(members.toSorted(), attacks.map(({ id }) => id).toSorted());
    }),
    { numRuns: 60 },
  );
});

test("a network is a /24 or a /48", () => {
  assert.equal(prefixOf("192.0.2.7"), "192.0.2.0/24");
  assert.equal(prefixOf("2001:db8:1:2::3"), "2001:db8:1::/48");
  assert.equal(prefixOf("2001:db8::3"), "2001:db8:0::/48");
  assert.equal(prefixOf("::1"), "0:0:0::/48");
});

test("a tie cites the alert that shows what is shared, on both sides", () => {
  const deeds: readonly Deed[] = [
    { day: 1, rules: ["scan"], ip: "203.0.113.5", id: "x" },
    { day: 1.001, rules: ["enter"], ip: "203.0.113.5", users: ["alix"], id: "y" },
    { day: 9, rules: ["enter"], ip: "198.51.100.8", users: ["alix"], id: "z" },
  ];
  const [own] = tieAttacks(attacksOf(deeds)).filter(({ attacks }) => attacks.length > 1);
  assert.ok(own !== undefined);
  const account = linksOf(own).find(({ code }) => code === "account");
  assert.deepEqual(account?.alerts, ["y 0", "z 0"]);
});

test("the machine's own address ties nobody: everybody who comes through its proxy has it", () => {
  const twice = (ip: string): readonly Deed[] => [
    { day: 1, rules: ["inject"], ip, id: "x" },
    { day: 2, rules: ["inject"], ip, id: "y" },
  ];
  assert.equal(sizes(twice("203.0.113.5"))[0], 2);
  assert.equal(sizes(twice("127.0.0.1"))[0], 1);
});

test("who comes every day for months from one address with one account is not cut", () => {
  const daily = (users: readonly string[]): readonly Deed[] =>
    Array.from({ length: 120 }, (_, i) => ({
      day: i,
      rules: ["enter"],
      ip: "203.0.113.5",
      users,
      id: `d${i}`,
    }));
  assert.equal(sizes(daily(["alix"]))[0], 120);
  assert.equal(sizes(daily([]))[0], 1, "an address that a hundred attacks come from is a relay");
});

test("an account that thousands of addresses are in with ties nobody", () => {
  const many = (count: number): readonly Deed[] =>
    Array.from({ length: count }, (_, i) => ({
      day: i / 20,
      rules: ["enter"],
      ip: `10.${i >> 8}.${i & 255}.1`,
      users: ["shared"],
      id: `m${i}`,
    }));
  assert.equal(sizes(many(3))[0], 3);
  assert.equal(sizes(many(3000))[0], 1);
});

test("a domain, a certificate and JA4 tie what hardly anybody else shares, and next to nothing where thousands do", () => {
  for (const trait of [
    "domain drop.example",
    "certificate ab12",
    "ja4 t13d1516h2_8daaf6152771_b186095e22b6",
  ]) {
    const deed = (i: number): Deed => ({
      day: i / 10,
      rules: ["take"],
      ip: `10.${i >> 8}.${i & 255}.1`,
      traits: [trait],
      body: i % 2 === 0 ? "commission" : "ministry",
      id: `t${i}`,
    });
    const many = (count: number): readonly Deed[] => Array.from({ length: count }, (_, i) => deed(i));
    const [own] = tieAttacks(attacksOf([...many(2), ...noise(2000, 3000)])).filter(
      ({ attacks }) => attacks.length > 1,
    );
    const code = trait.startsWith("ja4") ? "tool" : trait.split(" ")[0];
    assert.ok(own !== undefined && linksOf(own).some((link) => link.code === code), trait);
    assert.ok(linksOf(own).every(({ text }) => text.includes(trait)));
    assert.equal(sizes(many(2000))[0], 1, `${trait}, shared by thousands`);
  }
});

test("a pivot: somebody got in on a machine, and later somebody else comes from it", () => {
  const entered: Deed = {
    day: 1,
    rules: ["enter"],
    ip: "203.0.113.5",
    users: ["alix"],
    hosts: ["files.party"],
    id: "x",
  };
  const moved: Deed = { day: 3, rules: ["spray"], ip: "10.0.0.8", users: ["root"], hosts: ["db"], id: "y" };
  const codes = (later: Deed, earlier: Deed = entered): readonly string[] =>
    tieAttacks(attacksOf([earlier, later, ...noise(300)])).flatMap((one) =>
      linksOf(one).map(({ code }) => code),
    );
  assert.deepEqual(codes(moved), []);
  assert.deepEqual(codes({ ...moved, traits: ["from files"] }), ["pivot"]);
  assert.deepEqual(codes(moved, { ...entered, hosts: ["10.0.0.8"] }), ["pivot"]);
  assert.deepEqual(
    codes({ ...moved, traits: ["from files"] }, { ...entered, rules: ["spray"] }),
    [],
    "nobody got in",
  );
  assert.deepEqual(codes({ ...moved, traits: ["from db"] }), [], "from the machine itself");
});
