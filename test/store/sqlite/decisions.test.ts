import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { makeDecision } from "../../helpers/decisions.ts";
import { makeAlert } from "../../helpers/make.ts";

const NOW = Date.UTC(2026, 3, 20, 12);
const HOUR = 3_600_000;

function withStore(t: TestContext): Store {
  const store = openTemporaryStore();
  t.after(() => store.close());
  return store;
}

const inForce = (store: Store, nowMs: number): readonly string[] =>
  [...store.decisions.inForce(nowMs)].map(({ decision }) => decision.id);

test("lifting one of two blocks of an address leaves the other in force", (t) => {
  const store = withStore(t);
  const [short, long] = [
    makeDecision("192.0.2.7", NOW + HOUR, NOW),
    makeDecision("192.0.2.7", NOW + 2 * HOUR, NOW),
  ];
  store.decisions.add([short, long]);
  assert.ok(store.decisions.lift(long.id, "mistake", NOW + 1));
  assert.deepEqual(inForce(store, NOW + 2), [short.id]);
  assert.deepEqual(
    [...store.decisions.list({ value: "192.0.2.7", openAtMs: NOW + 2 })].map(({ decision }) => decision.id),
    [short.id],
  );
  assert.equal(store.decisions.lift(long.id, "again", NOW + 3), false);
});

test("whatever is lifted in whatever order, exactly the rest is in force", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 12 }),
      fc.array(fc.nat(11)),
      (hours, lifts) => {
        const store = openTemporaryStore();
        const all = hours.map((h) => makeDecision("192.0.2.7", NOW + h * HOUR, NOW));
        store.decisions.add(all);
        const lifted = new Set<string>();
        for (const index of lifts) {
          const one = all[index];
          if (one === undefined) continue;
          assert.equal(store.decisions.lift(one.id, "w", NOW + 1), !lifted.has(one.id));
          lifted.add(one.id);
        }
        assert.deepEqual(
          inForce(store, NOW + 2).toSorted(),
          all
            .map(({ id }) => id)
            .filter((id) => !lifted.has(id))
            .toSorted(),
        );
        store.close();
      },
    ),
    { numRuns: 50 },
  );
});

test("escalation counts what is over, by network, without proposals and what was taken back", (t) => {
  const store = withStore(t);
  const over = makeDecision("2001:db8::1", NOW - HOUR, NOW - 5 * HOUR);
  const open = makeDecision("2001:db8::2", NOW + HOUR, NOW - 5 * HOUR);
  const proposed = makeDecision("2001:db8::3", NOW - HOUR, NOW - 5 * HOUR, { status: "proposed" });
  const other = makeDecision("2001:db8:0:1::1", NOW - HOUR, NOW - 5 * HOUR);
  const dry = makeDecision("2001:db8::4", NOW - HOUR, NOW - 5 * HOUR, { status: "dry_run" });
  const lifted = makeDecision("2001:db8::5", NOW - HOUR, NOW - 5 * HOUR);
  store.decisions.add([over, open, proposed, other, dry, lifted]);
  store.decisions.lift(lifted.id, "w", NOW - 2 * HOUR);
  assert.equal(store.decisions.countSince("2001:db8::/64", NOW - 6 * HOUR, NOW), 2);
  assert.equal(store.decisions.countSince("2001:db8::/64", NOW - 4 * HOUR, NOW), 0);
  assert.equal(store.decisions.addressesSince("2001:db8::/64", NOW - 6 * HOUR).length, 4);
  assert.deepEqual(store.decisions.madeSince(NOW - 6 * HOUR), { blocks: 5, proposals: 1 });
});

test("counts of the firewall are kept by decision, and none for a decision that is gone", (t) => {
  const store = withStore(t);
  const one = makeDecision("192.0.2.7", NOW + HOUR, NOW);
  store.decisions.add([one]);
  const count = { decision: one.id, packets: 3, bytes: 180, seen: { "v4 192.0.2.7": [3, 180] as const } };
  store.decisions.saveCounts([count, { ...count, decision: "ff".repeat(32) }]);
  assert.deepEqual(store.decisions.counts(), [count]);
  store.erase({ alerts: [], attacks: [], segments: [], decisions: [one.id] });
  store.decisions.saveCounts([count]);
  assert.deepEqual(store.decisions.counts(), []);
});

test("erasure finds decisions by their alerts, and by an address that nothing else names", (t) => {
  const store = withStore(t);
  const [mine, elsewhere] = [makeAlert(1), makeAlert(2, { origin: { ip: "192.0.2.8" } })];
  const stays = makeAlert(3, { origin: { ip: "192.0.2.8" } });
  store.addAlerts([mine, elsewhere, stays]);
  const byAlert = makeDecision("192.0.2.99", NOW + HOUR, NOW, { alerts: [mine.id] });
  const byAddress = makeDecision("192.0.2.7", NOW + HOUR, NOW, { by: "operator" });
  const kept = makeDecision("192.0.2.8", NOW + HOUR, NOW, { by: "operator" });
  store.decisions.add([byAlert, byAddress, kept]);
  assert.deepEqual(
    [...store.decisions.about([mine.id, elsewhere.id])].sort(),
    [byAlert.id, byAddress.id].sort(),
  );
});

test("what is over is found by its end", (t) => {
  const store = withStore(t);
  const [old, open] = [
    makeDecision("192.0.2.7", NOW - HOUR, NOW - 5 * HOUR),
    makeDecision("192.0.2.8", NOW + HOUR, NOW),
  ];
  store.decisions.add([old, open]);
  assert.deepEqual(store.decisions.overBefore(NOW), [old.id]);
});
