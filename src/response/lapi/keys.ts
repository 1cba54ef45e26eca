/**
 * Keys of bouncers. A key is 256 random bits: nobody guesses one, so a plain digest at rest is enough (as CrowdSec does).
 * @module
 */
import { createHash, randomBytes } from "node:crypto";

/** Longer headers hold no key of ours. */
const MAX_KEY = 128;

/** A new key: 43 letters, digits, `-` and `_`. It is shown once and kept nowhere. */
export function newKey(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a key: its SHA-512; null for what cannot be one. */
export function keyHash(key: string): Uint8Array | null {
  if (key === "" || key.length > MAX_KEY) return null;
  return createHash("sha512").update(key, "utf8").digest();
}

/** Names that stand in lists, in log lines and in client names: letters, digits, `.`, `_`, `-`. */
export function isBouncerName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}
