/** A statement as its makers and its readers meet it: the command, the folder, and every way to change it. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseProof } from "../../src/evidence/tlog/index.ts";
import { methodOf } from "../../src/pipeline/method.ts";
import { Publisher } from "../../src/pipeline/publish.ts";
import type { Check } from "../../src/statement/verify/check.ts";
import { verifyFolder } from "../../src/statement/verify/verify.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import {
  everything,
  filesOf,
  type Ground,
  mendManifests,
  prepareGround,
  sealPage,
} from "../helpers/statement.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, vigieHere } from "../helpers/vigie.ts";

let ground: Ground;
let bag: string;
before(async () => {
  ground = await prepareGround();
  bag = join(ground.home, "statement");
  const made = await ground.publish(bag);
  assert.equal(made.code, 0, made.stderr);
});
after(() => ground.remove());

const settings = { policy: null, recompute: false };

async function failedChecks(folder: string, recompute = false): Promise<readonly Check[]> {
  return (await verifyFolder(folder, { ...settings, recompute })).filter(({ ok }) => !ok);
}

async function failures(folder: string, recompute = false): Promise<readonly string[]> {
  return (await failedChecks(folder, recompute)).map(({ name }) => name);
}

interface Published {
  readonly grades: Readonly<Record<string, number>>;
  readonly sentences: readonly {
    readonly template: string;
    readonly text: Readonly<Record<string, string>>;
  }[];
}

function published(folder: string): Published {
  return JSON.parse(readFileSync(join(folder, "data/statement.json"), "utf8")) as Published;
}

function templates(folder: string): readonly string[] {
  return published(folder).sentences.map(({ template }) => template);
}

test("an untouched statement holds, computed again, for vigie, for sha256sum and for its own program", async () => {
  assert.deepEqual(await failures(bag, true), []);
  const said = await vigieHere(["verify", bag, "--recompute"]);
  assert.equal(said.code, 0, said.stdout);
  assert.match(said.stdout, /ok +recompute the count/);
  execFileSync("sha256sum", ["--quiet", "--strict", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"], {
    cwd: bag,
  });
  assert.match(
    execFileSync(process.execPath, [join(bag, "data/verify.mjs")], { encoding: "utf8" }),
    /^(\d+) of \1 checks held\n$/,
  );
});

test("both halves of the answer stand in it, the count first, and what was not asked is said", () => {
  const names = templates(bag);
  const at = (name: string): number => names.indexOf(name);
  assert.ok(at("replayChanges") > at("asOf") && at("replayChanges") < at("watchFound"), names.join(" "));
  for (const name of [
    "drillsNothing",
    "notObservable",
    "claimUnsupported",
    "claimUnverifiable",
    "claimBeyondLogs",
    "author",
    "notCovered",
    "ownWord",
  ])
    assert.ok(at(name) >= 0 || name === "drillsNothing", `${name} in ${names.join(" ")}`);
  assert.ok(at("drillsMissed") >= 0 || at("drillsNothing") >= 0);
  const { grades, sentences } = published(bag);
  assert.equal(
    Object.values(grades).reduce((a, b) => a + b),
    sentences.filter((one) => "grade" in one && one.grade !== null).length,
  );
});

test("nothing raw and nobody's address goes out", () => {
  for (const path of filesOf(bag)) {
    const text = readFileSync(join(bag, path), "latin1");
    for (const secret of ["203.0.113.66", ".htpasswd", "access.log", ground.home])
      assert.ok(!text.includes(secret), `${secret} in ${path}`);
  }
});

test("one changed byte in any file is refused, and the file is named", async (t) => {
  const folder = join(tempFolder(t), "bag");
  cpSync(bag, folder, { recursive: true });
  const paths = filesOf(bag);
  assert.ok(paths.length > 35, `${paths.length} files`);
  for (const path of paths) {
    const whole = readFileSync(join(folder, path));
    if (whole.length === 0) continue;
    for (const at of [0, whole.length >> 1, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(join(folder, path), changed);
      const failed = await failedChecks(folder);
      const named = failed.some(({ detail }) => detail.includes(path));
      const last = path === "tagmanifest-sha256.txt"; // names all others, and nothing names it
      assert.ok(named || (last && failed.length > 0), `byte ${at} of ${path}: ${JSON.stringify(failed)}`);
    }
    writeFileSync(join(folder, path), whole);
  }
  assert.deepEqual(await failures(folder), [], "and whole again it holds");
});

test("a file that is lost, added or a link is refused", async (t) => {
  for (const change of [
    (folder: string) => rmSync(join(folder, "data/withheld.txt")),
    (folder: string) => rmSync(join(folder, "page/finding.json")),
    (folder: string) => writeFileSync(join(folder, "data/more.txt"), "x"),
  ]) {
    const folder = join(tempFolder(t), "bag");
    cpSync(bag, folder, { recursive: true });
    change(folder);
    assert.notDeepEqual(await failures(folder), []);
  }
});

for (const [path, from, to, expected] of [
  ["data/index.html", "polling stations", "polling station", /files of page/],
  ["data/statement.json", "polling stations", "polling station", /files of the statement|sentences/],
  ["data/findings/count/finding.json", '"differing":2', '"differing":0', /commitment of findings\/count/],
  ["data/results/minutes-stations.csv", ",1", ",2", /files of findings\/count/],
  ["data/policy.txt", "quorum none", "quorum none\n", /keys/],
] as const)
  test(`a lie in ${path} is found although every manifest was mended`, async (t) => {
    const folder = join(tempFolder(t), "bag");
    cpSync(bag, folder, { recursive: true });
    const whole = readFileSync(join(folder, path), "utf8");
    const changed = whole.replace(from, to);
    assert.notEqual(changed, whole, `${from} is not in it`);
    writeFileSync(join(folder, path), changed);
    mendManifests(folder);
    assert.match((await failures(folder)).join("; "), expected);
  });

test("a trust policy of one's own decides, and another log's key refuses", async (t) => {
  const other = tempFolder(t);
  const made = await vigieHere(["log", "init", "--store", other]);
  const foreign = put(other, "policy.txt", `log ${made.stdout.trim()}\nquorum none\n`);
  assert.equal((await vigieHere(["verify", bag, "--trust", foreign])).code, 4);
  assert.equal((await vigieHere(["verify", bag, "--trust", join(bag, "policy.txt")])).code, 0);
});

test("without drills, count and claims, each lack is said in a sentence", async (t) => {
  const home = tempFolder(t);
  const log = put(
    home,
    "a.log",
    `192.0.2.1 - - [20/Apr/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "x"\n`,
  );
  const store = join(home, "store");
  assert.equal((await vigieHere(["scan", log, "--store", store])).code, 0);
  const out = join(home, "out");
  const made = await vigieHere(["statement", "--store", store, "--out", out, "--publisher", "A", "--json"]);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(objects(made.stdout)[0]?.["kind"], "statement");
  const { sentences } = published(out);
  const texts = sentences.map(({ text }) => text["en"] ?? "");
  assert.ok(texts.includes("Detection was not measured; nothing is excluded."));
  assert.ok(texts.includes("The count was not checked against the paper: nothing is said about the result."));
  assert.ok(texts.includes("Attacks found in 1 source: none."));
  assert.ok(texts.includes("The records are of 20 April 2026; nothing is said about any other day."));
  assert.ok(!templates(out).some((name) => name.startsWith("claim")));
  assert.deepEqual(await failures(out, true), []);
});

async function refused(args: readonly string[], expected: RegExp, code: number): Promise<void> {
  const before = existsSync(ground.store)
    ? (await vigieHere(["log", "checkpoint", "--store", ground.store])).stdout
    : "";
  const out = join(ground.home, "refused");
  const ended = await vigieHere([
    "statement",
    "--publisher",
    "A",
    "--store",
    ground.store,
    "--out",
    out,
    ...args,
  ]);
  assert.equal(ended.code, code, ended.stderr);
  assert.match(ended.stderr, expected);
  assert.ok(!existsSync(out), "nothing half written");
  assert.deepEqual(
    readdirSync(ground.home).filter((name) => name.startsWith(".vigie-statement-")),
    [],
  );
  assert.equal(
    (await vigieHere(["log", "checkpoint", "--store", ground.store])).stdout,
    before,
    "and nothing sealed",
  );
}

test("what must not be published is refused, with the remedy, and nothing is sealed", async () => {
  const early = put(ground.home, "early.yaml", "publish_not_before: 2999-01-01T00:00:00Z\n");
  await refused(["--config", early], /nothing is published before 2999-01-01T00:00:00Z .*wait/, 2);
  const expired = put(ground.home, "expired.yaml", "key_valid_until: 2001-01-01T00:00:00Z\n");
  await refused(["--config", expired], /key was to be used until 2001-01-01T00:00:00Z .*docs\/tlog\.md/, 2);
  await refused(["--official", "x.csv"], /name both --official and --collected/, 2);
  await refused(
    ["--official", "/nonexistent", "--collected", join(ground.home, "stations.csv")],
    /nonexistent/,
    2,
  );
  const bad = put(
    ground.home,
    "bad.csv",
    "departement,commune,bureau,inscrits,votants,blancs,nuls,exprimes,A\n99,1,1,10,-5,0,0,5,5\n",
  );
  await refused(
    ["--official", join(ground.home, "communes.csv"), "--collected", bad],
    /minutes-bad\.csv:2.*vigie results check/,
    2,
  );
  const claims = put(ground.home, "bad.yaml", "claims:\n  - id: x\n");
  await refused(["--claims", claims], /bad\.yaml:2:\d+: claims\.0\.text/, 2);
  await refused(["--audit", ground.home], /plan\.json/, 2);
  await refused(["--text", "/nonexistent"], /nonexistent/, 2);
  await refused(["--consent", "nobody"], /nothing is known of a body nobody/, 2);
  const there = await vigieHere(["statement", "--publisher", "A", "--store", ground.store, "--out", bag]);
  assert.equal(there.code, 2);
  assert.match(there.stderr, /is there already/);
  const none = await vigieHere([
    "statement",
    "--publisher",
    "A",
    "--store",
    ":memory:",
    "--out",
    join(ground.home, "no"),
  ]);
  assert.match(none.stderr, /holds no log to publish from/);
});

test("a fork in the log is no ground to publish from", async (t) => {
  const home = tempFolder(t);
  cpSync(ground.store, join(home, "store"), { recursive: true });
  const tiles = globSync("tile/entries/**/*", { cwd: join(home, "store/log"), withFileTypes: true });
  for (const { parentPath, name } of tiles.filter((one) => one.isFile())) {
    const bytes = readFileSync(join(parentPath, name));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    rmSync(join(parentPath, name));
    writeFileSync(join(parentPath, name), bytes);
  }
  const out = join(home, "out");
  const ended = await vigieHere([
    "statement",
    "--publisher",
    "A",
    "--store",
    join(home, "store"),
    "--out",
    out,
  ]);
  assert.equal(ended.code, 2, ended.stderr);
  assert.match(ended.stderr, /the log does not hold/);
  assert.ok(!existsSync(out));
});

test("a statement of one period speaks of that period", async (t) => {
  const out = join(tempFolder(t), "out");
  const made = await ground.publish(out, [
    "--from",
    "2026-05-01",
    "--to",
    "2026-06-01",
    ...everything(ground.home).slice(0, 4),
  ]);
  assert.equal(made.code, 0, made.stderr);
  const names = templates(out);
  assert.ok(names.includes("period") && names.includes("watchNothing"), names.join(" "));
});

test("figures of a body that did not agree cannot be had by subtraction", async (t) => {
  const home = tempFolder(t);
  const store = join(home, "store");
  for (const body of ["a", "b", "c"]) {
    const log = put(
      home,
      `${body}.log`,
      `192.0.2.1 - - [20/Apr/2026:09:00:00 +0000] "GET /${body} HTTP/1.1" 200 12 "-" "x"\n`,
    );
    assert.equal((await vigieHere(["scan", log, "--store", store, "--body", body])).code, 0);
  }
  const publish = (name: string, bodies: readonly string[]) =>
    vigieHere([
      ...["statement", "--store", store, "--out", join(home, name), "--publisher", "A"],
      ...bodies.flatMap((body) => ["--consent", body]),
    ]);
  assert.equal((await publish("one", ["a"])).code, 0);
  const two = await publish("two", ["a", "b"]);
  assert.match(two.stderr, /would follow by subtraction/);
  assert.ok(!existsSync(join(home, "two")));
  assert.equal((await publish("all", ["a", "b", "c"])).code, 0);
});

test("drills that were sealed again are said to be so, and the last decide", async (t) => {
  const home = tempFolder(t);
  const store = join(home, "store");
  cpSync(ground.store, store, { recursive: true });
  assert.ok(!templates(bag).includes("drillsLast"), "one run of drills needs no word");
  const again = await vigieHere(["drill", join(ground.home, "drills"), "--store", store]);
  assert.equal(again.code, 0, again.stderr);
  const out = join(home, "out");
  const made = await vigieHere(["statement", "--store", store, "--out", out, "--publisher", "A"]);
  assert.equal(made.code, 0, made.stderr);
  const said = published(out).sentences.find(({ template }) => template === "drillsLast");
  assert.match(said?.text["en"] ?? "", /^Drills were sealed 2 times so far; the last decide/);
  assert.match(said?.text["fr"] ?? "", /scellés 2 fois/);
  assert.deepEqual(await failures(out, true), []);
});

test("its own program runs in any folder, and misses what was taken out", (t) => {
  const folder = join(tempFolder(t), "dossier é 100%20 #1");
  cpSync(bag, folder, { recursive: true });
  const check = (): { readonly code: number | null; readonly text: string } => {
    const { status, stdout } = spawnSync(process.execPath, [join(folder, "data/verify.mjs")], {
      encoding: "utf8",
    });
    return { code: status, text: stdout };
  };
  assert.match(check().text, /^(\d+) of \1 checks held\n$/);
  rmSync(join(folder, "data/findings/watch"), { recursive: true });
  assert.match(check().text, /FAILED digest: "findings\/watch\/finding.json"/);
  rmSync(join(folder, "data/withheld.txt"));
  const lost = check();
  assert.equal(lost.code, 4);
  assert.match(lost.text, /FAILED missing: "withheld.txt"/);
});

test("a page that says more than its files is refused, although its publisher sealed it", async (t) => {
  const home = tempFolder(t);
  const store = join(home, "store");
  const log = put(
    home,
    "a.log",
    `192.0.2.1 - - [20/Apr/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "x"\n`,
  );
  assert.equal((await vigieHere(["scan", log, "--store", store])).code, 0);
  const folder = join(home, "bag");
  assert.equal(
    (await vigieHere(["statement", "--store", store, "--out", folder, "--publisher", "A"])).code,
    0,
  );
  assert.deepEqual(await failures(folder), []);
  const page = Buffer.from(
    readFileSync(join(folder, "data/index.html"), "utf8").replace(
      "</header>",
      "<p>All is well.</p></header>",
    ),
  );
  writeFileSync(join(folder, "data/index.html"), page);
  const db = openSqliteStore(store);
  const publisher = new Publisher(store, db, methodOf("0", "", []), null);
  const proof = await sealPage(publisher, page);
  for (const [name, bytes] of proof) writeFileSync(join(folder, "page", name), bytes);
  const sealed = parseProof(readFileSync(join(folder, "data/findings/statement/batch.tlog-proof")));
  assert.ok(sealed.ok);
  writeFileSync(join(folder, "page/consistency.txt"), publisher.consistencySince(sealed.value.checkpoint));
  writeFileSync(join(folder, "checkpoint"), publisher.checkpoint());
  db.close();
  const info = readFileSync(join(folder, "bag-info.txt"), "utf8");
  const payload = filesOf(join(folder, "data")).map(
    (path) => readFileSync(join(folder, "data", path)).length,
  );
  const oxum = `${payload.reduce((a, b) => a + b)}.${payload.length}`;
  writeFileSync(join(folder, "bag-info.txt"), info.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${oxum}`));
  mendManifests(folder);
  assert.deepEqual(await failures(folder), ["text of the page", "grade"]);
});
