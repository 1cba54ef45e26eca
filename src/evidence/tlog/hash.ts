/**
 * The hashes of a Merkle tree (RFC 6962 section 2.1). Leaves and nodes start with different bytes, so that a node can
 * never be passed off as an entry.
 * @module
 */
import { hash } from "node:crypto";
import { copyBytes, parseBase64 } from "./encoding.ts";

/** Bytes of every hash in a log. */
export const HASH_BYTES = 32;
/** An entry's length is written in two bytes (C2SP tlog-tiles, "Log entries"). */
export const MAX_ENTRY_BYTES = 65_535;

const LEAF = 0x00;
const NODE = 0x01;

// Scratch space: hashing is synchronous and nothing keeps a reference, so one array per kind serves every call.
const leafInput = new Uint8Array(1 + MAX_ENTRY_BYTES);
leafInput[0] = LEAF;
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
nodeInput[0] = NODE;

/** Plain SHA-256 in one call: about 1.7 times as fast as a hash object for inputs this small. */
export function sha256Bytes(data: Uint8Array): Uint8Array {
  return hash("sha256", data, "buffer");
}

/** Root of the tree without entries: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256Bytes(new Uint8Array(0));

/**
 * Leaf hash of an entry: SHA-256(0x00 || entry).
 * @throws RangeError when the entry is longer than 65,535 bytes: callers check before
 * @example leafHash(new Uint8Array(0)) // 6e340b9c...
 */
export function leafHash(entry: Uint8Array): Uint8Array {
  leafInput.set(entry, 1);
  return sha256Bytes(leafInput.subarray(0, entry.length + 1));
}

/** Hash of an inner node: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256Bytes(nodeInput);
}

/**
 * Root of `count` neighbouring hashes, count being a power of two: the part of a tree that a tile spans.
 * @param hashes 32-byte hashes one after another
 * @param from number of the first hash
 */
export function subtreeRoot(hashes: Uint8Array, from: number, count: number): Uint8Array {
  const work = copyBytes(hashes, from * HASH_BYTES, (from + count) * HASH_BYTES);
  for (let left = count; left > 1; left /= 2) {
    for (let i = 0; i < left; i += 2) {
      nodeInput.set(work.subarray(i * HASH_BYTES, (i + 2) * HASH_BYTES), 1);
      work.set(sha256Bytes(nodeInput), (i / 2) * HASH_BYTES);
    }
  }
  return work.subarray(0, HASH_BYTES);
}

/** Reads a hash in base64; null when it is not exactly 32 bytes. */
export function parseHash(text: string): Uint8Array | null {
  if (text.length !== 44) return null;
  const bytes = parseBase64(text);
  return bytes?.length === HASH_BYTES ? bytes : null;
}
