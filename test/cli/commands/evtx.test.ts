/** Alerts from binary event logs cite the record's place in the log, and their raw bytes are still found. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { alertSchema } from "../../../src/model/alert.ts";
import { makeEvtx, text } from "../../helpers/evtx.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

/** Every record of an event log begins with two asterisks twice (MS-EVEN6, and the published notes on the format). */
const MAGIC = 0x2a2a;
const RULE = `title: A failed login
id: 0f0f0f0f-0000-4000-8000-000000000001
status: test
logsource: { product: windows, service: security }
detection:
  selection: { EventID: 4625 }
  condition: selection
level: high
`;

const log = makeEvtx(
  Array.from({ length: 40 }, (_, i) => ({
    eventId: i % 10 === 7 ? 4625 : 4624,
    channel: "Security",
    data: [text(`user${i}`)],
  })),
);

for (const [name, bytes] of [
  ["Security.evtx", log],
  ["Security.evtx.gz", gzipSync(log)],
] as const)
  test(`${name}: the offset of an alert is the record's place in the log`, async (t) => {
    const folder = tempFolder(t);
    const file = put(folder, name, bytes);
    const rule = put(folder, "rule.yml", RULE);
    const store = ["--store", join(folder, "store")];
    const scanned = await vigieHere([
      "scan",
      file,
      "--no-builtin-rules",
      "--rules",
      rule,
      "--json",
      ...store,
    ]);
    assert.equal(scanned.code, 0, scanned.stderr);
    const alerts = objects(scanned.stdout)
      .filter(({ kind }) => kind === "alert")
      .map((one) => alertSchema.parse(one));
    assert.equal(alerts.length, 4);
    for (const { evidence } of alerts) assert.equal(log.readUInt32LE(evidence[0]?.offset ?? 0), MAGIC);
    const [alert] = alerts;
    const [shown] = objects((await vigieHere(["show", String(alert?.id), "--json", ...store])).stdout);
    const { records, ...again } = shown ?? {};
    assert.deepEqual(again, alert, "stored and shown as it was printed");
    const [record] = records as { state: string; text: string }[];
    assert.equal(record?.state, "verified");
    assert.match(record.text, new RegExp(`^\\{"EvtxOffset":${alert?.evidence[0]?.offset},`));
    const parsed = objects((await vigieHere(["parse", file, "--json"])).stdout) as {
      evidence: { offset: number };
    }[];
    for (const { evidence } of parsed) assert.equal(log.readUInt32LE(evidence.offset), MAGIC);
  });

test("a text log that only looks like one is cited by its own offsets", async (t) => {
  const folder = tempFolder(t);
  const line = JSON.stringify({ EvtxOffset: 7, Event: { System: { EventID: 4625, Channel: "Security" } } });
  const file = put(folder, "shipped.json", `${line}\n${line}\n`);
  const rule = put(folder, "rule.yml", RULE);
  const { stdout } = await vigieHere(["scan", file, "--no-builtin-rules", "--rules", rule, "--json"]);
  const offsets = objects(stdout)
    .filter(({ kind }) => kind === "alert")
    .map((one) => alertSchema.parse(one).evidence[0]?.offset);
  assert.deepEqual(offsets, [0, line.length + 1]);
});
