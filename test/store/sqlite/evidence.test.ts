/** Records that several alerts cite stand once, wherever they are cited from, and go with the last alert that cites them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../../src/model/alert.ts";
import { OPEN_SEGMENT } from "../../../src/store/live.ts";
import type { Seal } from "../../../src/store/seal.ts";
import { openSqliteStore, openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { makeAlert } from "../../helpers/make.ts";
import { tempFolder } from "../../helpers/temp.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const CLOSED = "d".repeat(64);

/** An alert on records of a file, one for each digest. */
function citing(number: number, records: readonly string[], segment: string, file = "auth.log"): Alert {
  const offsets = new Map([A, B, C].map((sha256, i) => [sha256, i * 100]));
  const evidence = records.map((sha256) => ({
    segment,
    file,
    offset: offsets.get(sha256) ?? 0,
    length: 99,
    sha256,
  }));
  return { ...makeAlert(number), evidence };
}

function sealOf(alerts: readonly Alert[]): Seal {
  const digests = new Set(alerts.flatMap(({ evidence }) => evidence.map(({ sha256 }) => sha256)));
  const records = [...digests].map((sha256) => ({ sha256, bytes: Buffer.from(`line ${sha256}`) }));
  return { alerts, grown: [], attacks: [], source: null, findings: [], batch: null, records };
}

function evidenceOf(store: Store, { id }: Alert): Alert["evidence"] {
  const [found] = store.find(id) as readonly { alert: Alert }[];
  return found?.alert.evidence ?? [];
}

function textOf(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString();
}

test("closing a segment names it in every alert that cites it, and in no other", () => {
  const store = openTemporaryStore();
  const [one, two] = [citing(1, [A, B], OPEN_SEGMENT), citing(2, [B, C], OPEN_SEGMENT)];
  const other = citing(3, [A], OPEN_SEGMENT, "other.log");
  store.seal(sealOf([one, two, other]));
  store.live.closeSegment({ source: "file:auth.log", digest: CLOSED, offset: 0, length: 300 }, "auth.log");
  const named = ({ evidence }: Alert): Alert["evidence"] =>
    evidence.map((ref) => ({ ...ref, segment: `sha256:${CLOSED}` }));
  assert.deepEqual(evidenceOf(store, one), named(one));
  assert.deepEqual(evidenceOf(store, two), named(two));
  assert.deepEqual(evidenceOf(store, other), other.evidence);
  for (const ref of named(one)) assert.equal(textOf(store.record(ref)), `line ${ref.sha256}`);
  store.close();
});

test("a record goes with the last alert that cites it", () => {
  const store = openTemporaryStore();
  const segment = `sha256:${CLOSED}`;
  const [one, two] = [citing(1, [A, B], segment), citing(2, [B, C], segment)];
  store.seal(sealOf([one, two]));
  assert.deepEqual(new Set(store.alertsIn([CLOSED])), new Set([one.id, two.id]));
  const first = store.erase({ alerts: [one.id], attacks: [], segments: [] });
  assert.equal(first.records, 1);
  assert.deepEqual(first.segments, [CLOSED]);
  const [b, c] = evidenceOf(store, two);
  assert.deepEqual([b?.segment, c?.segment], ["erased", "erased"]);
  assert.ok(b !== undefined && c !== undefined);
  assert.equal(textOf(store.record(b)), `line ${B}`);
  assert.equal(store.erase({ alerts: [two.id], attacks: [], segments: [] }).records, 2);
  assert.equal(store.record(c), null);
  store.close();
});

test("alerts that cite the same record share it, also when its segment was cut elsewhere", () => {
  const store = openTemporaryStore();
  const one = citing(1, [A], `sha256:${CLOSED}`);
  const again = citing(2, [A, B], `sha256:${"e".repeat(64)}`);
  const [neighbour, elsewhere] = [citing(3, [C], `sha256:${CLOSED}`), citing(4, [A], "open", "other.log")];
  store.seal(sealOf([one, again, neighbour, elsewhere]));
  assert.deepEqual(new Set(store.alertsSharing([one.id])), new Set([one.id, again.id]));
  store.close();
});

test("bytes that come after the alert are kept with its record", () => {
  const store = openTemporaryStore();
  const one = citing(1, [A], `sha256:${CLOSED}`);
  store.addAlerts([one]);
  const [ref] = one.evidence;
  assert.ok(ref !== undefined);
  assert.equal(store.record(ref), null);
  store.seal(sealOf([citing(2, [A], `sha256:${CLOSED}`)]));
  assert.equal(textOf(store.record(ref)), `line ${A}`);
  store.close();
});

test("records of a transaction that failed are cited anew", () => {
  const store = openTemporaryStore();
  const segment = `sha256:${CLOSED}`;
  const one = citing(1, [A, B], segment);
  assert.throws(() =>
    store.together(() => {
      store.seal(sealOf([one]));
      throw new RangeError("the power fails");
    }),
  );
  store.seal(sealOf([citing(2, [C], segment)]));
  store.seal(sealOf([one]));
  assert.deepEqual(evidenceOf(store, one), one.evidence);
  for (const ref of one.evidence) assert.equal(textOf(store.record(ref)), `line ${ref.sha256}`);
  store.close();
});

test("records that another process has erased are cited anew", (t) => {
  const folder = tempFolder(t);
  const [watch, other] = [openSqliteStore(folder), openSqliteStore(folder)];
  const [one, two] = [citing(1, [A, B], OPEN_SEGMENT), citing(2, [A, B], OPEN_SEGMENT)];
  watch.seal(sealOf([one]));
  other.erase({ alerts: [one.id], attacks: [], segments: [] });
  other.seal(sealOf([citing(3, [C], OPEN_SEGMENT)]));
  watch.seal(sealOf([two]));
  assert.deepEqual(evidenceOf(watch, two), two.evidence);
  for (const ref of two.evidence) assert.equal(textOf(watch.record(ref)), `line ${ref.sha256}`);
  watch.close();
  other.close();
});
