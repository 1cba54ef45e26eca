/**
 * What the tests of the log share: keys of fixed seeds, trees in memory, and the definition of a tree's root.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Result } from "../../../src/base/result.ts";
import { TreeEdge } from "../../../src/evidence/tlog/edge.ts";
import { type Fault, faultText } from "../../../src/evidence/tlog/fault.ts";
import { EMPTY_ROOT, leafHash, nodeHash } from "../../../src/evidence/tlog/hash.ts";
import { type Policy, parsePolicy } from "../../../src/evidence/tlog/policy.ts";
import { hashesOfTiles } from "../../../src/evidence/tlog/tile.ts";
import type { HashReader } from "../../../src/evidence/tlog/tree.ts";
import { formatVerifierKey } from "../../../src/evidence/tlog/vkey.ts";
import { type LogWriter, openLog } from "../../../src/evidence/tlog/writer.ts";
import { logKey, ORIGIN, witnessA, witnessB } from "./keys.ts";

export { logKey, ORIGIN, signer, witnessA, witnessB, witnessM } from "./keys.ts";

/** The log, cosigned by both Ed25519 witnesses. */
export function policyOfTwo(urls: readonly string[] = []): Policy {
  return value(
    parsePolicy(
      [
        `log ${formatVerifierKey(logKey.verifier)}`,
        `witness A ${formatVerifierKey(witnessA.verifier)} ${urls[0] ?? ""}`,
        `witness B ${formatVerifierKey(witnessB.verifier)} ${urls[1] ?? ""}`,
        "group both all A B",
        "quorum both\n",
      ].join("\n"),
    ),
  );
}

/** The value, or a failed test that names the fault. */
export function value<T>(result: Result<T, Fault>): T {
  if (!result.ok) assert.fail(faultText(result.error));
  return result.value;
}

/** The fault's code, or a failed test. */
export function codeOf(result: Result<unknown, Fault>): string {
  assert.ok(!result.ok, "a fault was expected");
  return result.error.code;
}

/** Entry number n. */
export function entry(n: number, salt = ""): Uint8Array {
  return Buffer.from(`entry ${n}${salt}`);
}

export function entries(from: number, to: number, salt = ""): readonly Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => entry(from + i, salt));
}

/** Root by its definition: RFC 6962 section 2.1, MTH(D[n]). */
export function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

/** A tree kept as tiles in memory. */
export interface MemoryTree {
  readonly leaves: readonly Uint8Array[];
  readonly edge: TreeEdge;
  read(size: number): HashReader;
}

export function memoryTree(size: number, salt = ""): MemoryTree {
  const edge = new TreeEdge();
  const tiles = new Map<string, Uint8Array>();
  const leaves = entries(0, size, salt).map(leafHash);
  for (const leaf of leaves) edge.append(leaf, (t) => tiles.set(`${t.level}/${t.index}`, t.bytes));
  for (const t of edge.partials()) tiles.set(`${t.level}/${t.index}`, t.bytes);
  const read = (at: number): HashReader =>
    hashesOfTiles((level, index) => tiles.get(`${level}/${index}`) ?? null, at);
  return { leaves, edge, read };
}

/** A folder that is removed when the test file ends. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "vigie-tlog-"));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A log in a folder of its own, with these batches of entries. */
export function writtenLog(
  batches: readonly number[],
  folder: string = temporaryFolder(),
  salt = "",
): LogWriter {
  const log = value(openLog(folder, { origin: ORIGIN, signers: [logKey], nowMs: () => 1_500_000_000_000 }));
  let from = log.size;
  for (const count of batches) {
    assert.equal(value(log.append(entries(from, from + count, salt))), from);
    from += count;
  }
  return log;
}
