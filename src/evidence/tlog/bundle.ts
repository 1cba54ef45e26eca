/**
 * Entry bundles: up to 256 entries in a file, each after its length in two bytes (C2SP tlog-tiles, "Log entries").
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { type Fault, fault } from "./fault.ts";
import { MAX_ENTRY_BYTES } from "./hash.ts";
import { TILE_WIDTH } from "./tile.ts";

const LENGTH_BYTES = 2;
/** Bytes of the largest bundle possible. */
export const MAX_BUNDLE_BYTES: number = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/**
 * The bytes of a bundle.
 * @throws RangeError when an entry is longer than 65,535 bytes: the writer refuses those before
 * @example formatBundle([new Uint8Array([7])]) // Uint8Array [0, 1, 7]
 */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const entry of entries) length += LENGTH_BYTES + entry.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError("entry too long");
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 0xff;
    bytes.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bytes;
}

/**
 * Reads the first `count` entries of a bundle; the bytes are the log operator's. A bundle that goes on after them is
 * accepted when `isPrefix` is set (the full bundle standing in for a partial one), otherwise refused.
 * The entries share memory with `bytes`. Errors: `malformed`.
 */
export function parseBundle(
  bytes: Uint8Array,
  count: number,
  isPrefix = false,
): Result<readonly Uint8Array[], Fault> {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    const high = bytes[at];
    const low = bytes[at + 1];
    if (high === undefined || low === undefined) return err(endsEarly(entries.length, count));
    const end = at + LENGTH_BYTES + high * 256 + low;
    if (end > bytes.length) return err(endsEarly(entries.length, count));
    entries.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  if (at < bytes.length && !isPrefix) {
    return err(fault("malformed", `the bundle goes on after its ${count} entries`));
  }
  return ok(entries);
}

function endsEarly(found: number, count: number): Fault {
  return fault("malformed", `the bundle ends after ${found} of ${count} entries`);
}
