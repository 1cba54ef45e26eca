/** The outbox of notices: gathered, counted, kept over a restart, never dropped without a count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notice } from "../../../src/model/notice.ts";
import { MAX_WAITING } from "../../../src/store/notices.ts";
import { openSqliteStore, openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import { tempFolder } from "../../helpers/temp.ts";

const NOW = Date.UTC(2027, 3, 11);
const WINDOW = 900_000;

function notice(group: string, change: Partial<Notice> = {}): Notice {
  return {
    group,
    kind: "alert",
    level: "high",
    body: "commission",
    about: `id-${group}`,
    text: "",
    timeMs: NOW,
    ...change,
  };
}

test("a group is told once with a count, then again after the window with what came since", () => {
  const store = openTemporaryStore();
  const { notices } = store;
  notices.add("desk", [notice("a"), notice("a", { level: "critical" }), notice("b")], NOW, WINDOW);
  const first = notices.next("desk", NOW, "m1");
  assert.deepEqual(
    first?.notices.map(({ about, count, level, again }) => ({ about, count, level, again })),
    [
      { about: "id-a", count: 2, level: "critical", again: false },
      { about: "id-b", count: 1, level: "high", again: false },
    ],
  );
  notices.add("desk", [notice("a")], NOW + 1, WINDOW); // while the message is under way
  notices.sent("desk", "m1", NOW + 2, WINDOW);
  notices.add("desk", [notice("a"), notice("a")], NOW + 3, WINDOW);
  assert.equal(notices.next("desk", NOW + 4, "m2"), null, "told once within the window");
  const second = notices.next("desk", NOW + WINDOW + 3, "m3");
  assert.deepEqual(
    second?.notices.map(({ count, again }) => ({ count, again })),
    [{ count: 3, again: true }],
  );
  notices.sent("desk", "m3", NOW + WINDOW + 4, WINDOW);
  notices.add("desk", [notice("a")], NOW + 3 * WINDOW, WINDOW);
  assert.equal(notices.next("desk", NOW + 3 * WINDOW, "m4")?.notices[0]?.again, false, "the window is over");
  store.close();
});

test("a message that failed keeps its id and its notices over a restart; what comes meanwhile goes with the next", (t) => {
  const folder = tempFolder(t);
  let store = openSqliteStore(folder);
  store.notices.add("desk", [notice("a")], NOW, WINDOW);
  assert.equal(store.notices.next("desk", NOW, "m1")?.id, "m1");
  store.notices.failed("desk", "m1", "refused", NOW, NOW + 5000);
  store.close();
  store = openSqliteStore(folder);
  store.notices.add("desk", [notice("b")], NOW + 1, WINDOW);
  assert.equal(store.notices.next("desk", NOW + 4999, "m2"), null);
  const again = store.notices.next("desk", NOW + 5000, "m2");
  assert.deepEqual([again?.id, again?.tries, again?.notices.map(({ about }) => about)], ["m1", 1, ["id-a"]]);
  const [state] = store.notices.states();
  assert.deepEqual([state?.waiting, state?.failures, state?.lastError], [2, 1, "refused"]);
  store.notices.sent("desk", "m1", NOW + 5001, WINDOW);
  assert.deepEqual(
    store.notices.next("desk", NOW + 5001, "m3")?.notices.map(({ about }) => about),
    ["id-b"],
  );
  store.close();
});

test("what is given up, and what waits for a channel that is gone, is counted", () => {
  const store = openTemporaryStore();
  store.notices.add("desk", [notice("a"), notice("a")], NOW, WINDOW);
  store.notices.add("gone", [notice("a")], NOW, WINDOW);
  store.notices.next("desk", NOW, "m1");
  store.notices.failed("desk", "m1", "refused", NOW, null);
  store.notices.retain(["desk"], NOW);
  const states = store.notices.states().map(({ channel, givenUp, waiting }) => [channel, givenUp, waiting]);
  assert.deepEqual(states, [
    ["desk", 2, 0],
    ["gone", 1, 0],
  ]);
  store.close();
});

test("more groups than may wait are counted by kind and level: memory is bounded, nothing is dropped", () => {
  const store = openTemporaryStore();
  const many = Array.from({ length: MAX_WAITING + 700 }, (_, i) => notice(`g${i}`));
  store.notices.add("desk", many, NOW, WINDOW);
  const message = store.notices.next("desk", NOW, "m1");
  assert.equal(message?.notices.length, MAX_WAITING + 1);
  assert.equal(
    message?.notices.reduce((sum, { count }) => sum + count, 0),
    MAX_WAITING + 700,
  );
  store.close();
});

test("a transaction that fails takes its notices with it", () => {
  const store = openTemporaryStore();
  assert.throws(() =>
    store.together(() => {
      store.notices.add("desk", [notice("a")], NOW, WINDOW);
      throw new Error("no");
    }),
  );
  assert.equal(store.notices.next("desk", NOW, "m1"), null);
  store.close();
});

test("what was erased is not named any more", () => {
  const store = openTemporaryStore();
  store.notices.add("desk", [notice("a", { about: "f".repeat(64) })], NOW, WINDOW);
  store.erase({ alerts: ["f".repeat(64)], attacks: [], segments: [] });
  assert.equal(store.notices.next("desk", NOW, "m1")?.notices[0]?.about, "");
  store.close();
});
