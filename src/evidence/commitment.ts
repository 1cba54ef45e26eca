/**
 * What stands in the log: a salted commitment, never the thing itself.
 *
 * A log is append-only, and nothing that may have to be erased - an address, a name, a target - may stand in it. The
 * salt of 256 bits makes a guess worthless even for somebody who holds a list of all IPv4 addresses; when salt and
 * record are deleted, the entry says nothing any more, and every other proof stays valid.
 * @module
 */
import { createHash, hash, randomBytes } from "node:crypto";

/** What an entry commits to. The numbers are part of the format and never change their meaning. */
const entryKinds = {
  /** A finding on its own. */
  finding: 1,
  /** A list of commitments to findings, sealed together. */
  batch: 2,
} as const;
export type EntryKind = keyof typeof entryKinds;

/** "VGE" and the version of the format. */
const MAGIC: Buffer = Buffer.from([0x56, 0x47, 0x45, 1]);
export const SALT_BYTES = 32;
/** Magic, kind, digest. */
const ENTRY_BYTES: number = MAGIC.length + 1 + 32;

/** So many salts are drawn at once: asking the system takes as long for many as for one. */
const DRAWN = 256;
let drawn: Buffer = Buffer.alloc(0);

/** A fresh salt from the system's generator, given to nobody else. */
export function newSalt(): Buffer {
  if (drawn.length === 0) drawn = randomBytes(DRAWN * SALT_BYTES);
  const salt = Buffer.alloc(SALT_BYTES, drawn); // memory of its own: who keeps it keeps no others
  drawn = drawn.subarray(SALT_BYTES);
  return salt;
}

/**
 * SHA-256 over salt and record: hiding as long as the salt is secret, binding always.
 * The salt has a fixed length, so nothing can be shifted between the two.
 * @param salt 32 bytes
 * @param record the bytes as stored
 * @example commitmentOf(salt, bytes) // 32 bytes
 */
export function commitmentOf(salt: Uint8Array, record: Uint8Array): Buffer {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`);
  return createHash("sha256").update(salt).update(record).digest();
}

/** The bytes of a log entry: magic, version, kind, commitment. */
export function entryOf(kind: EntryKind, commitment: Uint8Array): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([entryKinds[kind]]), commitment], ENTRY_BYTES);
}

/** What an entry says, or null when it is not one of ours. */
export function parseEntry(
  bytes: Uint8Array,
): { readonly kind: EntryKind; readonly commitment: Buffer } | null {
  const entry = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.length !== ENTRY_BYTES || !entry.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const number = entry[MAGIC.length];
  const kind = (Object.keys(entryKinds) as EntryKind[]).find((name) => entryKinds[name] === number);
  return kind === undefined ? null : { kind, commitment: entry.subarray(MAGIC.length + 1) };
}

/** Hexadecimal SHA-256 of bytes as stored. */
export function digestHex(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}
