/** Drills as a person runs them: how far each came, what the bound says, and that nothing of them is counted. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { availabilityOf } from "../../../src/assess/coverage/drill.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const guess = Array.from(
  { length: 12 },
  (_, i) =>
    `2026-04-20T09:00:${String(i * 4).padStart(2, "0")}+00:00 srv1 sshd[77]: Failed password for root from 203.0.113.7 port ${4000 + i} ssh2\n`,
).join("");
const harmless =
  "2026-04-20T09:00:00+00:00 srv1 sshd[77]: Accepted publickey for alix from 192.0.2.7 port 50000 ssh2\n";

test("each drill as deep as it came, a bound over patterns, and an untouched store", async (t) => {
  const folder = tempFolder(t);
  put(folder, "set/guess.log", guess);
  put(folder, "set/quiet.log", harmless);
  put(folder, "set/unread.log", "nothing that any format reads\n");
  const drills = [
    { name: "guess", pattern: "guessing", file: "guess.log", techniques: ["T1110.001"] },
    { name: "silent", pattern: "guessing", file: "quiet.log", techniques: ["T1110"] },
    { name: "unknown", pattern: "other", file: "quiet.log", techniques: ["T9999"] },
    { name: "no format", pattern: "third", file: "unread.log", techniques: ["T1110"] },
  ];
  put(folder, "set/drills.json", JSON.stringify(drills));
  const store = ["--store", join(folder, "store")];
  const layer = join(folder, "layer.json");
  const run = await vigieHere([
    "drill",
    join(folder, "set"),
    ...store,
    "--json",
    "--navigator",
    layer,
    "--not-observable",
    "telephones",
  ]);
  assert.equal(run.code, 0, run.stderr);
  const found = objects(run.stdout);
  assert.deepEqual(
    found.filter(({ kind }) => kind === "drill").map(({ name, depth }) => [name, depth]),
    [
      ["guess", "ranked"],
      ["silent", "rule loaded"],
      ["unknown", "data"],
      ["no format", "no data"],
    ],
  );
  const summary = found.at(-1);
  assert.deepEqual([summary?.["drills"], summary?.["detected"], summary?.["whole"]], [4, 1, 0]);
  assert.equal(summary?.["missed_at_most"], null, "a pattern that was half seen excludes nothing");
  assert.deepEqual(summary?.["not_observable"], ["telephones"]);
  const scores = (
    JSON.parse(readFileSync(layer, "utf8")) as { techniques: { techniqueID: string; score: number }[] }
  ).techniques;
  assert.deepEqual(
    scores.map(({ techniqueID, score }) => [techniqueID, score]),
    [
      ["T1110", 2],
      ["T1110.001", 4],
      ["T9999", 1],
    ],
  );
  const attacks = await vigieHere(["attacks", ...store, "--json"]);
  assert.equal(attacks.stdout, "", "nothing of a drill is counted");
  const log = await vigieHere(["log", "verify", ...store]);
  assert.equal(log.code, 0, log.stderr);
  const text = await vigieHere(["drill", join(folder, "set"), "--lang", "fr"]);
  assert.match(text.stdout, /rien n'est exclu/);
  const decimals = await vigieHere(["drill", "--rehearsed", "--lang", "fr"]);
  assert.match(decimals.stdout, /d'au moins \d+,\d %/);
});

test("a set that is wrong, or lacks a recording, is refused: it must not shrink unseen", async (t) => {
  const folder = tempFolder(t);
  const refused = async (content: string): Promise<string> => {
    put(folder, "drills.json", content);
    const { code, stderr } = await vigieHere(["drill", folder]);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await refused("{"), /drills\.json: /);
  assert.match(await refused("[]"), /names no drill/);
  assert.match(
    await refused('[{"name":"a","pattern":"p","file":"gone.log","techniques":["T1110"]}]'),
    /the recording of a is not there/,
  );
  assert.match(
    await refused('[{"name":"a","pattern":"p","file":"../x.log","techniques":[]}]'),
    /lies outside/,
  );
  assert.match(
    await refused('[{"name":"a","pattern":"p","file":"x","techniques":["1110"]}]'),
    /0\.techniques\.0/,
  );
  assert.equal((await vigieHere(["drill", "/nonexistent"])).code, 2);
});

test("the source that was up least decides the availability", () => {
  const DAY = 86_400_000;
  const source = (name: string, from: number, to: number, body = "a") => ({
    source: name,
    body,
    fromMs: from * DAY,
    toMs: to * DAY + 1,
  });
  assert.equal(availabilityOf([]), 1);
  assert.equal(availabilityOf([source("a", 0, 27)]), 1);
  assert.equal(availabilityOf([source("a", 0, 27), source("b", 0, 6), source("b", 14, 27)]), 21 / 28);
  assert.equal(availabilityOf([source("a", 0, 27), source("a", 0, 6, "another body")]), 7 / 28);
  const period = { fromMs: 0, toMs: 56 * DAY };
  assert.equal(
    availabilityOf([source("a", 0, 27)], period),
    0.5,
    "days before and after the records are asked about too",
  );
  assert.equal(availabilityOf([source("a", 0, 27)], { fromMs: 7 * DAY, toMs: 14 * DAY }), 1);
  assert.equal(availabilityOf([source("a", 0, 27)], { fromMs: 70 * DAY, toMs: 80 * DAY }), 0);
});

test("a source that was off for a week shows up in the bound, also within one file", async (t) => {
  const home = tempFolder(t);
  const bound = async (name: string, days: readonly number[]): Promise<Record<string, unknown>> => {
    const lines = days.flatMap((day) =>
      Array.from({ length: 200 }, (_, i) => {
        const time = new Date(Date.UTC(2026, 2, 1 + day, 0, 7 * i)).toISOString();
        const date = `${time.slice(8, 10)}/${time.slice(5, 7) === "03" ? "Mar" : "Apr"}/${time.slice(0, 4)}`;
        return `192.0.2.7 - - [${date}:${time.slice(11, 19)} +0000] "GET /page/${i} HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux)"`;
      }),
    );
    const log = put(home, `${name}.log`, `${lines.join("\n")}\n`);
    const store = join(home, name);
    assert.equal((await vigieHere(["scan", log, "--store", store])).code, 0);
    const drilled = await vigieHere(["drill", "--rehearsed", "--store", store, "--json"]);
    return objects(drilled.stdout).find(({ kind }) => kind === "summary") ?? {};
  };
  const every = Array.from({ length: 56 }, (_, day) => day);
  const [up, off] = [
    await bound("up", every),
    await bound(
      "off",
      every.filter((day) => day < 20 || day > 40),
    ),
  ];
  assert.equal(up["availability"], 1);
  assert.equal(off["availability"], 35 / 56);
  assert.ok(Number(off["missed_at_most"]) > Number(up["missed_at_most"]), JSON.stringify([up, off]));
});
