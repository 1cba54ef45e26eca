/**
 * Merkle tree proofs: that an entry is in a tree, and that a tree only grew.
 * Making follows RFC 6962 sections 2.1.1 and 2.1.2, checking RFC 9162 sections 2.1.3.2 and 2.1.4.2 (same tree).
 * Sizes and indexes are safe integers; halving is done by division since bit operations stop at 2^31.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { equalBytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from "./hash.ts";

/** No honest proof is longer: a tree of 2^53 entries is 53 levels high (C2SP tlog-witness allows 63). */
export const MAX_PROOF_HASHES = 63;

/**
 * Gives the root of the complete subtree over entries [index * 2^height, (index + 1) * 2^height), or null when it
 * cannot be had.
 */
export type HashReader = (height: number, index: number) => Uint8Array | null;

type Hashes = Result<Uint8Array[], Fault>;

/** Root of the tree over the first `size` entries. Errors: `missing`. */
export function treeRoot(read: HashReader, size: number): Result<Uint8Array, Fault> {
  return size === 0 ? ok(EMPTY_ROOT) : rangeRoot(read, 0, size);
}

/**
 * Proof that entry `index` is in the tree of `size` entries: the siblings from the leaf up (RFC 6962 section 2.1.1).
 * Errors: `wrong-size`, `missing`.
 * @example inclusionProof(read, 0, 1) // { ok: true, value: [] }
 */
export function inclusionProof(read: HashReader, index: number, size: number): Hashes {
  if (!isCount(index) || !isCount(size) || index >= size) return err(wrongSize(`entry ${index} of ${size}`));
  const path: [number, number][] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    const inLeft = index < middle;
    path.push(inLeft ? [middle, to] : [from, middle]);
    if (inLeft) to = middle;
    else from = middle;
  }
  return rangeRoots(read, path.reverse());
}

/**
 * Proof that the tree of `oldSize` entries is the beginning of that of `size` entries (RFC 6962 section 2.1.2).
 * Empty when the sizes are equal. Errors: `wrong-size` (also for oldSize 0: nothing can be proved), `missing`.
 */
export function consistencyProof(read: HashReader, oldSize: number, size: number): Hashes {
  if (!isCount(oldSize) || !isCount(size) || oldSize < 1 || oldSize > size) {
    return err(wrongSize(`from ${oldSize} to ${size}`));
  }
  const path: [number, number][] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const middle = from + splitPoint(to - from);
    const inLeft = oldSize <= middle;
    path.push(inLeft ? [middle, to] : [from, middle]);
    if (inLeft) to = middle;
    else from = middle;
  }
  if (from !== 0) path.push([from, to]);
  return rangeRoots(read, path.reverse());
}

/** What {@link verifyInclusion} checks; all of it may come from a stranger except, once verified, size and root. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  /** Leaf hash of the entry. */
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/**
 * Checks that the entry with this leaf hash is number `index` of the tree with this size and root
 * (RFC 9162 section 2.1.3.2). Errors: `wrong-size`, `bad-proof`, `malformed` for a hash that is not 32 bytes.
 */
export function verifyInclusion(claim: InclusionClaim): Result<null, Fault> {
  const { index, size, leaf, proof, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size) return err(wrongSize(`entry ${index} of ${size}`));
  if (![leaf, root, ...proof].every(isHash)) return err(notAHash());
  let node = leaf;
  let [at, last] = [index, size - 1];
  for (const sibling of proof) {
    if (last === 0) return err(badProof("the proof is too long"));
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else node = nodeHash(node, sibling);
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0) return err(badProof("the proof is too short"));
  return equalBytes(node, root) ? ok(null) : err(badProof("the proof leads to another root"));
}

/** What {@link verifyConsistency} checks. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly size: number;
  readonly oldRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Checks that the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2). Equal sizes need an empty
 * proof and equal roots. An old size of 0 is refused, since anything follows from nothing: callers that mean "not
 * seen before" decide that themselves. Errors: `wrong-size`, `bad-proof`, `malformed`.
 */
export function verifyConsistency(claim: ConsistencyClaim): Result<null, Fault> {
  const { oldSize, size, oldRoot, root, proof } = claim;
  if (!isCount(oldSize) || !isCount(size) || oldSize < 1 || oldSize > size) {
    return err(wrongSize(`from ${oldSize} to ${size}`));
  }
  if (oldSize === size) {
    if (proof.length > 0) return err(badProof("trees of one size need no proof"));
    // Nothing is hashed here, so the roots' length does not matter (and a merkle vector has roots of 12 bytes).
    return equalBytes(oldRoot, root) ? ok(null) : err(badProof("two roots for one size"));
  }
  if (![oldRoot, root, ...proof].every(isHash)) return err(notAHash());
  return climb(claim);
}

function climb({ oldSize, size, oldRoot, root, proof }: ConsistencyClaim): Result<null, Fault> {
  // When the old tree is complete its root is itself the first node of the proof, and is left out of it.
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const first = path[0];
  if (first === undefined || proof.length === 0) return err(badProof("the proof is empty"));
  let [at, last] = [oldSize - 1, size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [oldNode, node] = [first, first];
  for (const sibling of path.slice(1)) {
    if (last === 0) return err(badProof("the proof is too long"));
    if (at % 2 === 1 || at === last) {
      oldNode = nodeHash(sibling, oldNode);
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else node = nodeHash(node, sibling);
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0) return err(badProof("the proof is too short"));
  if (!equalBytes(oldNode, oldRoot)) return err(badProof("the proof leads to another old root"));
  return equalBytes(node, root) ? ok(null) : err(badProof("the proof leads to another new root"));
}

/** Root over entries [from, to), a range that occurs in the recursion of RFC 6962 section 2.1. */
function rangeRoot(read: HashReader, from: number, to: number): Result<Uint8Array, Fault> {
  const count = to - from;
  if (isPowerOfTwo(count)) {
    const height = Math.log2(count);
    const node = read(height, from / count);
    return node === null ? err(fault("missing", `no hash for entries ${from} to ${to - 1}`)) : ok(node);
  }
  const middle = from + splitPoint(count);
  const left = rangeRoot(read, from, middle);
  if (!left.ok) return left;
  const right = rangeRoot(read, middle, to);
  return right.ok ? ok(nodeHash(left.value, right.value)) : right;
}

function rangeRoots(read: HashReader, ranges: readonly (readonly [number, number])[]): Hashes {
  const hashes: Uint8Array[] = [];
  for (const [from, to] of ranges) {
    const node = rangeRoot(read, from, to);
    if (!node.ok) return node;
    hashes.push(node.value);
  }
  return ok(hashes);
}

/** The largest power of two below `count` (count > 1). */
function splitPoint(count: number): number {
  let power = 2 ** Math.floor(Math.log2(count));
  while (power >= count) power /= 2; // log2 is rounded: mend it to be exact near 2^53
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(count: number): boolean {
  return count === 1 || splitPoint(count) * 2 === count;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}

function wrongSize(text: string): Fault {
  return fault("wrong-size", `no proof is possible: ${text}`);
}

function badProof(text: string): Fault {
  return fault("bad-proof", text);
}

function notAHash(): Fault {
  return fault("malformed", `a hash is not ${HASH_BYTES} bytes long`);
}
