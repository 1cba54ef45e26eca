/** One table of tests for every adapter behind the Store interface. */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { VigieError } from "../../../src/base/errors.ts";
import { timeText } from "../../../src/base/time.ts";
import type { Alert } from "../../../src/model/alert.ts";
import type { Summary } from "../../../src/model/summary.ts";
import { openSqliteStore, openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import { idOf, type Store } from "../../../src/store/store.ts";
import { makeAlert, makeAttack } from "../../helpers/make.ts";
import { put, tempFolder } from "../../helpers/temp.ts";

const adapters: Readonly<Record<string, (t: TestContext) => Store>> = {
  "a store on disk": (t) => openSqliteStore(tempFolder(t)),
  "a temporary store": () => openTemporaryStore(),
};

const ids = (things: Iterable<{ readonly id: string }>): readonly string[] => [...things].map(({ id }) => id);

for (const [name, open] of Object.entries(adapters)) {
  const withStore = (title: string, body: (store: Store, t: TestContext) => void): void => {
    test(`${name}: ${title}`, (t) => {
      const store = open(t);
      try {
        body(store, t);
      } finally {
        store.close();
      }
    });
  };

  withStore("adding twice adds nothing", (store) => {
    const alerts = [makeAlert(1), makeAlert(2)];
    assert.equal(store.addAlerts(alerts), 2);
    assert.equal(store.addAlerts([...alerts, makeAlert(3)]), 1);
    assert.equal(store.addAlerts([]), 0);
  });

  withStore("what was added comes back as it was", (store) => {
    const alert = makeAlert(1, {
      time: null,
      origin: null,
      verdict: "denied",
      group: { "user.name": "é\u202e" },
    });
    const attack = makeAttack(1);
    store.addAlerts([alert]);
    store.addAttacks([{ attack, alertIds: [alert.id] }]);
    assert.deepEqual(store.find(alert.id), [{ alert }]);
    assert.deepEqual(store.find(attack.id), [{ attack }]);
    assert.deepEqual([...store.alertsOf(attack.id)], [alert]);
  });

  withStore("the beginning of an id finds it, one that several share finds them all", (store) => {
    const [a, b] = ["abcdef11", "abcdef22"].map((start, i) =>
      makeAlert(i, { id: start.padEnd(64, "0") }),
    ) as [Alert, Alert];
    const attack = makeAttack(1, { id: "abcdef33".padEnd(64, "0") });
    store.addAlerts([a, b]);
    store.addAttacks([{ attack, alertIds: [a.id] }]);
    assert.deepEqual(store.find("abcdef2").map(idOf), [b.id]);
    assert.deepEqual(store.find("abcdef").map(idOf), [attack.id, a.id, b.id]);
    assert.deepEqual(store.find("abcde"), []);
    assert.deepEqual(store.find("fedcba"), []);
  });

  withStore("no text that is no id finds anything", (store) => {
    store.addAlerts([makeAlert(1)]);
    for (const text of ["", "%%%%%%", "______", "' or 1=1 --", "zzzzzz", "ABCDEF"])
      assert.deepEqual(store.find(text), [], text);
  });

  withStore("an attack that is looked at longer replaces itself, with its alerts", (store) => {
    const alerts = [makeAlert(1), makeAlert(2)];
    store.addAlerts(alerts);
    store.addAttacks([{ attack: makeAttack(1), alertIds: [alerts[0]?.id ?? ""] }]);
    const longer = makeAttack(1, { alerts: 2 });
    store.addAttacks([{ attack: longer, alertIds: ids(alerts) }]);
    assert.deepEqual([...store.attacks({})], [longer]);
    assert.deepEqual([...store.alertsOf(longer.id)], alerts);
  });

  withStore("alerts of an attack come by time", (store) => {
    const alerts = [3, 1, 2].map((number) => makeAlert(number));
    store.addAlerts(alerts);
    store.addAttacks([{ attack: makeAttack(1), alertIds: ids(alerts) }]);
    assert.deepEqual(
      [...store.alertsOf(makeAttack(1).id)].map((alert) => alert.time),
      [1, 2, 3].map((number) => makeAlert(number).time),
    );
    assert.deepEqual([...store.alertsOf("nobody")], []);
  });

  withStore("attacks come by score, and every condition given must hold", (store) => {
    const noise = { ...makeAttack(1).verdict, class: "noise", score: 0.1 } as const;
    const elaborate = { ...makeAttack(1).verdict, class: "elaborate", score: 0.8 } as const;
    const all = [
      makeAttack(1, { verdict: noise }),
      makeAttack(2, { verdict: elaborate, body: "party" }),
      makeAttack(3, { verdict: elaborate }),
      makeAttack(4, { last: timeText(Date.UTC(2030, 0, 1)) }),
    ];
    store.addAttacks(all.map((attack) => ({ attack, alertIds: [] })));
    const ranks = (filter: Parameters<Store["attacks"]>[0]): readonly number[] =>
      [...store.attacks(filter)].map((attack) => attack.rank);
    assert.deepEqual(ranks({}), [2, 3, 4, 1]);
    assert.deepEqual(ranks({ body: "party" }), [2]);
    assert.deepEqual(ranks({ class: "elaborate" }), [2, 3]);
    assert.deepEqual(ranks({ class: "elaborate", body: "commission" }), [3]);
    assert.deepEqual(ranks({ sinceMs: Date.UTC(2029, 0, 1) }), [4]);
    assert.deepEqual(ranks({ limit: 2 }), [2, 3]);
    assert.deepEqual(ranks({ body: "nobody" }), []);
  });

  withStore("scans are remembered once each, the last one counts", (store) => {
    const summary = { kind: "summary", records: 7 } as Summary;
    store.addScan({ id: "b", finishedMs: 2, rules: "r", summary });
    store.addScan({ id: "a", finishedMs: 1, rules: "r", summary });
    store.addScan({ id: "a", finishedMs: 3, rules: "r", summary });
    assert.deepEqual(
      store.scans().map(({ id, finishedMs }) => [id, finishedMs]),
      [
        ["b", 2],
        ["a", 3],
      ],
    );
    assert.deepEqual(store.scans()[0]?.summary, summary);
  });

  withStore("a batch that cannot be added as a whole adds nothing", (store) => {
    const broken = makeAlert(2, { evidence: [{ ...makeAlert(2).evidence[0], length: Number.NaN } as never] });
    assert.throws(() => store.addAlerts([makeAlert(1), broken]));
    assert.deepEqual(store.find(makeAlert(1).id), []);
    assert.equal(store.addAlerts([makeAlert(1)]), 1);
  });
}

test("what is stored on disk is there when it is opened again, for the owner alone", (t) => {
  const folder = join(tempFolder(t), "deep", "store");
  const first = openSqliteStore(folder);
  first.addAlerts([makeAlert(1)]);
  first.addSource({ source: "/a", file: "a", body: "b", bytes: 9, segments: ["sha256:1", "sha256:2"] });
  first.close();
  assert.equal(statSync(join(folder, "vigie.db")).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const second = openSqliteStore(folder);
  assert.equal(second.addAlerts([makeAlert(1)]), 0);
  second.close();
});

test("another process may read while a store is open", (t) => {
  const folder = tempFolder(t);
  const store = openSqliteStore(folder);
  store.addAlerts([makeAlert(1)]);
  const reader = new DatabaseSync(join(folder, "vigie.db"), { readOnly: true });
  assert.deepEqual({ ...reader.prepare("select count(*) as n from alert").get() }, { n: 1 });
  reader.close();
  store.close();
});

const refused = (folder: string): VigieError => {
  try {
    openSqliteStore(folder).close();
  } catch (error) {
    if (error instanceof VigieError) return error;
    throw error;
  }
  throw new Error("the store was opened");
};

test("a store of another version is refused with the remedy, and not touched", (t) => {
  const folder = tempFolder(t);
  const db = new DatabaseSync(join(folder, "vigie.db"));
  db.exec("pragma user_version = 99");
  db.close();
  const { problem } = refused(folder);
  assert.equal(problem.code, "store");
  assert.match(problem.text, /^the store is of version 99, and this Vigie writes version \d+$/);
  assert.equal(problem.remedy, "name another folder with --store and scan again");
});

test("a file that is no store, or a folder that cannot be made, is told with the remedy", (t) => {
  const folder = tempFolder(t);
  put(folder, "vigie.db", "this is no database, it only has the name of one ".repeat(100));
  const inFile = put(folder, "file", "x");
  for (const error of [refused(folder), refused(join(inFile, "below"))]) {
    assert.equal(error.problem.code, "store");
    assert.match(
      error.message,
      /vigie\.db: the store cannot be opened: .* \(choose another folder with --store/,
    );
  }
});
