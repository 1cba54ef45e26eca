/** Real Windows events with SigmaHQ's rules: the same alerts however it is run, and every one with its bytes. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { sha256 } from "../../src/base/digest.ts";
import { loadRules } from "../../src/pipeline/rules.ts";
import { dataFolder } from "../helpers/data.ts";
import { rulesOf, type Scanned, scanAll } from "../helpers/scan.ts";

const DATA = dataFolder("");
const EVENTS = join(DATA, "events/otrf-windows.jsonl.gz");
// the rules stand beside the project whatever VIGIE_DATA says
const RULES = [DATA, resolve(import.meta.dirname, "../../../shared/data")]
  .map((folder) => join(folder, "sigma/rules/sigma-rules.tar.gz"))
  .find((file) => existsSync(file));
const ATOMIC = globSync("events/otrf-atomic/*.gz", { cwd: DATA }).sort();

const noEvents = existsSync(EVENTS) ? false : `1 check left out: no events/otrf-windows.jsonl.gz in ${DATA}`;
const noRules = noEvents || (RULES === undefined ? `1 check left out: no sigma/rules in ${DATA}` : false);
const noAtomic = ATOMIC.length > 0 ? false : `1 check left out: no events/otrf-atomic in ${DATA}`;

test("real Windows events give the same alerts with one thread and with two, each with its bytes", {
  skip: noRules,
}, async (t) => {
  const rules = await loadRules([RULES ?? ""], false);
  const one = await scanAll([EVENTS], { rules, threads: 1 });
  const two = await scanAll([EVENTS], { rules, threads: 2 });
  assert.ok(one.alerts.length > 0);
  assert.ok(JSON.stringify(two.alerts) === JSON.stringify(one.alerts));
  assert.ok(JSON.stringify(two.attacks) === JSON.stringify(one.attacks));
  t.diagnostic(`${one.summary.rules.loaded} rules, ${one.summary.rules.rejected} rejected`);
  t.diagnostic(`${one.alerts.length} alerts, ${one.attacks.length} attacks in ${one.summary.seconds} s`);
  checkRecognised(one);
  checkEvidence(one);
});

function checkRecognised({ summary }: Scanned): void {
  assert.ok(summary.records > 0, "no record was read");
  assert.deepEqual([summary.events, summary.unparsed, summary.oversize], [summary.records, 0, 0]);
  assert.deepEqual(Object.keys(summary.files[0]?.formats ?? {}), ["windows"]);
}

function checkEvidence({ alerts }: Scanned): void {
  const decoded = gunzipSync(readFileSync(EVENTS));
  for (const { offset, length, sha256: digest } of alerts.flatMap((alert) => alert.evidence)) {
    assert.equal(sha256(decoded.subarray(offset, offset + length)), digest);
  }
}

test("every labelled recording is read without a JSON line that nothing reads", {
  skip: noAtomic,
}, async (t) => {
  let records = 0;
  const rules = rulesOf();
  for (const file of ATOMIC) {
    const { summary, unparsed, problems } = await scanAll([join(DATA, file)], { rules });
    assert.deepEqual(problems, [], file);
    assert.ok(summary.records > 0, `${file} holds no record`);
    assert.deepEqual(
      unparsed.filter((line) => line.startsWith("{")).map((line) => line.slice(0, 200)),
      [],
      basename(file),
    );
    records += summary.records;
  }
  t.diagnostic(`${records} records of ${ATOMIC.length} recordings`);
});
