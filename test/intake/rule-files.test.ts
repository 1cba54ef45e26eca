import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { linkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as tar from "tar";
import { problemText } from "../../src/base/errors.ts";
import { readRuleTexts } from "../../src/intake/rule-files.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { zipOf } from "../helpers/zip.ts";

const LARGE = `# ${"x".repeat(5 * 1024 * 1024)}`;

async function read(folder: string, ...paths: readonly string[]): Promise<readonly string[]> {
  const { texts, problems } = await readRuleTexts(paths);
  const short = (text: string): string => text.replaceAll(`${folder}/`, "");
  return [
    ...texts.map(({ file, text }) => `${short(file)}=${text}`),
    ...problems.map((found) => short(problemText(found))),
  ];
}

test("a folder gives every .yml and .yaml by name, and nothing else", async (t) => {
  const folder = tempFolder(t);
  for (const name of ["b.yml", "a.yaml", "deep/c.YML", "notes.txt", "deep/d.json"]) put(folder, name, name);
  symlinkSync(join(folder, "b.yml"), join(folder, "link.yml"));
  assert.deepEqual(await read(folder, folder), ["a.yaml=a.yaml", "b.yml=b.yml", "deep/c.YML=deep/c.YML"]);
});

test("a file that is named is read whatever its name", async (t) => {
  const folder = tempFolder(t);
  assert.deepEqual(await read(folder, put(folder, "rule.txt", "x")), ["rule.txt=x"]);
});

test("a zip archive and a tar archive give the same as the folder", async (t) => {
  const folder = tempFolder(t);
  const members = ["z.yml", "sub/a.yml", "readme.md"];
  for (const name of members) put(folder, `src/${name}`, name);
  const zip = put(folder, "r.zip", zipOf(members.map((name) => ({ name, bytes: name }))));
  await tar.create({ gzip: true, file: join(folder, "r.tar.gz"), cwd: join(folder, "src") }, members);
  await tar.create({ file: join(folder, "r.tar"), cwd: join(folder, "src") }, members);
  assert.deepEqual(await read(folder, zip), ["r.zip!sub/a.yml=sub/a.yml", "r.zip!z.yml=z.yml"]);
  for (const name of ["r.tar.gz", "r.tar"])
    assert.deepEqual(await read(folder, join(folder, name)), [
      `${name}!sub/a.yml=sub/a.yml`,
      `${name}!z.yml=z.yml`,
    ]);
});

test("a folder that holds archives gives the rules in them", async (t) => {
  const folder = tempFolder(t);
  put(folder, "pack/own.yml", "own");
  put(folder, "pack/LICENSE", "free");
  put(folder, "pack/r.zip", zipOf([{ name: "a.yml", bytes: "a" }]));
  put(folder, "src/b.yml", "b");
  await tar.create({ gzip: true, file: join(folder, "pack/s.tgz"), cwd: join(folder, "src") }, ["b.yml"]);
  const found = ["pack/own.yml=own", "pack/r.zip!a.yml=a", "pack/s.tgz!b.yml=b"];
  assert.deepEqual(await read(folder, join(folder, "pack")), found);
});

test("a pipe in a folder is passed over, and not waited for", { timeout: 10_000 }, async (t) => {
  const folder = tempFolder(t);
  put(folder, "a.yml", "x");
  execFileSync("mkfifo", [join(folder, "b.yml"), join(folder, "c.tar")]);
  assert.deepEqual(await read(folder, folder), ["a.yml=x"]);
});

test("a pack that would fill the memory is read as far as there is room, and that is told once", async (t) => {
  const folder = tempFolder(t);
  const large = put(folder, "pack/0.yml", " ".repeat(4 * 1024 * 1024));
  for (let i = 1; i < 67; i++) linkSync(large, join(folder, `pack/${i}.yml`));
  const { texts, problems } = await readRuleTexts([join(folder, "pack")]);
  assert.equal(texts.length, 64);
  assert.deepEqual(
    problems.map(({ code, text }) => [code, text]),
    [["too-large", "is beyond the 100000 files and 256 MiB of rules that are read"]],
  );
});

test("a rule that is far too large is told with its place, and the rest is read", async (t) => {
  const folder = tempFolder(t);
  put(folder, "large.yml", LARGE);
  put(folder, "small.yml", "x");
  const message = "is larger than 4 MiB, as no rule is (split it, or leave it out)";
  assert.deepEqual(await read(folder, folder), ["small.yml=x", `large.yml: ${message}`]);
  const zip = put(
    folder,
    "r.zip",
    zipOf([
      { name: "large.yml", bytes: LARGE },
      { name: "small.yml", bytes: "x" },
    ]),
  );
  assert.deepEqual(await read(folder, zip), ["r.zip!small.yml=x", `r.zip!large.yml: ${message}`]);
  const file = join(folder, "r.tgz");
  await tar.create({ gzip: true, file, cwd: folder }, ["large.yml", "small.yml"]);
  assert.deepEqual(await read(folder, file), ["r.tgz!small.yml=x", `r.tgz!large.yml: ${message}`]);
});

test("a path that is missing or an archive that is damaged is told, and the rest is read", async (t) => {
  const folder = tempFolder(t);
  const good = put(folder, "a.yml", "x");
  const bad = put(folder, "bad.zip", "PK\x03\x04 no archive");
  const said = await read(folder, join(folder, "none"), bad, put(folder, "bad.tar.gz", "no tar"), good);
  assert.equal(said[0], "a.yml=x");
  assert.equal(said[1], "none: there is no such file or folder (check the path)");
  assert.match(said[2] ?? "", /^bad\.zip: is not a whole zip archive/);
  assert.match(said[3] ?? "", /^bad\.tar\.gz: /);
  assert.equal(said.length, 4);
});
