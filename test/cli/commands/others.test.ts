/** The commands besides scan and demo, from the outside. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256 } from "../../../src/base/digest.ts";
import { type Alert, alertSchema } from "../../../src/model/alert.ts";
import { attackSchema } from "../../../src/model/attack.ts";
import { accessLine, webRule } from "../../helpers/scan.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { lines, objects, ROOT, vigie, vigieHere } from "../../helpers/vigie.ts";

const RECORD = accessLine("192.0.2.7", 0, "/?q=attack\u001b[31m");

interface Scanned {
  /** The log of the body "party". */
  readonly log: string;
  readonly store: readonly string[];
}

/** A scan that is remembered: one attack on each of two bodies. */
async function scanned(t: TestContext): Promise<Scanned> {
  const folder = tempFolder(t);
  const rule = put(folder, "rule.yml", webRule("attack", "attack", "high"));
  const store = ["--store", join(folder, "store")];
  for (const body of ["party", "ministry"]) {
    const log = put(folder, `${body}.log`, `${RECORD}\n`);
    const ended = await vigieHere([
      "scan",
      log,
      "--body",
      body,
      "--no-builtin-rules",
      "--rules",
      rule,
      ...store,
    ]);
    assert.equal(ended.code, 0, ended.stderr);
  }
  return { log: join(folder, "party.log"), store };
}

test("attacks lists what is stored, as a table or as objects, by body, class, time and rank", async (t) => {
  const { store } = await scanned(t);
  const list = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, stdout } = await vigieHere(["attacks", "--json", ...store, ...args]);
    assert.equal(code, 0);
    return objects(stdout).map((object) => attackSchema.parse(object).body);
  };
  assert.deepEqual((await list()).toSorted(), ["ministry", "party"]);
  assert.deepEqual(await list("--body", "party"), ["party"]);
  assert.deepEqual(await list("--class", "elaborate"), []);
  assert.deepEqual(await list("--since", "2027-01-01"), []);
  assert.equal((await list("--rank", "1")).length, 1);
  assert.equal((await list("--rank")).length, 2);
  assert.match((await vigieHere(["attacks", ...store])).stdout, /192\.0\.2\.7/);
  assert.match((await vigieHere(["attacks"])).stdout, /^No attack is stored\. Scan something first/);
});

test("show tells everything behind the beginning of an id, with raw records that still hash", async (t) => {
  const { log, store } = await scanned(t);
  const [attack] = objects((await vigieHere(["attacks", "--json", "--body", "party", ...store])).stdout);
  const id = String(attack?.["id"]).slice(0, 10);
  const { code, stdout } = await vigieHere(["show", id, "--json", ...store]);
  assert.equal(code, 0);
  const [shown, { records, ...alert } = {}] = objects(stdout);
  assert.deepEqual(attackSchema.parse(shown).body, "party");
  const { evidence } = alertSchema.parse(alert);
  const [record] = records as readonly { readonly state: string; readonly text: string }[];
  assert.equal(record?.state, "verified");
  assert.equal(record.text, RECORD);
  assert.equal(sha256(record.text), evidence[0]?.sha256);
  const text = await vigie(["show", id, ...store]);
  assert.match(text.stdout, /hash verified/);
  assert.ok(text.stdout.includes("/?q=attack\\x1b[31m"), "escape sequences of the log are spelled out");
  assert.ok(!text.stdout.includes("\u001b"));
  // the store keeps what it sealed: a log that changed or went away takes no evidence with it
  writeFileSync(log, RECORD.replace("192.0.2.7", "192.0.2.8"));
  assert.match((await vigieHere(["show", id, ...store])).stdout, /192\.0\.2\.7 .*\/\?q=attack/);
  renameSync(log, `${log}.1`);
  assert.match((await vigieHere(["show", id, ...store])).stdout, /hash verified/);
});

test("show finds an alert by its own id, and asks for more where the beginning is shared", async (t) => {
  const { store } = await scanned(t);
  const [attack] = objects((await vigieHere(["attacks", "--json", ...store])).stdout);
  const shown = objects((await vigieHere(["show", String(attack?.["id"]), "--json", ...store])).stdout);
  const alert = shown[1] as unknown as Alert;
  const { stdout } = await vigieHere(["show", alert.id.toUpperCase(), "--json", ...store]);
  assert.equal(objects(stdout)[0]?.["id"], alert.id);
});

test("parse prints one object per record, with its origin and its place", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "a.log", `${RECORD}\n`);
  appendFileSync(file, "\u0001\u0002 what is this\n");
  const { code, stdout } = await vigie(["parse", file, "--json"]);
  assert.equal(code, 0);
  const [event, unparsed] = objects(stdout);
  assert.deepEqual(
    [event?.["kind"], event?.["format"], event?.["time"], event?.["origin"]],
    ["event", "web-access", "2026-04-13T00:00:00.000Z", { ip: "192.0.2.7" }],
  );
  assert.deepEqual(event?.["evidence"], { file, offset: 0, length: RECORD.length, sha256: sha256(RECORD) });
  assert.deepEqual([unparsed?.["kind"], unparsed?.["reason"]], ["unparsed", "no format reads this record"]);
  const text = await vigieHere(["parse", file]);
  assert.match(text.stdout, /origin {2}192\.0\.2\.7/);
  assert.ok(!text.stdout.includes("\u001b"));
  assert.equal((await vigieHere(["parse", join(folder, "none")])).code, 3);
  const forced = objects((await vigieHere(["parse", file, "--json", "--format", "sshd"])).stdout);
  assert.deepEqual(
    forced.map((object) => object["kind"]),
    ["unparsed", "unparsed"],
  );
});

test("rules list gives the whole pack with levels and tags; rules check finds no fault in it", async () => {
  const listed = objects((await vigieHere(["rules", "list", "--json"])).stdout);
  assert.ok(listed.length >= 60);
  for (const rule of listed) {
    assert.equal(rule["kind"], "rule");
    assert.ok(["rule", "correlation"].includes(String(rule["type"])));
    assert.ok((rule["tags"] as readonly string[]).length > 0 && rule["title"] !== "");
  }
  const { code, stdout, stderr } = await vigieHere(["rules", "check", "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(objects(stdout), [
    { kind: "summary", rules: { loaded: listed.length, rejected: 0, remarks: 0 } },
  ]);
});

test("rules check without any rule does not pass", async (t) => {
  const { code, stderr } = await vigieHere(["rules", "check", tempFolder(t)]);
  assert.equal(code, 4);
  assert.match(stderr, /holds no rule/);
});

test("doctor says what is there, and exits with 4 when something is missing", async (t) => {
  const folder = tempFolder(t);
  const good = await vigieHere(["doctor", "--json", "--store", join(folder, "store")]);
  assert.equal(good.code, 0);
  const states = objects(good.stdout).map(({ name, state }) => `${name} ${state}`);
  for (const name of ["Node", "store", "rules", "threads", "clock"])
    assert.ok(states.includes(`${name} good`), name);
  const bad = await vigieHere(["doctor", "--json", "--store", put(folder, "file", "x")]);
  assert.equal(bad.code, 4);
  assert.ok(objects(bad.stdout).some(({ name, state }) => name === "store" && state === "bad"));
});

test("every command has help with an example", async () => {
  const { code, stdout } = await vigieHere(["--help"]);
  assert.equal(code, 0);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map((match) => match[1] ?? "");
  assert.ok(commands.includes("scan") && commands.includes("demo"));
  const words = commands.filter((name) => name !== "help").map((name) => [name]);
  const ofRules = ["check", "list", "test", "coverage", "explain"].map((name) => ["rules", name]);
  const helps = await Promise.all([...words, ...ofRules].map(help));
  for (const [name, text] of helps) assert.match(text, /\nExamples?:\n {2}\$ vigie /, name);
});

async function help(words: readonly string[]): Promise<readonly [string, string]> {
  const { code, stdout } = await vigieHere([...words, "--help"]);
  assert.equal(code, 0, words.join(" "));
  return [words.join(" "), stdout];
}

test("any Node starts Vigie: the one that runs this test, and whatever is called node here", async () => {
  const version = /"version": "([^"]+)"/.exec(readFileSync(join(ROOT, "package.json"), "utf8"))?.[1];
  for (const node of [process.execPath, "node"]) {
    const { code, stdout, stderr } = await vigie(["--version"], { node });
    assert.deepEqual([code, lines(stdout), stderr], [0, [version], ""], node);
  }
});
