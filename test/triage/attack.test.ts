import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type AlertFact,
  type CountedAttack,
  countAttacks,
  DEFAULT_GAP_MS,
  threadOf,
} from "../../src/triage/attack.ts";
import { makeAlert } from "../helpers/make.ts";

const MINUTE = 60_000;

interface Entry {
  readonly body: string;
  readonly thread: string;
  readonly fact: AlertFact;
}

function entry(minute: number, change: Partial<AlertFact> & { body?: string; thread?: string } = {}): Entry {
  const { body = "commission", thread = "ip:192.0.2.7", ...fact } = change;
  const made = { id: `${body} ${thread} ${minute}`, timeMs: minute * MINUTE, rule: "r", ip: "192.0.2.7" };
  return { body, thread, fact: { ...made, verdict: null, ...fact } };
}

const count = (entries: Iterable<Entry>, gapMs?: number): readonly CountedAttack[] => [
  ...countAttacks(entries, gapMs),
];
const spans = (attacks: readonly CountedAttack[]): readonly (readonly number[])[] =>
  attacks.map(({ firstMs, lastMs, alertIds }) => [firstMs / MINUTE, lastMs / MINUTE, alertIds.length]);

test("a silence as long as the window continues an attack, a longer one ends it", () => {
  assert.equal(DEFAULT_GAP_MS, 30 * MINUTE);
  assert.deepEqual(spans(count([0, 30, 60].map((minute) => entry(minute)))), [[0, 60, 3]]);
  const late = { ...entry(30), fact: { ...entry(30).fact, timeMs: 30 * MINUTE + 1 } };
  assert.equal(count([entry(0), late]).length, 2);
  assert.deepEqual(spans(count([entry(0), entry(5), entry(11)], 5 * MINUTE)), [
    [0, 5, 2],
    [11, 11, 1],
  ]);
});

test("one origin against two bodies is two attacks", () => {
  const attacks = count([entry(0, { body: "a" }), entry(1, { body: "a" }), entry(0, { body: "b" })]);
  assert.deepEqual(
    attacks.map(({ body, alertIds }) => [body, alertIds.length]),
    [
      ["a", 2],
      ["b", 1],
    ],
  );
  assert.notEqual(attacks[0]?.id, attacks[1]?.id);
});

test("two origins against one body are two attacks", () => {
  assert.equal(count([entry(0, { thread: "ip:192.0.2.7" }), entry(0, { thread: "ip:192.0.2.8" })]).length, 2);
});

test("nothing is counted where there is no alert", () => {
  assert.deepEqual(count([]), []);
});

test("the id of an attack stays when more alerts follow", () => {
  const entries = [0, 10, 20, 30].map((minute) => entry(minute));
  const seen = entries.map((_, i) => count(entries.slice(0, i + 1)).map(({ id }) => id));
  assert.deepEqual(
    seen,
    entries.map(() => [seen[0]?.[0]]),
  );
});

test("an attack is blocked only while a device denied every alert of it", () => {
  const denied = { verdict: "denied" } as const;
  assert.equal(count([entry(0, denied), entry(1, denied)])[0]?.allDenied, true);
  assert.equal(count([entry(0, denied), entry(1)])[0]?.allDenied, false);
  assert.equal(count([entry(0, denied), entry(1, { verdict: "allowed" })])[0]?.allDenied, false);
});

test("an attack remembers every alert, and a few of each rule to look at", () => {
  const [attack] = count(Array.from({ length: 9 }, (_, i) => entry(i, { rule: i === 4 ? "rare" : "dull" })));
  assert.equal(attack?.alertIds.length, 9);
  assert.equal(attack?.rules.get("dull")?.count, 8);
  assert.equal(attack?.rules.get("dull")?.examples.length, 3);
  assert.deepEqual(attack?.rules.get("rare")?.examples, [entry(4).fact.id]);
  assert.equal(attack?.rules.get("rare")?.firstMs, 4 * MINUTE);
});

test("what has no origin is tied by host, else by user, else by source", () => {
  const thread = (user: string[], host: string[]): string =>
    threadOf(makeAlert(1, { origin: null, entities: { user, host } }));
  assert.equal(threadOf(makeAlert(1)), "ip:192.0.2.7");
  assert.equal(thread(["Alix"], ["SRV-1", "srv-2"]), "host:srv-1");
  assert.equal(thread(["Alix"], []), "user:alix");
  assert.equal(thread([], []), "source:/var/log/a.log");
});

// --- properties over sorted entries, as the counter gets them

const anyEntries = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 200 }),
      body: fc.constantFrom("a", "b"),
      thread: fc.constantFrom("ip:192.0.2.7", "host:x"),
      rule: fc.constantFrom("r", "s"),
    }),
    { maxLength: 40 },
  )
  .map((items) => items.map((item, i) => entry(item.minute, { ...item, id: `alert ${i}` })).sort(byPlace));

function byPlace(a: Entry, b: Entry): number {
  const keys = [a, b].map(({ body, thread }) => `${body} ${thread}`) as [string, string];
  return keys[0] < keys[1] ? -1 : keys[0] > keys[1] ? 1 : a.fact.timeMs - b.fact.timeMs;
}

test("every alert belongs to exactly one attack", () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const counted = count(entries).flatMap(({ alertIds }) => alertIds);
      assert.deepEqual(counted.toSorted(), entries.map(({ fact }) => fact.id).toSorted());
    }),
  );
});

test("the order of alerts of the same time changes no number", () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const turned = entries.toReversed().sort(byPlace);
      assert.deepEqual(spans(count(turned)), spans(count(entries)));
    }),
  );
});

test("a longer window never counts more attacks", () => {
  fc.assert(
    fc.property(
      anyEntries,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 100 }),
      (entries, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(count(entries, long * MINUTE).length <= count(entries, short * MINUTE).length);
      },
    ),
  );
});

test("between two attacks of one thread lies more than the window, within one never", () => {
  fc.assert(
    fc.property(anyEntries, fc.integer({ min: 0, max: 60 }), (entries, gap) => {
      const attacks = count(entries, gap * MINUTE);
      for (const [i, attack] of attacks.entries()) {
        const next = attacks[i + 1];
        if (next?.body === attack.body && next.thread === attack.thread)
          assert.ok(next.firstMs - attack.lastMs > gap * MINUTE);
      }
    }),
  );
});
