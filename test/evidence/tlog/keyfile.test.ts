/** Key files: read only when nobody else could. @module */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseSignerKeys, readKeyFile, writeKeyFile } from "../../../src/evidence/tlog/keyfile.ts";
import { formatSignerKey } from "../../../src/evidence/tlog/vkey.ts";
import { codeOf, ORIGIN, temporaryFolder, value } from "./make.ts";

const keys = [
  formatSignerKey(ORIGIN, 1, new Uint8Array(32).fill(1)),
  formatSignerKey(ORIGIN, 6, new Uint8Array(32).fill(2)),
];

test("a key file is written for its owner alone, read back, and never replaced", () => {
  const path = join(temporaryFolder(), "keys", "log.key");
  value(writeKeyFile(path, keys));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(
    value(readKeyFile(path)).map((k) => k.verifier.type),
    [1, 6],
  );
  const before = readFileSync(path, "utf8");
  assert.equal(codeOf(writeKeyFile(path, [])), "unreadable");
  assert.equal(readFileSync(path, "utf8"), before);
});

test("a key that group or others could read, write or run is refused", {
  skip: process.platform === "win32",
}, () => {
  const path = join(temporaryFolder(), "log.key");
  value(writeKeyFile(path, keys));
  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o777]) {
    chmodSync(path, mode);
    assert.equal(codeOf(readKeyFile(path)), "insecure-key", mode.toString(8));
  }
  for (const mode of [0o600, 0o400, 0o700]) {
    chmodSync(path, mode);
    assert.ok(readKeyFile(path).ok);
  }
  chmodSync(path, 0o644);
  symlinkSync(path, `${path}.link`);
  assert.equal(codeOf(readKeyFile(`${path}.link`)), "insecure-key", "the rights of the file itself count");
});

test("what is no key file is a fault that shows nothing of it", () => {
  const folder = temporaryFolder();
  assert.equal(codeOf(readKeyFile(join(folder, "absent"))), "missing");
  mkdirSync(join(folder, "folder"));
  assert.equal(codeOf(readKeyFile(join(folder, "folder"))), "insecure-key");
  const path = join(folder, "bad");
  writeFileSync(path, `${keys[0]}\n# next\n  secret-that-is-no-key  \n`, { mode: 0o600 });
  const bad = readKeyFile(path);
  assert.ok(!bad.ok && bad.error.place?.line === 3 && !bad.error.text.includes("secret"));
  writeFileSync(path, "\n# nothing\n");
  assert.equal(codeOf(readKeyFile(path)), "bad-key");
  writeFileSync(path, "#".repeat(70_000));
  assert.equal(codeOf(readKeyFile(path)), "bad-key");
});

test("the same text may come from the environment", () => {
  assert.equal(value(parseSignerKeys(`${keys.join("\n")}\n`)).length, 2);
  assert.equal(codeOf(parseSignerKeys("")), "bad-key");
});
