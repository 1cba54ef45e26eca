/** A trust policy may believe several logs; a statement stands in one of them. */
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { methodOf } from "../../../src/pipeline/method.ts";
import { Publisher } from "../../../src/pipeline/publish.ts";
import { verifyFolder } from "../../../src/statement/verify/verify.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { type Ground, mendManifests, prepareGround, sealPage } from "../../helpers/statement.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { vigieHere } from "../../helpers/vigie.ts";

let ground: Ground;
let bag: string;
before(async () => {
  ground = await prepareGround();
  bag = join(ground.home, "statement");
  assert.equal((await ground.publish(bag)).code, 0);
});
after(() => ground.remove());

/** A store with a log of its own. @returns its key */
async function otherLog(store: string): Promise<string> {
  const log = put(store, "../a.log", "nothing\n");
  assert.equal((await vigieHere(["scan", log, "--store", store])).code, 0);
  const made = await vigieHere(["log", "init", "--store", store]);
  return made.stdout.trim();
}

async function failures(folder: string, policy: string): Promise<readonly string[]> {
  const checks = await verifyFolder(folder, { policy, recompute: false });
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

test("a finding that was sealed in another log of the policy is refused", async (t) => {
  const home = tempFolder(t);
  const [store, folder] = [join(home, "other/store"), join(home, "bag")];
  const key = await otherLog(store);
  const own = readFileSync(join(bag, "policy.txt"), "utf8");
  const both = own.replace(/^(log .*\n)/, `$1log ${key}\n`);
  assert.notEqual(both, own);
  assert.deepEqual(await failures(bag, both), [], "several logs may be believed");
  cpSync(bag, folder, { recursive: true });
  const page = readFileSync(join(folder, "data/index.html"));
  const db = openSqliteStore(store);
  const publisher = new Publisher(store, db, methodOf("0", "", []), null);
  await publisher.prepare();
  const proof = await sealPage(publisher, page);
  db.close();
  for (const [name, bytes] of proof) writeFileSync(join(folder, "page", name), bytes);
  mendManifests(folder);
  assert.deepEqual(await failures(folder, both), ["one log", "grade"]);
});
