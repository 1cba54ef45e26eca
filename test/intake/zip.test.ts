import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { problemText, systemCode } from "../../src/base/errors.ts";
import type { Found } from "../../src/intake/input.ts";
import { readProblem } from "../../src/intake/problems.ts";
import { openZip } from "../../src/intake/zip.ts";
import { collect } from "../helpers/collect.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { type Member, zipOf } from "../helpers/zip.ts";

const MIB = 1024 * 1024;

async function readAll(
  t: Parameters<typeof tempFolder>[0],
  members: readonly Member[],
): Promise<readonly string[]> {
  const path = put(tempFolder(t), "a.zip", zipOf(members));
  const said: string[] = [];
  for await (const found of openZip(path, "/source/a.zip")) said.push(await say(found, path));
  return said;
}

/** `member=text`, or the message; paths shortened. */
async function say(found: Found, path: string): Promise<string> {
  if ("problem" in found) return problemText(found.problem).replace(path, "a.zip");
  const name = found.input.file.replace(path, "a.zip");
  try {
    const pieces = await collect(found.input.open(() => {}));
    return `${name}=${Buffer.concat(pieces).toString()}`;
  } catch (error) {
    return problemText(readProblem(name, error)).replace(path, "a.zip");
  }
}

test("members are read by name, packed ones too; folders are passed over", async (t) => {
  const said = await readAll(t, [
    { name: "b.log", bytes: "b" },
    { name: "dir/", bytes: "" },
    { name: "dir/a.log.gz", bytes: gzipSync("packed") },
    { name: "a.log", bytes: "a" },
    { name: "empty.log", bytes: "" },
  ]);
  assert.deepEqual(said, ["a.zip!a.log=a", "a.zip!b.log=b", "a.zip!dir/a.log.gz=packed", "a.zip!empty.log="]);
});

test("a member that cannot be read does not hide the others", async (t) => {
  const said = await readAll(t, [
    { name: "a.log", bytes: "a" },
    { name: "b.zip", bytes: zipOf([{ name: "x", bytes: "x" }]) },
    { name: "c.exe", bytes: Buffer.from("MZ\x90\0\x03\0\0\0\x04\0\0\0", "latin1") },
    { name: "d.log", bytes: "secret", encrypted: true },
    { name: "e.log", bytes: "e" },
  ]);
  assert.deepEqual(said, [
    "a.zip!a.log=a",
    "a.zip!b.zip: is an archive inside a stream (unpack it first)",
    "a.zip!c.exe: is a binary file, not a log (leave it out, or export it as text)",
    "a.zip!d.log: is encrypted (unpack it with its password first)",
    "a.zip!e.log=e",
  ]);
});

test("a member can be read again, and after the walk over the archive ended", async (t) => {
  const path = put(tempFolder(t), "a.zip", zipOf([{ name: "a.log", bytes: "a" }]));
  const found = await collect(openZip(path, path));
  assert.deepEqual(
    [await say(found[0] as Found, path), await say(found[0] as Found, path)],
    ["a.zip!a.log=a", "a.zip!a.log=a"],
  );
});

test("a member that would grow like a bomb is refused before it is unpacked", async (t) => {
  const said = await readAll(t, [
    { name: "a.log", bytes: "a" },
    { name: "bomb.log", bytes: Buffer.alloc(80 * MIB) },
  ]);
  assert.equal(said[0], "a.zip!a.log=a");
  assert.match(
    said[1] ?? "",
    /^a\.zip!bomb\.log: would grow more than 200 times .* not read \(unpack it yourself/,
  );
});

test("many members that are each small enough are still a bomb together", async (t) => {
  const bytes = Buffer.alloc(20 * MIB);
  const members = Array.from({ length: 6 }, (_, i) => ({ name: `${i}.log`, bytes }));
  const path = put(tempFolder(t), "a.zip", zipOf(members));
  const found = await collect(openZip(path, path));
  assert.deepEqual(
    found.map((item) => ("problem" in item ? item.problem.code : "read")),
    ["read", "read", "read", "too-large", "too-large", "too-large"],
  );
});

test("a member that lies about its size, or is damaged, is told and nothing else is lost", async (t) => {
  const archive = zipOf([
    { name: "a.log", bytes: "x".repeat(1000) },
    { name: "b.log", bytes: "b" },
  ]);
  const at = archive.indexOf("a.log") + 5;
  archive.fill(0xff, at, at + 4); // the packed bytes of the first member
  const path = put(tempFolder(t), "a.zip", archive);
  const said: string[] = [];
  for await (const found of openZip(path, path)) said.push(await say(found, path));
  assert.match(said[0] ?? "", /^a\.zip!a\.log: is damaged/);
  assert.equal(said[1], "a.zip!b.log=b");
});

test("half an archive is told", async (t) => {
  const archive = zipOf([{ name: "a.log", bytes: "x".repeat(1000) }]);
  const path = put(tempFolder(t), "a.zip", archive.subarray(0, 30));
  const [found] = await collect(openZip(path, path));
  assert.match(await say(found as Found, path), /^a\.zip: is not a whole zip archive: .* \(fetch it again/);
});

test("a member's name is shown and never a path", async (t) => {
  const said = await readAll(t, [{ name: "../../etc/passwd", bytes: "x" }]).catch((error) =>
    systemCode(error),
  );
  // the archive library refuses such names altogether; either way nothing outside is touched
  assert.match(String(said), /^a\.zip(!\.\.\/|: is not a whole zip archive: invalid relative path)/);
});
