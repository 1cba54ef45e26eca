/**
 * A log that its operator rewrote is refused: by the witnesses, and by a verifier whose policy asks for two of them.
 * Two real witness processes on loopback ports.
 */
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, vigie } from "../helpers/vigie.ts";
import { startWitness, stopWitness } from "../helpers/witness.ts";

function line(minute: number, path: string): string {
  return `203.0.113.66 - - [20/Apr/2026:09:${String(minute).padStart(2, "0")}:00 +0000] "GET ${path} HTTP/1.1" 404 12 "-" "x"\n`;
}

test("a fork, a truncation and a changed entry are refused under a policy with two witnesses", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const logs = join(folder, "logs");
  const seal = async (name: string, path: string, minute: number): Promise<void> => {
    put(logs, name, line(minute, path));
    assert.equal((await vigie(["scan", logs, "--store", store, "--json", "--no-progress"])).code, 0);
  };
  const vkey = (await vigie(["log", "init", "--origin", "log.test.example", "--store", store])).stdout.trim();
  const witnesses = [
    await startWitness(join(folder, "w1"), "party.example", vkey),
    await startWitness(join(folder, "w2"), "observer.example", vkey),
  ];
  t.after(() => Promise.all(witnesses.map(({ child }) => stopWitness(child))));
  const parties = witnesses.map(({ url, vkey: key }, i) => `witness w${i} ${key} ${url}\n`).join("");
  const policy = put(
    folder,
    "policy.txt",
    `log ${vkey}\n${parties}group all-of-them all w0 w1\nquorum all-of-them\n`,
  );
  const publish = () => vigie(["log", "checkpoint", "--trust", policy, "--store", store]);
  const verify = async (path: string): Promise<number | null> =>
    (await vigie(["verify", path, "--trust", policy])).code;

  await seal("a.log", "/.env", 1);
  assert.equal(await verify(join(store, "log")), 4, "believed without cosignatures");
  assert.equal((await publish()).stderr, "");
  assert.equal(await verify(join(store, "log")), 0, "not believed although both witnesses cosigned");
  const old = join(folder, "old");
  cpSync(store, old, { recursive: true });

  await seal("b.log", "/.git/config", 2);
  assert.equal((await publish()).stderr, "");
  assert.equal(await verify(join(store, "log")), 0);
  const [attack] = objects((await vigie(["attacks", "--store", store, "--json"])).stdout);
  const proof = join(folder, "finding.tlog-proof");
  assert.equal((await vigie(["prove", String(attack?.["id"]), "--out", proof, "--store", store])).code, 0);
  assert.equal(await verify(proof), 0);

  // a fork: the operator goes back to the old copy and seals something else
  const right = join(folder, "right");
  cpSync(store, right, { recursive: true });
  rmSync(store, { recursive: true });
  cpSync(old, store, { recursive: true });
  await seal("c.log", "/.htpasswd", 3);
  const forked = await publish();
  assert.match(forked.stderr, /did not cosign/);
  assert.equal(await verify(join(store, "log")), 4, "a forked log was believed");

  // a truncation: the old copy as it was, with its old cosignatures, is still a prefix; published again it is refused
  rmSync(store, { recursive: true });
  cpSync(old, store, { recursive: true });
  assert.match((await publish()).stderr, /did not cosign/);

  // a changed entry
  const log = join(right, "log");
  assert.equal(await verify(log), 0);
  const size = Number(readFileSync(join(log, "checkpoint"), "utf8").split("\n")[1]);
  const file = join(log, "tile/entries", `000.p/${size}`);
  const bytes = readFileSync(file);
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  put(log, `tile/entries/000.p/${size}`, bytes);
  assert.equal(await verify(log), 4, "a changed entry was believed");
});
