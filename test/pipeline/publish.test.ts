/** Publishing beside a watch that has the log open and goes on writing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCheckpoint, parseNote, parsePolicy, verifyGrowth } from "../../src/evidence/tlog/index.ts";
import { logAsInStore } from "../../src/pipeline/audit.ts";
import { policyText } from "../../src/pipeline/bundle.ts";
import { methodOf } from "../../src/pipeline/method.ts";
import { Publisher } from "../../src/pipeline/publish.ts";
import { openSpine, spinePaths } from "../../src/pipeline/spine.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { tempFolder } from "../helpers/temp.ts";

const METHOD = methodOf("0", "", []);
const finding = (claim: string) => ({
  kind: "statement" as const,
  claim,
  grade: "attested" as const,
  subjects: [],
  evidence: [],
  result: {},
  recompute: [],
});

test("comparing the log with the store leaves no reading open: the store can be written afterwards", async (t) => {
  const folder = tempFolder(t);
  const [mine, others] = [openSqliteStore(folder), openSqliteStore(folder)];
  const watch = openSpine(folder, others);
  t.after(() => {
    watch.close();
    mine.close();
    others.close();
  });
  const sealer = watch.sealer(METHOD);
  sealer.sealFinding(finding("in the log"), "w");
  await watch.flush();
  for (let i = 0; i < 20; i++) sealer.sealFinding(finding(`waits ${i}`), `w${i}`); // in the outbox, not yet in the log
  assert.ok(logAsInStore(spinePaths(folder).log, mine).ok);
  sealer.sealFinding(finding("the watch goes on"), "x");
  mine.together(() => mine.judgements.all());
});

test("what is proven stands under one checkpoint, although a watch adds to the log meanwhile", async (t) => {
  const folder = tempFolder(t);
  const [mine, others] = [openSqliteStore(folder), openSqliteStore(folder)];
  t.after(() => {
    mine.close();
    others.close();
  });
  openSpine(folder, others).close();
  const publisher = new Publisher(folder, mine, METHOD, null);
  const [first] = await publisher.seal([{ finding: finding("one"), about: "1" }]);
  const older = Buffer.from(first?.get("batch.tlog-proof") ?? "")
    .toString("utf8")
    .split("\n\n")
    .slice(1)
    .join("\n\n");
  const [second] = await publisher.seal([{ finding: finding("two"), about: "2" }]);
  const watch = openSpine(folder, others);
  watch.sealer(METHOD).sealFinding(finding("the watch goes on"), "3");
  await watch.flush();
  watch.close();
  const note = publisher.checkpoint();
  assert.ok(
    Buffer.from(second?.get("batch.tlog-proof") ?? "")
      .toString("utf8")
      .endsWith(note),
  );
  const policy = parsePolicy(policyText(folder));
  const text = parseNote(older);
  assert.ok(policy.ok && text.ok);
  const from = parseCheckpoint(text.value.text);
  assert.ok(from.ok);
  const proof = publisher
    .consistencySince(older)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => new Uint8Array(Buffer.from(line, "base64")));
  assert.ok(verifyGrowth(from.value, note, proof, policy.value).ok);
});
