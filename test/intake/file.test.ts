import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { problemText } from "../../src/base/errors.ts";
import { findInputs, totalBytes } from "../../src/intake/file.ts";
import type { Found } from "../../src/intake/input.ts";
import { collect } from "../helpers/collect.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { zipOf } from "../helpers/zip.ts";

async function find(...paths: readonly string[]): Promise<readonly Found[]> {
  return collect(findInputs(paths));
}

/** Names of what is to be read, and the messages of what is not. */
async function names(...paths: readonly string[]): Promise<readonly string[]> {
  return (await find(...paths)).map((found) =>
    "input" in found ? found.input.file : problemText(found.problem),
  );
}

async function textOf(found: Found | undefined): Promise<string> {
  assert.ok(found !== undefined && "input" in found);
  return Buffer.concat(await collect(found.input.open(() => {}))).toString();
}

test("a folder is read by name, deeply, each file once", async (t) => {
  const folder = tempFolder(t);
  for (const name of ["b.log", "a.log", "B.log", "sub/z.log", "sub/a.log", "sub2/x.log", "ü.log"])
    put(folder, name, "x\n");
  const expected = ["B.log", "a.log", "b.log", "sub/a.log", "sub/z.log", "sub2/x.log", "ü.log"];
  assert.deepEqual(
    (await names(folder)).map((file) => relative(folder, file)),
    expected,
  );
});

test("the same file named twice, or in two ways, is read once", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "a.log", "x\n");
  symlinkSync(file, join(folder, "link.log"));
  const found = await names(file, file, folder, join(folder, "link.log"), relative(process.cwd(), file));
  assert.deepEqual(found, [file]);
});

test("links inside a folder are not followed, one that is named is", async (t) => {
  const outside = tempFolder(t);
  const folder = tempFolder(t);
  put(outside, "secret.log", "x\n");
  put(folder, "a.log", "x\n");
  symlinkSync(join(outside, "secret.log"), join(folder, "link.log"));
  symlinkSync(outside, join(folder, "linked"));
  symlinkSync(folder, join(folder, "loop"));
  assert.deepEqual(await names(folder), [join(folder, "a.log")]);
  assert.deepEqual(await names(join(folder, "link.log")), [join(folder, "link.log")]);
});

test("a path that is missing is told, and the rest is read", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "a.log", "x\n");
  const missing = join(folder, "none.log");
  assert.deepEqual(await names(missing, file), [
    `${missing}: there is no such file or folder (check the path)`,
    file,
  ]);
});

test("a pipe in a folder is passed over, one that is named is told", async (t) => {
  const folder = tempFolder(t);
  const pipe = join(folder, "pipe");
  if (spawnSync("mkfifo", [pipe]).status !== 0) return t.skip("no mkfifo here");
  assert.deepEqual(await names(folder), []);
  assert.deepEqual(await names(pipe), [`${pipe}: is no file (pipe it in and name -)`]);
});

test("a folder without rights is told with the remedy, and the rest is read", (t) => {
  const folder = tempFolder(t);
  put(folder, "a.log", "x\n");
  const closed = join(folder, "closed");
  put(folder, "closed/b.log", "x\n");
  chmodSync(folder, 0o755);
  chmodSync(closed, 0o000);
  const found = findAsOrdinaryUser(folder);
  chmodSync(closed, 0o755); // so that the folder can be removed
  assert.deepEqual(found, [
    join(folder, "a.log"),
    `unreadable ${closed} run Vigie as a user who may read it (group adm)`,
  ]);
});

/** Root may read everything: the question is put by a process that is not root any more. */
function findAsOrdinaryUser(folder: string): readonly string[] {
  const module = join(import.meta.dirname, "../../src/intake/file.ts");
  const script = `
    const { findInputs } = await import(${JSON.stringify(module)});
    if (process.getuid?.() === 0) { process.setgid(65534); process.setuid(65534); }
    for await (const found of findInputs([${JSON.stringify(folder)}])) {
      const { input, problem } = found;
      console.log(input?.file ?? [problem.code, problem.place.file, problem.remedy].join(" "));
    }`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  assert.equal(child.stderr, "");
  return child.stdout.trim().split("\n");
}

test("a folder that lies too deep is told, and does not end the walk", async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, "d/".repeat(40)), { recursive: true });
  put(folder, "z.log", "x\n");
  const [first = "", second] = await names(folder);
  assert.match(first, /lies more than 32 folders deep \(name it directly\)$/);
  assert.equal(second, join(folder, "z.log"));
});

test("a source is the absolute path, whatever way it was named", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "a.log", "x\n");
  const [found] = await find(relative(process.cwd(), file));
  assert.ok(found !== undefined && "input" in found);
  assert.equal(found.input.file, relative(process.cwd(), file));
  assert.equal(found.input.source, file);
});

test("the reference clock of a file is its last modification", async (t) => {
  const file = put(tempFolder(t), "a.log", "x\n");
  utimesSync(file, 1_400_000_000, 1_400_000_000);
  const [found] = await find(file);
  assert.ok(found !== undefined && "input" in found);
  assert.equal(found.input.referenceMs, 1_400_000_000_000);
});

test("what was read is counted as it is stored", async (t) => {
  const folder = tempFolder(t);
  const packed = gzipSync("x".repeat(100_000));
  const file = put(folder, "a.log.gz", packed);
  put(folder, "b.log", "1234567");
  const [found] = await find(file);
  assert.ok(found !== undefined && "input" in found);
  let read = 0;
  for await (const _ of found.input.open((bytes) => {
    read += bytes;
  }));
  assert.equal(read, packed.length);
  assert.equal(await totalBytes([folder]), packed.length + 7);
});

test("a compressed file is read by its content, not by its name", async (t) => {
  const folder = tempFolder(t);
  const [plain] = await find(put(folder, "a.gz", "not packed\n"));
  const [packed] = await find(put(folder, "b.log", gzipSync("packed\n")));
  assert.equal(await textOf(plain), "not packed\n");
  assert.equal(await textOf(packed), "packed\n");
});

test("an empty file is an input that holds nothing", async (t) => {
  const [found] = await find(put(tempFolder(t), "a.log", ""));
  assert.equal(await textOf(found), "");
});

test("a zip archive in a folder gives its members", async (t) => {
  const folder = tempFolder(t);
  const archive = put(folder, "m.zip", zipOf([{ name: "in/a.log", bytes: "x\n" }]));
  put(folder, "z.log", "x\n");
  assert.deepEqual(await names(folder), [`${archive}!in/a.log`, join(folder, "z.log")]);
});
