/** Recordings in an archive: what the index names is unpacked, and nothing else; a wrong index is told. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { create } from "tar";
import { isRecorded, unpackRecorded } from "../../../src/assess/coverage/recorded.ts";
import { readDrills } from "../../../src/assess/coverage/sets.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { vigieHere } from "../../helpers/vigie.ts";

const LINE = `203.0.113.66 - - [20/Apr/2026:09:00:00 +0000] "GET /.env HTTP/1.1" 404 12 "-" "x"\n`;
const INDEX = {
  cases: [
    { title: "A file that should not be public", folder: "one", file: "one.log" },
    { title: "Stands there without a recording", folder: "two", file: null },
  ],
};

function archive(folder: string, index: unknown): void {
  const source = join(folder, "source");
  put(source, "one/one.log", LINE);
  put(source, "one/other.log", LINE);
  symlinkSync("/etc/passwd", join(source, "one/link.log"));
  create({ file: join(folder, "regression.tar.gz"), cwd: source, gzip: true, sync: true }, ["one"]);
  put(folder, "index.json", typeof index === "string" ? index : JSON.stringify(index));
}

test("recordings that the index names are unpacked and become drills; others and links stay where they are", (t) => {
  const folder = tempFolder(t);
  archive(folder, { cases: [...INDEX.cases, { title: "A link", folder: "one", file: "link.log" }] });
  assert.ok(isRecorded(folder));
  const into = join(folder, "into");
  mkdirSync(into);
  assert.ok(unpackRecorded(folder, into).ok);
  assert.ok(existsSync(join(into, "one/one.log")));
  assert.ok(!existsSync(join(into, "one/other.log")) && !existsSync(join(into, "one/link.log")));
  const drills = readDrills(into);
  assert.ok(!drills.ok, "a recording that is missing would silently shrink the set");
  assert.match(drills.error.text, /the recording of A link is not there/);
});

test("the command drills such a folder, and leaves nothing behind", async (t) => {
  const folder = tempFolder(t);
  archive(folder, INDEX);
  const ended = await vigieHere(["drill", folder]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /^1 of 1 drills would have been looked at/m);
});

test("an index that is wrong, or names something outside, is told with its file", async (t) => {
  for (const index of [
    "{",
    { cases: [{ title: "x", folder: "..", file: "../../etc/passwd" }] },
    { cases: 3 },
  ]) {
    const folder = tempFolder(t);
    archive(folder, index);
    const ended = await vigieHere(["drill", folder]);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /index\.json: /);
    assert.match(ended.stderr, /docs\/drills\.md/);
  }
});
