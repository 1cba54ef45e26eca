/** Properties of trees and proofs against the definition of the root (RFC 6962 section 2.1). @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { leafHash } from "../../../src/evidence/tlog/hash.ts";
import {
  consistencyProof,
  inclusionProof,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../../src/evidence/tlog/tree.ts";
import { codeOf, definedRoot, entry, memoryTree, value } from "./make.ts";

const big = memoryTree(70_000);

test("the roots of all trees up to 300 entries are those of the definition", () => {
  for (let size = 0; size <= 300; size++) {
    const tree = memoryTree(size);
    const root = definedRoot(tree.leaves);
    assert.deepEqual(Buffer.from(tree.edge.root()), Buffer.from(root));
    assert.deepEqual(Buffer.from(value(treeRoot(tree.read(size), size))), Buffer.from(root));
  }
});

test("every index of every tree up to 70 entries proves, and no other leaf does", () => {
  for (let size = 1; size <= 70; size++) {
    const { read, edge, leaves } = memoryTree(size);
    for (const [index, leaf] of leaves.entries()) {
      const proof = value(inclusionProof(read(size), index, size));
      const claim = { index, size, leaf, proof, root: edge.root() };
      assert.ok(verifyInclusion(claim).ok);
      assert.ok(!verifyInclusion({ ...claim, leaf: leafHash(entry(size)) }).ok);
      assert.ok(!verifyInclusion({ ...claim, index: (index + 1) % size }).ok || size === 1);
    }
  }
});

test("consistency holds between all pairs of sizes up to 64", () => {
  const { read, leaves } = memoryTree(64);
  for (let size = 1; size <= 64; size++) {
    for (let oldSize = 1; oldSize <= size; oldSize++) {
      const proof = value(consistencyProof(read(size), oldSize, size));
      const oldRoot = definedRoot(leaves.slice(0, oldSize));
      const root = definedRoot(leaves.slice(0, size));
      const claim = { oldSize, size, oldRoot, root, proof };
      assert.ok(verifyConsistency(claim).ok, `${oldSize} -> ${size}`);
      assert.equal(codeOf(verifyConsistency({ ...claim, oldRoot: leafHash(entry(99)) })), "bad-proof");
    }
  }
});

test("random indexes of a tree of 70,000 entries prove; any flipped bit fails", () => {
  const size = 70_000;
  const root = big.edge.root();
  fc.assert(
    fc.property(fc.nat(size - 1), fc.nat(), fc.nat(255), (index, place, bit) => {
      const leaf = leafHash(entry(index));
      const proof = value(inclusionProof(big.read(size), index, size));
      assert.ok(verifyInclusion({ index, size, leaf, proof, root }).ok);
      const parts = [leaf, root, ...proof].map((part) => new Uint8Array(part));
      const part = parts[place % parts.length] ?? leaf;
      part[bit >> 3] = (part[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const [l = leaf, r = root, ...p] = parts;
      assert.equal(codeOf(verifyInclusion({ index, size, leaf: l, proof: p, root: r })), "bad-proof");
    }),
    { numRuns: 300 },
  );
});

test("random pairs of sizes up to 70,000 are consistent; any flipped bit fails", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: 70_000 }));
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(255), (pair, place, bit) => {
      const [oldSize, size] = pair[0] <= pair[1] ? pair : [pair[1], pair[0]];
      const proof = value(consistencyProof(big.read(size), oldSize, size));
      const oldRoot = value(treeRoot(big.read(oldSize), oldSize));
      const root = value(treeRoot(big.read(size), size));
      assert.ok(verifyConsistency({ oldSize, size, oldRoot, root, proof }).ok);
      const parts = [oldRoot, root, ...proof].map((part) => new Uint8Array(part));
      const part = parts[place % parts.length] ?? root;
      part[bit >> 3] = (part[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const [o = oldRoot, r = root, ...p] = parts;
      assert.ok(!verifyConsistency({ oldSize, size, oldRoot: o, root: r, proof: p }).ok);
    }),
    { numRuns: 200 },
  );
});

test("sizes and indexes out of range are refused, also those that no number can hold", () => {
  const hash = leafHash(entry(0));
  for (const [index, size] of [
    [0, 0],
    [1, 1],
    [-1, 4],
    [0.5, 4],
    [Number.NaN, 4],
    [2 ** 53, 2 ** 54],
  ] as const) {
    assert.equal(codeOf(verifyInclusion({ index, size, leaf: hash, proof: [], root: hash })), "wrong-size");
    assert.equal(codeOf(inclusionProof(big.read(4), index, size)), "wrong-size");
  }
  for (const [oldSize, size] of [
    [0, 0],
    [0, 5],
    [6, 5],
    [-1, 5],
    [Number.NaN, 5],
  ] as const) {
    assert.equal(
      codeOf(verifyConsistency({ oldSize, size, oldRoot: hash, root: hash, proof: [] })),
      "wrong-size",
    );
    assert.equal(codeOf(consistencyProof(big.read(5), oldSize, size)), "wrong-size");
  }
});

test("the largest size there can be is handled without losing a bit", () => {
  const size = Number.MAX_SAFE_INTEGER;
  const leaf = leafHash(entry(0));
  const proof = Array.from({ length: 53 }, () => leaf);
  assert.equal(codeOf(verifyInclusion({ index: size - 1, size, leaf, proof, root: leaf })), "bad-proof");
  assert.equal(codeOf(inclusionProof(() => null, 5, size)), "missing");
  assert.equal(codeOf(consistencyProof(() => null, size - 1, size)), "missing");
  const path: number[] = [];
  const read = (height: number, index: number): Uint8Array => {
    path.push(height);
    assert.ok((index + 1) * 2 ** height <= size);
    return leaf;
  };
  const long = value(inclusionProof(read, 2 ** 52, size));
  assert.ok(verifyInclusion({ index: 2 ** 52, size, leaf, proof: long, root: leaf }).ok === false);
  assert.ok(path.includes(52));
});

test("a hash that is not 32 bytes is refused before it is used", () => {
  const { read, edge, leaves } = memoryTree(5);
  const proof = value(inclusionProof(read(5), 2, 5));
  const leaf = leaves[2] ?? new Uint8Array(0);
  for (const wrong of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(33)]) {
    const claim = { index: 2, size: 5, leaf, proof, root: edge.root() };
    assert.equal(codeOf(verifyInclusion({ ...claim, leaf: wrong })), "malformed");
    assert.equal(codeOf(verifyInclusion({ ...claim, root: wrong })), "malformed");
    assert.equal(codeOf(verifyInclusion({ ...claim, proof: [wrong, ...proof.slice(1)] })), "malformed");
  }
});
