import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { sha256 } from "../../src/base/digest.ts";
import type { EvidenceRef } from "../../src/model/alert.ts";
import { checkCommand, evidenceKey, type Raw, readEvidence } from "../../src/pipeline/evidence.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { zipOf } from "../helpers/zip.ts";

const TEXT = "first line\nsecond line\nthird line\n";

function refTo(file: string, record: string, text = TEXT): EvidenceRef {
  const offset = text.indexOf(record);
  return { segment: "sha256:0", file, offset, length: record.length, sha256: sha256(record) };
}

async function stateOf(ref: EvidenceRef): Promise<string> {
  return shown((await readEvidence([ref])).get(evidenceKey(ref)));
}

const shown = (raw: Raw | undefined): string =>
  raw?.state === "verified" ? raw.bytes.toString() : (raw?.state ?? "not answered");

test("records are read again from where they were found, whatever the file is packed in", async (t) => {
  const folder = tempFolder(t);
  const files = [
    put(folder, "a.log", TEXT),
    put(folder, "a.log.gz", gzipSync(TEXT)),
    `${put(folder, "a.zip", zipOf([{ name: "deep/a.log", bytes: TEXT }]))}!deep/a.log`,
    put(folder, "odd!name.log", TEXT),
  ];
  for (const file of files) assert.equal(await stateOf(refTo(file, "second line")), "second line", file);
});

test("many records of several files come at once, in any order, also where they overlap", async (t) => {
  const folder = tempFolder(t);
  const long = Array.from({ length: 20_000 }, (_, i) => `line number ${i}`).join("\n");
  const [a, b] = [put(folder, "a.log", long), put(folder, "b.log", TEXT)];
  const refs = [
    refTo(a, "line number 19999", long),
    refTo(b, "third line"),
    refTo(a, "line number 12\nline number 13", long),
    refTo(a, "line number 13", long),
    refTo(b, "first line"),
  ];
  const raw = await readEvidence(refs);
  assert.deepEqual(
    refs.map((ref) => shown(raw.get(evidenceKey(ref)))),
    ["line number 19999", "third line", "line number 12\nline number 13", "line number 13", "first line"],
  );
});

test("bytes that no longer hash to what was recorded are never shown", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "a.log", TEXT);
  const ref = refTo(file, "second line");
  put(folder, "a.log", TEXT.replace("second", "SECOND"));
  assert.equal(await stateOf(ref), "changed");
  put(folder, "a.log", "short");
  assert.equal(await stateOf(ref), "gone");
  rmSync(file);
  assert.equal(await stateOf(ref), "gone");
  assert.equal(await stateOf({ ...ref, file: "-" }), "gone");
});

test("a file that was damaged since still gives what lies before the damage", async (t) => {
  const folder = tempFolder(t);
  const text = Array.from({ length: 30_000 }, (_, i) => `${i} ${sha256(String(i))}`).join("\n");
  const packed = gzipSync(text);
  const file = put(folder, "a.gz", packed.subarray(0, packed.length / 2));
  assert.equal(await stateOf(refTo(file, `7 ${sha256("7")}`, text)), `7 ${sha256("7")}`);
  assert.equal(await stateOf(refTo(file, `29000 ${sha256("29000")}`, text)), "gone");
});

test("the command that is shown cuts out and hashes the record with ordinary tools", async (t) => {
  const folder = tempFolder(t);
  const files = [
    put(folder, "it's a log.log", TEXT),
    put(folder, "a.log.gz", gzipSync(TEXT)),
    `${put(folder, "a.zip", zipOf([{ name: "a.log", bytes: TEXT }]))}!a.log`,
  ];
  for (const file of files) {
    const ref = refTo(file, "second line");
    const command = checkCommand(ref) ?? "";
    const [tool = ""] = command.split(" ");
    if (spawnSync("sh", ["-c", `command -v ${tool} dd sha256sum`]).status !== 0) {
      t.diagnostic(`left out, no ${tool} here: ${file}`);
      continue;
    }
    const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    assert.equal(stdout.slice(0, 64), ref.sha256, command);
  }
  assert.equal(checkCommand({ ...refTo("-", "second line") }), null);
});
