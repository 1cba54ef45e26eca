/**
 * SHA-256, spelled as everywhere in Vigie: lower-case hexadecimal.
 * @module
 */
import { hash } from "node:crypto";

/** Hexadecimal SHA-256 of bytes or of UTF-8 text. @example sha256("") // "e3b0c442..." */
export function sha256(data: Uint8Array | string): string {
  return hash("sha256", data, "hex");
}

/**
 * A digest over several texts that cannot be shifted into one another: each is preceded by its length in bytes.
 * @example digestOf("alert", "rule-id", "42")
 */
export function digestOf(...parts: readonly string[]): string {
  return hash("sha256", parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(""), "hex");
}
