import assert from "node:assert/strict";
import { test } from "node:test";
import { openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import { makeAlert, makeAttack } from "../../helpers/make.ts";

test("decisions are kept, the last one counts, and what is erased is gone", () => {
  const store = openTemporaryStore();
  const { judgements } = store;
  const attack = makeAttack(1);
  store.addAlerts([makeAlert(1)]);
  store.addAttacks([{ attack, alertIds: [makeAlert(1).id] }]);
  const said = { about: attack.id, why: "a test of ours", rules: ["rule-a"], atMs: 1 };
  judgements.add({ ...said, verdict: "elaborate" });
  judgements.add({ ...said, verdict: "noise", atMs: 2 });
  judgements.add({ ...said, about: "other", verdict: "noise", atMs: 3 });
  assert.deepEqual(
    judgements.about(attack.id).map(({ verdict, atMs }) => [verdict, atMs]),
    [
      ["elaborate", 1],
      ["noise", 2],
    ],
  );
  assert.deepEqual(
    judgements.all().map(({ about, verdict, rules }) => [about, verdict, rules]),
    [
      [attack.id, "noise", ["rule-a"]],
      ["other", "noise", ["rule-a"]],
    ],
  );
  store.erase({ alerts: [makeAlert(1).id], attacks: [attack.id], segments: [] });
  assert.deepEqual(judgements.about(attack.id), []);
  store.close();
});

test("an attack that takes the place of others is found by their ids", () => {
  const store = openTemporaryStore();
  const alerts = [1, 2, 3].map((number) => makeAlert(number));
  const ids = alerts.map(({ id }) => id);
  store.addAlerts(alerts);
  const [a, b, joined] = [makeAttack(1), makeAttack(2), makeAttack(3)];
  store.addAttacks([{ attack: a, alertIds: ids.slice(0, 1) }]);
  store.addAttacks([{ attack: b, alertIds: ids.slice(1, 2) }]);
  store.addAttacks([{ attack: joined, alertIds: ids }]);
  assert.deepEqual(
    [...store.attacks({})].map(({ id }) => id),
    [joined.id],
  );
  assert.deepEqual(store.successions.of(a.id), [joined.id]);
  assert.deepEqual(store.successions.of(b.id.slice(0, 12)), [joined.id]);
  assert.deepEqual(store.successions.of(joined.id), []);
  store.close();
});
