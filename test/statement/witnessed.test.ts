/** A statement under a trust policy with two witnesses, and what becomes of one whose log was forked. */
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkFiles } from "../../src/statement/page/verifier.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { vigie, vigieHere } from "../helpers/vigie.ts";
import { startWitness, stopWitness } from "../helpers/witness.ts";

const LINE = `203.0.113.66 - - [20/Apr/2026:09:00:00 +0000] "GET /.env HTTP/1.1" 404 12 "-" "x"\n`;
const NAMES = ["finding.json", "finding.salt", "batch.txt", "batch.salt", "batch.tlog-proof"];

test("witnesses stand behind a statement, and refuse one on a forked log before anything is sealed", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const vkey = (
    await vigieHere(["log", "init", "--origin", "log.test.example", "--store", store])
  ).stdout.trim();
  const witnesses = [
    await startWitness(join(folder, "w1"), "party.example", vkey),
    await startWitness(join(folder, "w2"), "observer.example", vkey),
  ];
  t.after(() => Promise.all(witnesses.map(({ child }) => stopWitness(child))));
  const parties = witnesses.map(({ url, vkey: key }, i) => `witness w${i} ${key} ${url}\n`).join("");
  const policy = put(folder, "policy.txt", `log ${vkey}\n${parties}group both all w0 w1\nquorum both\n`);
  const publish = (out: string) =>
    vigie(["statement", "--store", store, "--out", out, "--publisher", "A", "--trust", policy]);
  const scan = (name: string) => vigieHere(["scan", put(folder, name, `${LINE}${name}\n`), "--store", store]);

  assert.equal((await scan("a.log")).code, 0);
  const old = join(folder, "old");
  cpSync(store, old, { recursive: true });
  const bag = join(folder, "statement");
  const made = await publish(bag);
  assert.equal(made.code, 0, made.stderr);
  assert.equal((await vigieHere(["verify", bag, "--trust", policy])).code, 0);
  assert.match(
    readFileSync(join(bag, "data/statement.json"), "utf8"),
    /trust policy, which names 2 witnesses, asks/,
  );

  // the page believes the same two, and nobody else
  const payload = new Map<string, Uint8Array>([["policy.txt", readFileSync(policy)]]);
  for (const name of NAMES) {
    const path = `findings/statement/${name}`;
    payload.set(path, readFileSync(join(bag, "data", path)));
  }
  const chain = async (): Promise<readonly boolean[]> =>
    (await checkFiles(payload)).filter(({ check }) => check !== "digest").map(({ ok }) => ok);
  assert.deepEqual(await chain(), [true, true, true, true, true]);
  const proof = Buffer.from(payload.get("findings/statement/batch.tlog-proof") ?? "").toString("utf8");
  const alone = proof.split("\n").filter((line) => !line.startsWith("— observer.example"));
  payload.set("findings/statement/batch.tlog-proof", Buffer.from(alone.join("\n")));
  assert.deepEqual(await chain(), [true, true, true, true, false]);

  // the operator goes back to an old copy and seals something else
  rmSync(store, { recursive: true });
  cpSync(old, store, { recursive: true });
  assert.equal((await scan("b.log")).code, 0);
  const before = readFileSync(join(store, "log/checkpoint"), "utf8");
  const refused = await publish(join(folder, "forked"));
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /does not meet the trust policy: w0: refused.*w1: refused/);
  assert.ok(!existsSync(join(folder, "forked")));
  assert.equal(readFileSync(join(store, "log/checkpoint"), "utf8"), before, "nothing was sealed");
});
