import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { VigieError } from "../../src/base/errors.ts";
import { parseFinding } from "../../src/evidence/finding.ts";
import { findingsHold } from "../../src/pipeline/audit.ts";
import { sealConfirmation, sealDecisions, sealLift } from "../../src/pipeline/decisions.ts";
import { methodOf } from "../../src/pipeline/method.ts";
import { openSealing, openSpine } from "../../src/pipeline/spine.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeDecision } from "../helpers/decisions.ts";
import { tempFolder } from "../helpers/temp.ts";

const NOW = Date.UTC(2026, 3, 20, 12);
const HOUR = 3_600_000;
const method = methodOf("0", "", []);

function sealed(t: TestContext): { readonly folder: string; readonly store: Store } {
  const folder = join(tempFolder(t), "store");
  const store = openSqliteStore(folder);
  t.after(() => store.close());
  return { folder, store };
}

const kinds = (store: Store, about: string): readonly string[] =>
  store
    .findings(about)
    .map(({ bytes }) => `${parseFinding(bytes)?.kind} ${parseFinding(bytes)?.result["status"] ?? ""}`);

test("a decision, its confirmation and its lift are sealed with their rows; doing it again changes nothing", async (t) => {
  const { folder, store } = sealed(t);
  const spine = openSpine(folder, store);
  t.after(() => spine.close());
  const sealer = spine.sealer(method);
  const decision = makeDecision("192.0.2.7", NOW + HOUR, NOW, { status: "proposed" });
  assert.equal(sealDecisions(store, sealer, [decision]), 1);
  assert.equal(sealDecisions(store, sealer, [decision]), 0);
  assert.equal(sealConfirmation(store, sealer, decision.id, "seen", NOW + 1)?.status, "active");
  assert.equal(sealConfirmation(store, sealer, decision.id, "seen", NOW + 2), null);
  assert.deepEqual(sealLift(store, sealer, decision.id, "over", NOW + 3)?.lifted?.why, "over");
  assert.equal(sealLift(store, sealer, decision.id, "over", NOW + 4), null);
  assert.deepEqual(kinds(store, decision.id), ["decision proposed", "decision active", "lift "]);
  await spine.flush();
  assert.equal(spine.log.size, 3);
  assert.equal(findingsHold(store).ok, true);
});

test("while another Vigie has the log open, findings are sealed, and that one puts them into the log", async (t) => {
  const { folder, store } = sealed(t);
  const watch = openSpine(folder, store);
  t.after(() => watch.close());
  const other = openSqliteStore(folder);
  t.after(() => other.close());
  const sealing = openSealing(folder, other, method);
  const decision = makeDecision("192.0.2.7", NOW + HOUR, NOW);
  sealDecisions(other, sealing.sealer, [decision]);
  await sealing.close();
  assert.equal(watch.log.size, 0);
  await watch.flush();
  assert.equal(watch.log.size, 1);
  assert.deepEqual(kinds(store, decision.id), ["decision active"]);
});

test("a change that is not possible any more takes its finding with it", (t) => {
  const { folder, store } = sealed(t);
  const spine = openSpine(folder, store);
  t.after(() => spine.close());
  const decision = makeDecision("192.0.2.7", NOW + HOUR, NOW);
  store.decisions.add([decision]);
  const finding = {
    kind: "lift",
    claim: "c",
    grade: "attested",
    subjects: [],
    evidence: [],
    result: {},
    recompute: [],
  } as const;
  store.decisions.lift(decision.id, "somebody was quicker", NOW + 1);
  assert.throws(
    () =>
      spine
        .sealer(method)
        .sealDecisions([{ finding, about: decision.id }], [{ lift: decision.id, why: "w", nowMs: NOW + 2 }]),
    VigieError,
  );
  assert.deepEqual(kinds(store, decision.id), []);
  assert.equal(store.outboxSize(), 0);
});

test("a decision that was changed behind the log's back is found", (t) => {
  const { folder, store } = sealed(t);
  const spine = openSpine(folder, store);
  t.after(() => spine.close());
  const decision = makeDecision("192.0.2.7", NOW + HOUR, NOW);
  sealDecisions(store, spine.sealer(method), [decision]);
  assert.equal(findingsHold(store).ok, true);
  const db = new DatabaseSync(join(folder, "vigie.db"));
  db.prepare("update decision set document = replace(document, ?, ?)").run("192.0.2.7", "192.0.2.222");
  db.close();
  assert.equal(findingsHold(store).ok, false);
});
