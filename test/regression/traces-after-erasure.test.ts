/**
 * After an erasure no file of the store, the log or a bundle holds the address, nor anything by which it could be found
 * by trying every IPv4 address: with the right guess, none of the digests that a guesser can compute is there.
 */
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import { digestOf } from "../../src/base/digest.ts";
import { sealDecisions, sealLift } from "../../src/pipeline/decisions.ts";
import { Watch } from "../../src/pipeline/live/watch.ts";
import { methodOf } from "../../src/pipeline/method.ts";
import { loadRules } from "../../src/pipeline/rules.ts";
import { openSealing, openSpine } from "../../src/pipeline/spine.ts";
import { Notifier } from "../../src/response/notify/notifier.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { makeDecision } from "../helpers/decisions.ts";
import { settings } from "../helpers/notify.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, vigie } from "../helpers/vigie.ts";

const GUILTY = "192.0.2.211";
const OTHER = "192.0.2.212";

function line(ip: string, second: number, path: string): string {
  return `${ip} - - [20/Apr/2026:09:00:${String(second).padStart(2, "0")} +0000] "GET ${path} HTTP/1.1" 404 12 "-" "x"`;
}

/** Every file below a folder, unpacked where it is packed. */
function contents(folder: string): readonly { readonly file: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      return { file, bytes: file.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes };
    });
}

function holders(folders: readonly string[], needle: Buffer | string): readonly string[] {
  return folders.flatMap((folder) =>
    contents(folder)
      .filter(({ bytes }) => bytes.includes(needle))
      .map(({ file }) => file),
  );
}

/** Two decisions on the guilty address: the policy's, resting on an alert, and a person's, which was lifted. @returns their ids */
async function blocked(folder: string, alertIds: readonly string[]): Promise<readonly string[]> {
  const store = openSqliteStore(folder);
  const sealing = openSealing(folder, store, methodOf("0", "", []));
  const now = Date.now();
  const byPolicy = makeDecision(GUILTY, now + 3_600_000, now, {
    alerts: alertIds.slice(0, 1),
    why: `fired on ${GUILTY}`,
  });
  const byPerson = makeDecision(GUILTY, now + 7_200_000, now, { by: "operator" });
  sealDecisions(store, sealing.sealer, [byPolicy, byPerson]);
  assert.ok(sealLift(store, sealing.sealer, byPerson.id, `lifted ${GUILTY}`, now + 1) !== null);
  const seen = { [`v4 ${GUILTY}`]: [1, 60] as const };
  store.decisions.saveCounts([{ decision: byPolicy.id, packets: 1, bytes: 60, seen }]);
  const desk = { ...settings({ level: "informational" }), send: () => Promise.reject(new Error("down")) };
  const notifier = new Notifier({ channels: [desk], store, clock: () => now });
  const alerts = alertIds.flatMap((id) => store.find(id)).filter((thing) => "alert" in thing);
  notifier.made(
    alerts.map(({ alert }) => alert),
    [byPolicy],
    now,
  );
  await notifier.tick();
  assert.ok((store.notices.states()[0]?.waiting ?? 0) > alertIds.length, "people are still to be told");
  await sealing.close();
  store.close();
  return [byPolicy.id, byPerson.id];
}

test("an erased attack leaves nothing that tells of its address, and every other proof stays valid", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const paths = [
    "/.env",
    "/.git/config",
    "/.htpasswd",
    "/.aws/credentials",
    "/.svn/entries",
    "/.bash_history",
  ];
  const text = [GUILTY, OTHER].flatMap((ip) => paths.map((path, i) => line(ip, i, path)));
  const log = put(folder, "access.log", `${text.join("\n")}\n`);
  assert.equal((await vigie(["scan", log, "--store", store, "--json", "--no-progress"])).code, 0);
  const before = objects((await vigie(["attacks", "--store", store, "--json"])).stdout);
  const guilty = before.find((attack) => attack["thread"] === `ip:${GUILTY}`);
  const other = before.find((attack) => attack["thread"] === `ip:${OTHER}`);
  assert.ok(guilty && other);
  const alerts = objects((await vigie(["show", String(guilty["id"]), "--store", store, "--json"])).stdout);
  const alertIds = alerts.filter((object) => object["kind"] === "alert").map((alert) => String(alert["id"]));
  assert.ok(alertIds.length > 0 && holders([store], GUILTY).length > 0, "there was something to erase");
  const decided = await blocked(store, alertIds);

  const erased = await vigie(["erase", String(guilty["id"]), "--why", "request 17", "--store", store]);
  assert.equal(erased.code, 0, erased.stderr);
  const bundle = join(folder, "bundle");
  assert.equal((await vigie(["evidence", String(other["id"]), "--out", bundle, "--store", store])).code, 0);

  const everywhere = [store, bundle];
  const guesses = [
    GUILTY,
    Buffer.from(GUILTY.split(".").map(Number)),
    `ip:${GUILTY}`,
    String(guilty["id"]),
    ...alertIds,
    ...decided,
    digestOf("attack", "default", `ip:${GUILTY}`, alertIds[0] ?? ""),
    ...text.filter((one) => one.startsWith(GUILTY)).map((one) => hash("sha256", one)),
    hash("sha256", readFileSync(log)),
    hash("sha256", GUILTY),
  ];
  for (const guess of guesses) {
    assert.deepEqual(holders(everywhere, guess), [], `${guess.toString()} is still there`);
    if (typeof guess === "string" && /^[0-9a-f]{64}$/.test(guess)) {
      assert.deepEqual(
        holders(everywhere, Buffer.from(guess, "hex")),
        [],
        `${guess} is still there, in binary`,
      );
    }
  }
  assert.equal((await vigie(["verify", bundle, "--recompute", "--quiet"])).code, 0);
  assert.equal((await vigie(["log", "verify", "--store", store])).code, 0);
  assert.equal((await vigie(["show", String(guilty["id"]), "--store", store])).code, 2);
  const log2 = (await vigie(["log", "verify", "--store", store, "--json"])).stdout;
  assert.match(log2, /entries as in the store/);
});

test("an erasure names its reason in the log's own findings, and refuses to erase nothing", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const log = put(folder, "access.log", `${line(GUILTY, 1, "/.env")}\n`);
  await vigie(["scan", log, "--store", store, "--json", "--no-progress"]);
  assert.equal((await vigie(["erase", "--why", "x", "--store", store])).code, 2);
  const old = await vigie([
    "erase",
    "--before",
    "2027-01-01",
    "--why",
    "retention",
    "--store",
    store,
    "--json",
  ]);
  assert.equal(old.code, 0, old.stderr);
  const [erasure] = objects(old.stdout);
  assert.ok(Number(erasure?.["alerts"]) > 0 && Number(erasure?.["segments"]) === 1);
  assert.deepEqual(holders([store], GUILTY), []);
});

test("what was sealed longer ago than the retention is erased, and nothing else", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const log = put(folder, "access.log", `${line(GUILTY, 1, "/.env")}\n`);
  await vigie(["scan", log, "--store", store, "--json", "--no-progress"]);
  const keep = await vigie(["erase", "--expired", "--why", "retention", "--store", store, "--json"]);
  assert.equal(Number(objects(keep.stdout)[0]?.["alerts"]), 0);
  assert.ok(holders([store], GUILTY).length > 0);
  const brief = put(folder, "vigie.yaml", "retention: 1s\n");
  await new Promise((done) => setTimeout(done, 1100));
  const gone = await vigie([
    "erase",
    "--expired",
    "--why",
    "retention",
    "--store",
    store,
    "--json",
    "--config",
    brief,
  ]);
  assert.equal(gone.code, 0, gone.stderr);
  assert.ok(Number(objects(gone.stdout)[0]?.["segments"]) === 1);
  assert.deepEqual(holders([store], GUILTY), []);
});

test("a second erasure in the same file works, and leaves no segment behind", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const log = put(folder, "access.log", `${line(GUILTY, 1, "/.env")}\n${line(OTHER, 2, "/.git/config")}\n`);
  put(folder, "second/other.log", `${line(OTHER, 3, "/.htpasswd")}\n`);
  await vigie(["scan", log, join(folder, "second"), "--store", store, "--json", "--no-progress"]);
  for (const attack of objects((await vigie(["attacks", "--store", store, "--json"])).stdout)) {
    const erased = await vigie(["erase", String(attack["id"]), "--why", "x", "--store", store]);
    assert.equal(erased.code, 0, erased.stderr);
  }
  assert.deepEqual([...holders([store], GUILTY), ...holders([store], OTHER)], []);
  assert.equal((await vigie(["log", "verify", "--store", store])).code, 0);
});

test("log verify finds an address that was exchanged in the store, and a byte in a segment", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const log = put(folder, "access.log", `${line(GUILTY, 1, "/.env")}\n`);
  await vigie(["scan", log, "--store", store, "--json", "--no-progress"]);
  assert.equal((await vigie(["log", "verify", "--store", store])).code, 0);
  const db = new DatabaseSync(join(store, "vigie.db"));
  db.prepare("update alert set document = replace(document, ?, ?)").run(GUILTY, "192.0.2.222");
  db.close();
  const changed = await vigie(["log", "verify", "--store", store]);
  assert.equal(changed.code, 4);
  assert.match(changed.stdout, /not the one that was sealed/);
});

test("what a killed watch left open is erased as well: bytes in the database, states, first lines", async (t) => {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const text = [GUILTY, OTHER].flatMap((ip) => ["/.env", "/.git/config"].map((path, i) => line(ip, i, path)));
  const rules = await loadRules([], true);
  const opened = openSqliteStore(store);
  const spine = openSpine(store, opened);
  const watch = new Watch({
    rules,
    store: opened,
    sealer: spine.sealer(methodOf("0", rules.digest, [])),
    segments: spine.segments,
    threads: 1,
    gapMs: 1_800_000,
    minimumLevel: "informational",
    trustedProxies: [],
  });
  const traits = { body: "b", format: null, zoneMinutes: 0, spoofable: false, silenceMs: null };
  const source = { ...traits, id: "file:access.log", name: "access.log" };
  const bytes = Buffer.from(`${text.join("\n")}\n`);
  await watch.deliver({ source, bytes, cursor: { offset: bytes.length }, behind: false, lost: 0 });
  await watch.tick();
  spine.close();
  opened.close(); // killed: nothing was drained
  const attacks = objects((await vigie(["attacks", "--store", store, "--json"])).stdout);
  const guilty = attacks.find((attack) => attack["thread"] === `ip:${GUILTY}`);
  assert.ok(guilty !== undefined && holders([store], GUILTY).length > 0, "there was something to erase");

  const erased = await vigie(["erase", String(guilty["id"]), "--why", "request 18", "--store", store]);
  assert.equal(erased.code, 0, erased.stderr);
  assert.deepEqual(holders([store], GUILTY), []);
  for (const one of text.filter((each) => each.startsWith(GUILTY)))
    assert.deepEqual(holders([store], hash("sha256", one)), []);
  assert.equal((await vigie(["log", "verify", "--store", store])).code, 0);
  const left = objects((await vigie(["attacks", "--store", store, "--json"])).stdout);
  assert.deepEqual(
    left.map((attack) => attack["thread"]),
    [`ip:${OTHER}`],
  );
});
