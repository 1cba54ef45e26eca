/**
 * SHA-256, spelled as everywhere in Vigie: lower-case hexadecimal.
 * @module
 */
import { createHash } from "node:crypto";

/** Hexadecimal SHA-256 of bytes or of UTF-8 text. @example sha256("") // "e3b0c442..." */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * A digest over several texts that cannot be shifted into one another: each is preceded by its length in bytes.
 * @example digestOf("alert", "rule-id", "42")
 */
export function digestOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex");
}
