/** The built-in drills: the same seed the same bytes, logs that are read, and patterns that are told apart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rehearsedDrills } from "../../src/rehearsal/drills.ts";
import { tempFolder } from "../helpers/temp.ts";
import { objects, vigieHere } from "../helpers/vigie.ts";

test("the same seed gives the same bytes, another seed others", () => {
  const texts = (seed: number): string =>
    JSON.stringify(rehearsedDrills(seed).map(({ files }) => [...files]));
  assert.equal(texts(3), texts(3));
  assert.notEqual(texts(3), texts(4));
});

test("at least eight published patterns, each with its source, its techniques and its logs", () => {
  const drills = rehearsedDrills(1);
  assert.ok(drills.length >= 8);
  assert.equal(new Set(drills.map(({ pattern }) => pattern)).size, drills.length);
  for (const { pattern, source, techniques, files } of drills) {
    assert.ok(source.length > 10 && techniques.length > 0, pattern);
    assert.ok(files.size > 0 && [...files.values()].every((text) => text.endsWith("\n")), pattern);
  }
});

test("every drill is read, most are seen, and the one that cannot be seen is not", async (t) => {
  const [layer, yaml] = ["layer.json", "coverage.yaml"].map((name) => `${tempFolder(t)}/${name}`);
  const ended = await vigieHere([
    "drill",
    "--rehearsed",
    "--json",
    "--navigator",
    String(layer),
    "--dettect",
    String(yaml),
  ]);
  assert.equal(ended.code, 0, ended.stderr);
  const drills = objects(ended.stdout).filter(({ kind }) => kind === "drill");
  assert.deepEqual(
    drills.filter(({ depth }) => depth === "no data"),
    [],
  );
  assert.ok(drills.filter(({ depth }) => depth === "ranked").length >= 7, ended.stdout);
  assert.notEqual(drills.find(({ pattern }) => pattern === "quiet harvest")?.["depth"], "ranked");
});

test("a set and --rehearsed exclude each other, and one is needed", async () => {
  for (const args of [["drill"], ["drill", "x", "--rehearsed"]]) {
    const ended = await vigieHere(args);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /one set of drills is needed \(name a folder, or take --rehearsed\)/);
  }
});
