/**
 * The few encodings of the C2SP formats, read strictly: one value has one spelling, so that nobody can make two
 * texts that mean the same and hash differently.
 * @module
 */

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of UTF-8 bytes, or null when they are not UTF-8. A byte-order mark is kept: it is part of the text. */
export function parseUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * Reads standard base64 with padding; null for anything that {@link toBase64} would not have written: line breaks,
 * the URL alphabet, missing padding, bits left over (RFC 4648 section 3.5).
 * @example parseBase64("AAE=") // Uint8Array [0, 1]
 * @example parseBase64("AAF=") // null: one bit is left over
 */
export function parseBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? new Uint8Array(bytes) : null;
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * Reads a canonical decimal number up to 2^53 - 1: no sign, no leading zero. The length is bounded before the number
 * is made, since the text was written by a stranger.
 * @example parseDecimal("70000") // 70000
 * @example parseDecimal("007") // null
 */
export function parseDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Unsigned 64-bit big-endian bytes of a non-negative safe integer. */
export function uint64Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Reads unsigned 64-bit big-endian bytes; null above 2^53 - 1. */
export function parseUint64(bytes: Uint8Array, offset = 0): number | null {
  const value = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(offset);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);
}

/** Bytes one after another in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A copy. `slice` will not do: on a Buffer it shares the memory. */
export function copyBytes(bytes: Uint8Array, from = 0, to: number = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

/** Whether two byte arrays hold the same bytes. Nothing compared here is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
