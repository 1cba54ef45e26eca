/** What is remembered of bouncers, within bounds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { keyHash, newKey } from "../../../src/response/lapi/keys.ts";
import type { Bouncer } from "../../../src/store/bouncers.ts";
import { openSqliteStore, openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import { tempFolder } from "../../helpers/temp.ts";

const AGENT = { type: "test", version: "1" };
const hash = (key: string): Uint8Array => keyHash(key) ?? new Uint8Array();

function opened(t: TestContext): Store {
  const store = openTemporaryStore();
  t.after(() => store.close());
  return store;
}

function named(store: Store, name: string): Bouncer {
  const found = store.bouncers.list().find((one) => one.name === name);
  assert.ok(found);
  return found;
}

test("a key opens what it was made for, until it is removed; the key itself is nowhere in the store", (t) => {
  const folder = tempFolder(t);
  const store = openSqliteStore(folder);
  t.after(() => store.close());
  const key = newKey();
  assert.match(key, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(store.bouncers.add("web", "nginx", hash(key), 1), true);
  assert.equal(store.bouncers.add("web", "nginx", hash("other"), 2), false, "the name is taken");
  assert.equal(store.bouncers.byKey(hash(key))?.name, "web");
  assert.equal(store.bouncers.byKey(hash("other")), null);
  const db = new DatabaseSync(join(folder, "vigie.db"), { readOnly: true });
  assert.equal(JSON.stringify(db.prepare("select * from bouncer").all()).includes(key), false);
  db.close();
  assert.equal(store.bouncers.remove("web", 3), true);
  assert.equal(store.bouncers.remove("web", 4), false);
  assert.equal(store.bouncers.byKey(hash(key)), null);
  assert.equal(named(store, "web").revokedMs, 3);
  assert.equal(store.bouncers.add("web", "nginx", hash("new"), 5), true, "a removed name is free again");
  assert.equal(store.bouncers.byKey(hash(key)), null, "the old key stays shut");
});

test("the first caller takes the row without an address, further ones get name@address", (t) => {
  const store = opened(t);
  store.bouncers.add("web", "nginx", hash("k"), 1);
  const web = named(store, "web");
  for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.1"])
    store.bouncers.client(web, address, AGENT, 2);
  assert.deepEqual(
    store.bouncers.clients().map(({ name, address }) => `${name} ${address}`),
    ["web 192.0.2.1", "web@192.0.2.2 192.0.2.2"],
  );
});

test("a key that travels does not fill the store: the client not seen for longest goes", (t) => {
  const store = opened(t);
  store.bouncers.add("web", "nginx", hash("k"), 1);
  const web = named(store, "web");
  for (let i = 0; i < 500; i++) store.bouncers.client(web, `2001:db8::${i.toString(16)}`, AGENT, i);
  const left = store.bouncers.clients();
  assert.equal(left.length, 64);
  assert.equal(left[0]?.address, `2001:db8::${(436).toString(16)}`);
});

test("certificates make bouncers, up to a bound", (t) => {
  const store = opened(t);
  for (let i = 0; i < 300; i++) store.bouncers.byCertificate(`gw-${i}`, i);
  assert.equal(store.bouncers.list().length, 256);
  assert.equal(store.bouncers.byCertificate("gw-299", 400), null);
  assert.equal(store.bouncers.byCertificate("gw-0", 400)?.certificate, true);
});

test("a decision was pulled by whom a whole answer told it, from the first such pull on", (t) => {
  const store = opened(t);
  store.bouncers.add("a", "other", hash("a"), 1);
  store.bouncers.add("b", "nftables", hash("b"), 1);
  store.bouncers.add("c", "other", hash("c"), 1);
  const [a, b, c] = ["a", "b", "c"].map((name) =>
    store.bouncers.client(named(store, name), "192.0.2.1", AGENT, 1),
  );
  assert.ok(a && b && c);
  const pull = (client: typeof a, timeMs: number, more: { ranges?: boolean; whole?: boolean } = {}): void => {
    const now = store.bouncers.clients().find(({ number }) => number === client.number);
    assert.ok(now);
    const { latest } = { latest: store.changes.latest() };
    store.bouncers.pulled(now, { timeMs, upTo: latest, ranges: true, whole: true, omitted: 0, ...more });
  };
  store.decisions.add([
    decisionOf("ip", "192.0.2.7", 100, 1e9),
    decisionOf("range", "198.51.100.0/24", 100, 1e9),
  ]);
  pull(a, 200);
  pull(b, 300, { ranges: false });
  pull(c, 400, { whole: false });
  pull(a, 500);
  assert.deepEqual(store.bouncers.pullsOf(1), [
    { client: "a", timeMs: 200 },
    { client: "b", timeMs: 300 },
  ]);
  assert.deepEqual(store.bouncers.pullsOf(2), [{ client: "a", timeMs: 200 }]);
  store.decisions.add([decisionOf("short", "192.0.2.9", 600, 1e9)]);
  store.decisions.lift("decision-short", "test", 700);
  pull(a, 800);
  assert.deepEqual(store.bouncers.pullsOf(3), [], "it was over before anybody asked");
  store.decisions.lift("decision-ip", "test", 900);
  pull(a, 1000);
  assert.equal(store.bouncers.pullsOf(1).length, 2, "what was pulled stays on record");
});

test("reports are bounded in number, and their sum is not", (t) => {
  const store = opened(t);
  store.bouncers.add("a", "other", hash("a"), 1);
  const client = store.bouncers.client(named(store, "a"), "192.0.2.1", AGENT, 1);
  const items = [
    { name: "dropped", unit: "packet", origin: "vigie", value: 2 },
    { name: "active_decisions", unit: "ip", origin: "vigie", value: 5 },
  ];
  for (let i = 0; i < 500; i++) {
    const report = { receivedMs: i, utcNow: i, startedAt: 0, windowSeconds: 900, items };
    assert.equal(store.bouncers.report(client, report), true);
    assert.equal(store.bouncers.report(client, report), false, "the same report counts once");
  }
  assert.deepEqual(
    store.bouncers.totals().map(({ name, value }) => [name, value]),
    [
      ["active_decisions", 5],
      ["dropped", 1000],
    ],
  );
});
