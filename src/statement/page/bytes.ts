/**
 * Bytes, base64, hex and SHA-256 with WebCrypto alone. Text of the page and of `verify.mjs` (see inline.ts): nothing here
 * may call what does not travel with it.
 * @module
 */
import type { Parts } from "./parts.ts";

/** One spelling only: `atob` would pass over bits that stand for nothing, and a changed byte must not go unseen. */
export function bytesOfBase64(text: string): Uint8Array {
  const binary = atob(text);
  if (btoa(binary) !== text) throw new RangeError("no canonical base64");
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export function textOfBytes(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256Of(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

export const byteParts: Parts = [bytesOfBase64, textOfBytes, joined, hexOf, sha256Of];
