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
  const source = (name: string, from: number, to: number) => ({
    source: name,
    fromMs: from * DAY,
    toMs: to * DAY + 1,
  });
  assert.equal(availabilityOf([]), 1);
  assert.equal(availabilityOf([source("a", 0, 27)]), 1);
  assert.equal(availabilityOf([source("a", 0, 27), source("b", 0, 6), source("b", 14, 27)]), 21 / 28);
});
