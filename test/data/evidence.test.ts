/**
 * The log against vectors of others (all Apache-2.0):
 * https://github.com/transparency-dev/merkle testdata/{inclusion,consistency}
 * https://github.com/transparency-dev/tessera testdata/log
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { verifyLog } from "../../src/evidence/tlog/audit.ts";
import { leafHash } from "../../src/evidence/tlog/hash.ts";
import { trustLog } from "../../src/evidence/tlog/policy.ts";
import { LogFolder } from "../../src/evidence/tlog/reader.ts";
import { verifyConsistency, verifyInclusion } from "../../src/evidence/tlog/tree.ts";
import { verifyProof } from "../../src/evidence/tlog/verify.ts";
import { formatVerifierKey, parseSignerKey } from "../../src/evidence/tlog/vkey.ts";
import { openLog } from "../../src/evidence/tlog/writer.ts";
import { value } from "../evidence/tlog/make.ts";

const ROOT = join(process.env["VIGIE_DATA"] ?? "../shared/data", "evidence");
const skipWithout = (part: string): string | false =>
  existsSync(join(ROOT, part)) ? false : `0 vectors: ${join(ROOT, part)} is absent`;

/** Byte strings are base64 and may be null, which means empty. */
const bytes = (text: string | null): Uint8Array => Buffer.from(text ?? "", "base64");

function vectors<T>(kind: string): readonly (readonly [string, T])[] {
  const names = globSync(`merkle/${kind}/**/*.json`, { cwd: ROOT }).sort();
  return names.map((name) => [name, JSON.parse(readFileSync(join(ROOT, name), "utf8")) as T]);
}

interface InclusionVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly (string | null)[] | null;
  readonly wantErr: boolean;
}

test("merkle: 98 inclusion vectors, 6 of them valid", { skip: skipWithout("merkle") }, () => {
  let valid = 0;
  const all = vectors<InclusionVector>("inclusion");
  for (const [name, v] of all) {
    const claim = {
      index: v.leafIdx,
      size: v.treeSize,
      leaf: bytes(v.leafHash),
      proof: (v.proof ?? []).map(bytes),
      root: bytes(v.root),
    };
    const { ok } = verifyInclusion(claim);
    assert.equal(ok, !v.wantErr, name);
    if (ok) valid++;
  }
  assert.deepEqual([all.length, valid], [98, 6]);
});

interface ConsistencyVector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly (string | null)[] | null;
  readonly wantErr: boolean;
}

test("merkle: 98 consistency vectors, 6 of them valid", { skip: skipWithout("merkle") }, () => {
  let valid = 0;
  const all = vectors<ConsistencyVector>("consistency");
  for (const [name, v] of all) {
    const claim = {
      oldSize: v.size1,
      size: v.size2,
      oldRoot: bytes(v.root1),
      root: bytes(v.root2),
      proof: (v.proof ?? []).map(bytes),
    };
    const { ok } = verifyConsistency(claim);
    assert.equal(ok, !v.wantErr, name);
    if (ok) valid++;
  }
  assert.deepEqual([all.length, valid], [98, 6]);
});

interface TesseraLog {
  readonly vkey: string;
  readonly test_key: string;
  readonly entries: readonly string[];
}

const TESSERA = join(ROOT, "tessera-log");
const SKIP_TESSERA = skipWithout("tessera-log");

test("tessera: the log rebuilt from its entries and test key is byte-identical", {
  skip: SKIP_TESSERA,
}, () => {
  const source = JSON.parse(readFileSync(join(TESSERA, "log.json"), "utf8")) as TesseraLog;
  const signer = value(parseSignerKey(source.test_key));
  assert.equal(formatVerifierKey(signer.verifier), source.vkey);
  const folder = mkdtempSync(join(tmpdir(), "vigie-tessera-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const log = value(openLog(folder, { origin: signer.verifier.name, signers: [signer] }));
  const same = (ours: string, theirs: string): void => {
    const [a, b] = [readFileSync(join(folder, ours)), readFileSync(join(TESSERA, theirs))];
    assert.ok(a.equals(b), `${ours} differs from ${theirs}`);
  };
  same("checkpoint", "checkpoint.0");
  for (const [index, text] of source.entries.entries()) {
    assert.equal(value(log.append([Buffer.from(text)])), index);
    same("checkpoint", `checkpoint.${index + 1}`);
  }
  log.close();
  const files = globSync("tile/**", { cwd: TESSERA, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files) {
    const name = join(file.parentPath, file.name).slice(TESSERA.length + 1);
    same(name, name);
  }
  assert.equal(files.length, 30);
  same("checkpoint", "checkpoint");
});

test("tessera: their log verifies as it is, and every entry proves", { skip: SKIP_TESSERA }, () => {
  const source = JSON.parse(readFileSync(join(TESSERA, "log.json"), "utf8")) as TesseraLog;
  const trust = trustLog(value(parseSignerKey(source.test_key)).verifier);
  assert.ok(verifyLog(TESSERA, trust).ok);
  const reader = new LogFolder(TESSERA);
  for (const [index, text] of source.entries.entries()) {
    assert.ok(verifyProof(value(reader.proof(index)), leafHash(Buffer.from(text)), trust).ok);
  }
});
