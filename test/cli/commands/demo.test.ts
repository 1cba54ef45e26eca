import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Score } from "../../../src/rehearsal/score.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { lines, objects, vigie, vigieHere } from "../../helpers/vigie.ts";

test("the demo finds both campaigns among the noise, flags nobody who is innocent, and can be played again", async (t) => {
  const folder = tempFolder(t);
  const out = join(folder, "demo");
  const { code, stdout, stderr } = await vigie(["demo", "--out", out, "--json"]);
  assert.equal(code, 0, stderr);
  const printed = objects(stdout);
  const score = printed.find(({ kind }) => kind === "rehearsal") as unknown as Score;
  const count = printed.find(({ kind }) => kind === "count");
  assert.deepEqual([count?.["found"], count?.["published"], count?.["minutes"]], [true, "Bernard", "Aubry"]);
  assert.deepEqual(
    score.campaigns.map(({ name, actors, found }) => ({ name, missed: actors - found })),
    [
      { name: "voter register", missed: 0 },
      { name: "party mailboxes", missed: 0 },
    ],
  );
  for (const { name, rank } of score.campaigns)
    assert.ok(rank !== null && rank <= 10, `${name} at rank ${rank}`);
  assert.ok(score.innocents > 500);
  assert.deepEqual(score.flagged, []);
  assert.ok(score.found / score.attackers > 0.95, `${score.found} of ${score.attackers}`);
  for (const name of [
    "logs/commission/web/access.log",
    "store/vigie.db",
    "truth.json",
    "report.html",
    "results/stations.csv",
    "statement/data/index.html",
  ])
    assert.ok(existsSync(join(out, name)), name);
  assert.ok(readFileSync(join(out, "report.html"), "utf8").includes("203.0.113."));
  const statement = printed.at(-1) as { kind: string; sentences: { template: string }[] };
  const said = statement.sentences.map(({ template }) => template);
  for (const name of [
    "replayChanges",
    "watchFound",
    "drillsMissed",
    "notObservable",
    "claimUnsupported",
    "claimBeyondLogs",
  ])
    assert.ok(said.includes(name), `${name} in ${said.join(" ")}`);
  assert.equal((await vigieHere(["verify", join(out, "statement"), "--recompute"])).code, 0);
  const again = await vigie(["demo", "--out", out, "--lang", "fr"]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^Attaqu/);
  assert.match(again.stdout, /Cette élection a-t-elle été attaquée[\s\S]*statement\/data\/index\.html/);
});

test("the demo removes nothing that no rehearsal made", async (t) => {
  const folder = tempFolder(t);
  const own = put(folder, "logs/mine.log", "mine\n");
  const { code, stderr } = await vigieHere(["demo", "--out", folder]);
  assert.equal(code, 2);
  assert.equal(lines(stderr).length, 1);
  assert.match(stderr, /logs: is there already, and no rehearsal made it \(name another folder with --out\)/);
  assert.equal(readFileSync(own, "utf8"), "mine\n");
});

test("a folder that cannot be made is told with the remedy", async (t) => {
  const file = put(tempFolder(t), "file", "x");
  const { code, stderr } = await vigieHere(["demo", "--out", join(file, "below")]);
  assert.equal(code, 2);
  assert.match(stderr, /^vigie: .*below: cannot be written: ENOTDIR \(name another folder with --out\)\n$/);
});
