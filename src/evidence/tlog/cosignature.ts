/**
 * Cosignatures: "at this time I saw this as the largest consistent tree of that log" (C2SP tlog-cosignature).
 * Two types: Ed25519 (0x04) over the checkpoint's text, ML-DSA-44 (0x06) over a structure that also names the
 * cosigner. A log's own ML-DSA-44 signature is of the second type, with the log as cosigner.
 * @module
 */
import type { Checkpoint } from "./checkpoint.ts";
import { concatBytes, parseUint64, uint64Bytes, utf8Bytes } from "./encoding.ts";

const TIME_BYTES = 8;
const MAX_OPAQUE_BYTES = 255;

/** A signature with the time it was made at, in seconds since 1970. */
export interface TimestampedSignature {
  readonly timeSeconds: number;
  readonly signature: Uint8Array;
}

/** The bytes of `timestamped_signature`: the time in 8 bytes, then the signature. */
export function formatTimestamped(timeSeconds: number, signature: Uint8Array): Uint8Array {
  return concatBytes(uint64Bytes(timeSeconds), signature);
}

/**
 * Reads a `timestamped_signature`, as a stranger wrote it; null when it has another length or a time beyond 2^53
 * (the specification stops at 2^63 and lets verifiers refuse times in the future).
 * @param sizeBytes length of the signature that the key's algorithm makes
 */
export function parseTimestamped(bytes: Uint8Array, sizeBytes: number): TimestampedSignature | null {
  if (bytes.length !== TIME_BYTES + sizeBytes) return null;
  const timeSeconds = parseUint64(bytes);
  return timeSeconds === null ? null : { timeSeconds, signature: bytes.subarray(TIME_BYTES) };
}

/**
 * What an Ed25519 cosigner signs: two lines, then the whole text of the checkpoint, extensions included.
 * @example ed25519Message("vigie.example/log\n...", 1679315147) // "cosignature/v1\ntime 1679315147\nvigie..."
 */
export function ed25519Message(checkpointText: string, timeSeconds: number): Uint8Array {
  return utf8Bytes(`cosignature/v1\ntime ${timeSeconds}\n${checkpointText}`);
}

/**
 * What an ML-DSA-44 cosigner signs, `cosigned_message`: label, cosigner's name, time, origin, start (0), end, root.
 * Names stand after their length in one byte (RFC 8446 section 3.4). Extension lines are not signed.
 * @returns null when name or origin is empty or longer than 255 bytes
 */
export function mlDsaMessage(name: string, checkpoint: Checkpoint, timeSeconds: number): Uint8Array | null {
  const cosigner = opaque(name);
  const origin = opaque(checkpoint.origin);
  if (cosigner === null || origin === null) return null;
  return concatBytes(
    utf8Bytes("subtree/v1\n\0"),
    cosigner,
    uint64Bytes(timeSeconds),
    origin,
    uint64Bytes(0),
    uint64Bytes(checkpoint.size),
    checkpoint.root,
  );
}

function opaque(text: string): Uint8Array | null {
  const bytes = utf8Bytes(text);
  if (bytes.length < 1 || bytes.length > MAX_OPAQUE_BYTES) return null;
  return concatBytes(new Uint8Array([bytes.length]), bytes);
}
