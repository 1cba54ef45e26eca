/** Files are written whole or not at all, and read whole only where they are not too large. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readWhole, writeWhole } from "../../src/base/files.ts";
import { put, tempFolder } from "../helpers/temp.ts";

test("a file is replaced at once, and nothing else is left", (t) => {
  const dir = tempFolder(t);
  const file = put(dir, "a.txt", "old");
  writeWhole(file, "new", 0o600);
  assert.deepEqual(readdirSync(dir), ["a.txt"]);
  assert.equal(readFileSync(file, "utf8"), "new");
  if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("what cannot be written is an error with its path, and leaves what stood there", (t) => {
  const dir = tempFolder(t);
  put(dir, "folder/inside.txt", "kept");
  assert.throws(() => writeWhole(join(dir, "folder"), "x"), /folder: /);
  assert.throws(
    () => writeWhole(join(dir, "none", "a.txt"), "x"),
    /a\.txt: .*check that you may write there/,
  );
  assert.deepEqual(readdirSync(dir), ["folder"]);
});

test("a file that is too large, missing or a folder is refused with a remedy", (t) => {
  const dir = tempFolder(t);
  const bound = { mib: 1, remedy: "split it" };
  assert.equal(readWhole(put(dir, "small", "abc"), bound).toString(), "abc");
  const large = put(dir, "large", Buffer.alloc(1024 * 1024 + 1));
  assert.throws(() => readWhole(large, bound), /large: is larger than 1 MiB \(split it\)/);
  assert.throws(() => readWhole(join(dir, "none"), bound), /none: there is no such file/);
  assert.throws(() => readWhole(dir, bound), /check the path/);
});
