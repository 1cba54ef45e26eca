/** The writer: what it leaves on disk, what it refuses, how it goes on. @module */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { verifyLog } from "../../../src/evidence/tlog/audit.ts";
import { leafHash } from "../../../src/evidence/tlog/hash.ts";
import { takeLock } from "../../../src/evidence/tlog/lock.ts";
import { formatNote } from "../../../src/evidence/tlog/note.ts";
import { trustLog } from "../../../src/evidence/tlog/policy.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import { tilePath, tilesOf } from "../../../src/evidence/tlog/tile.ts";
import { openLog } from "../../../src/evidence/tlog/writer.ts";
import {
  codeOf,
  definedRoot,
  entries,
  entry,
  logKey,
  ORIGIN,
  signer,
  temporaryFolder,
  value,
  writtenLog,
} from "./make.ts";

const trust = trustLog(logKey.verifier);
const options = { origin: ORIGIN, signers: [logKey] };

test("a new log has a signed checkpoint over the empty tree", () => {
  const folder = temporaryFolder();
  const log = value(openLog(folder, options));
  assert.equal(log.size, 0);
  assert.ok(verifyLog(folder, trust).ok);
  assert.equal(readFileSync(join(folder, "checkpoint"), "utf8"), formatNote(log.note));
});

test("batches of any size give the tree of the definition, and after each the folder verifies", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(600), { maxLength: 6 }), (batches) => {
      const folder = temporaryFolder();
      writtenLog(batches, folder).close();
      const size = batches.reduce((a, b) => a + b, 0);
      const reader = new LogFolder(folder);
      const checkpoint = value(reader.checkpoint());
      assert.equal(checkpoint.size, size);
      const root = definedRoot(entries(0, size).map(leafHash));
      assert.ok(Buffer.from(root).equals(checkpoint.root));
      assert.ok(verifyLog(folder, trust).ok);
      let seen = 0;
      for (const e of reader.entries(size)) assert.ok(Buffer.from(entry(seen++)).equals(value(e)));
      assert.equal(seen, size);
    }),
    { numRuns: 25 },
  );
});

test("the folder holds the files that the specification names, and no partial file that is superseded", () => {
  const folder = temporaryFolder();
  writtenLog([5, 300, 100], folder).close();
  const files = globSync("tile/**", { cwd: folder, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
  const signed = [305, 405].flatMap((size) => [...tilesOf(size)].map(tilePath));
  assert.deepEqual(files.sort(), [...new Set(signed)].sort());
  assert.ok(!existsSync(join(folder, "tile/0/000.p")));
});

test("closing and opening goes on where it stopped", () => {
  const folder = temporaryFolder();
  for (const count of [0, 1, 254, 1, 1, 255, 256, 1000]) writtenLog([count], folder).close();
  const whole = writtenLog([1768]);
  const again = writtenLog([], folder);
  assert.deepEqual(Buffer.from(again.root()), Buffer.from(whole.root()));
});

test("an entry that is too long drops the whole batch, and the log goes on", () => {
  const log = writtenLog([10]);
  const before = formatNote(log.note);
  const long = new Uint8Array(65_536);
  assert.equal(codeOf(log.append([...entries(10, 300), long])), "too-large");
  assert.equal(log.size, 10);
  assert.equal(formatNote(log.note), before);
  assert.equal(value(log.append([entry(10), long.subarray(1)])), 10);
  assert.equal(value(log.append([])), 12);
});

test("the caller may reuse its buffer", () => {
  const folder = temporaryFolder();
  const log = writtenLog([], folder);
  const buffer = Buffer.alloc(4);
  const reuse = function* (): Generator<Uint8Array> {
    for (let i = 0; i < 10; i++) {
      buffer.writeUInt32BE(i);
      yield buffer;
    }
  };
  value(log.append(reuse()));
  log.close();
  assert.ok(verifyLog(folder, trust).ok);
  assert.equal(Buffer.from(value(new LogFolder(folder).entry(3, 10))).readUInt32BE(), 3);
});

test("leftovers of a batch that was never signed for do no harm", () => {
  const folder = temporaryFolder();
  writtenLog([5], folder).close();
  const crashed = `${folder}-crashed`;
  cpSync(folder, crashed, { recursive: true });
  writtenLog([700], crashed, " lost").close(); // what a killed process wrote ...
  cpSync(join(folder, "checkpoint"), join(crashed, "checkpoint")); // ... before its checkpoint
  assert.ok(verifyLog(crashed, trust).ok);
  const log = writtenLog([1, 250, 30, 500], crashed);
  assert.ok(verifyLog(crashed, trust).ok);
  assert.deepEqual(Buffer.from(log.root()), Buffer.from(writtenLog([786]).root()));
  assert.ok(!existsSync(join(crashed, "tile/0/002.p/193")), "the lost batch's partial tile");
  rmSync(crashed, { recursive: true });
});

test("leftovers beside an empty log are cleared, on every level", () => {
  const [empty, full] = [temporaryFolder(), temporaryFolder()];
  writtenLog([], empty).close();
  writtenLog([66_000], full, " lost").close();
  cpSync(join(full, "tile"), join(empty, "tile"), { recursive: true });
  writtenLog([1], empty).close();
  const left = globSync("tile/**", { cwd: empty, withFileTypes: true }).filter((file) => file.isFile());
  assert.deepEqual(
    left.map((file) => file.name),
    ["1", "1"],
  );
  assert.ok(verifyLog(empty, trust).ok);
});

test("a second writer is refused, a dead one's lock is taken over", () => {
  const folder = temporaryFolder();
  const log = writtenLog([1], folder);
  assert.equal(codeOf(openLog(folder, options)), "locked");
  log.close();
  const dead = spawnSync(process.execPath, ["-e", "console.log(process.pid)"]);
  const pid = dead.stdout.toString().trim();
  for (const stale of [`${pid} - abc\n`, `${process.pid} reused:1 abc\n`, "", "garbage\n"]) {
    writeFileSync(join(folder, ".lock"), stale);
    const again = value(openLog(folder, options));
    assert.equal(again.size, 1);
    again.close();
  }
  assert.ok(!existsSync(join(folder, ".lock")));
});

test("a writer whose lock was taken publishes nothing", () => {
  const folder = temporaryFolder();
  const log = writtenLog([3], folder);
  rmSync(join(folder, ".lock"));
  const other = value(takeLock(folder));
  const before = readFileSync(join(folder, "checkpoint"), "utf8");
  assert.equal(codeOf(log.append([entry(3)])), "locked");
  assert.equal(readFileSync(join(folder, "checkpoint"), "utf8"), before);
  assert.equal(codeOf(log.append([entry(3)])), "unreadable", "the writer stays closed");
  other.release();
});

test("a folder that holds another or a damaged log is not written to", () => {
  const folder = temporaryFolder();
  writtenLog([300], folder).close();
  const open = (change: (path: string) => void): string => {
    const copy = temporaryFolder();
    cpSync(folder, copy, { recursive: true });
    change(copy);
    return codeOf(openLog(copy, options));
  };
  const flip =
    (name: string) =>
    (path: string): void => {
      const bytes = readFileSync(join(path, name));
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      writeFileSync(join(path, name), bytes);
    };
  assert.equal(open(flip("checkpoint")), "bad-signature");
  assert.equal(open(flip("tile/0/001.p/44")), "wrong-file");
  assert.equal(open(flip("tile/1/000.p/1")), "wrong-file");
  assert.equal(
    open((path) => rmSync(join(path, "tile/0/001.p/44"))),
    "missing",
  );
  assert.equal(
    open((path) => rmSync(join(path, "tile/entries/001.p/44"))),
    "missing",
  );
  const bundle = "tile/entries/001.p/44";
  assert.equal(
    open((path) => writeFileSync(join(path, bundle), readFileSync(join(path, bundle)).fill(88, 2, 5))),
    "wrong-file",
  );
  const other = signer(ORIGIN, 1, 99);
  assert.equal(codeOf(openLog(folder, { origin: ORIGIN, signers: [other] })), "unsigned");
  const elsewhere = signer("other.example/log", 1, 1);
  assert.equal(codeOf(openLog(folder, { origin: "other.example/log", signers: [elsewhere] })), "unsigned");
  assert.equal(codeOf(openLog(folder, { origin: "other.example/log", signers: [logKey] })), "bad-key");
  assert.equal(codeOf(openLog(folder, { origin: ORIGIN, signers: [] })), "bad-key");
});

test("key rotation: both keys sign for a while, then the new one alone", () => {
  const folder = temporaryFolder();
  writtenLog([3], folder).close();
  const next = signer(ORIGIN, 1, 42);
  const dsa = signer(ORIGIN, 6, 42);
  assert.equal(codeOf(openLog(folder, { origin: ORIGIN, signers: [next] })), "unsigned");
  const both = value(openLog(folder, { origin: ORIGIN, signers: [logKey, next, dsa] }));
  value(both.append([entry(3)]));
  both.close();
  for (const key of [logKey, next, dsa]) assert.ok(verifyLog(folder, trustLog(key.verifier)).ok);
  const alone = value(openLog(folder, { origin: ORIGIN, signers: [next] }));
  value(alone.append([entry(4)]));
  assert.ok(verifyLog(folder, trustLog(next.verifier)).ok);
  assert.ok(!verifyLog(folder, trust).ok);
});

test("a file where a folder should be is a fault, not an exception", () => {
  const folder = temporaryFolder();
  const log = writtenLog([], folder);
  mkdirSync(join(folder, "tile"));
  writeFileSync(join(folder, "tile/0"), "");
  assert.equal(codeOf(log.append([entry(0)])), "unreadable");
  assert.equal(codeOf(openLog(join(folder, "tile/0/x"), options)), "unreadable");
});
