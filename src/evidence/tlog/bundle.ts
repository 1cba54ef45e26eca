/**
 * Entry bundles: up to 256 entries in a file, each after its length in two bytes (C2SP tlog-tiles, "Log entries").
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { copyBytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { MAX_ENTRY_BYTES } from "./hash.ts";
import { TILE_WIDTH } from "./tile.ts";

const LENGTH_BYTES = 2;
/** Bytes of the largest bundle possible. */
export const MAX_BUNDLE_BYTES: number = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/** A bundle being filled: entries are copied in as they come, so that callers may reuse their buffers. */
export class BundleBuilder {
  #bytes: Uint8Array = new Uint8Array(16_384);
  #length = 0;
  #count = 0;

  /** Entries in it. */
  get count(): number {
    return this.#count;
  }

  /** @throws RangeError when the entry is longer than 65,535 bytes: the writer refuses those before */
  append(entry: Uint8Array): void {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError("entry too long");
    const at = this.#length;
    this.#reserve(at + LENGTH_BYTES + entry.length);
    this.#bytes[at] = entry.length >> 8;
    this.#bytes[at + 1] = entry.length & 0xff;
    this.#bytes.set(entry, at + LENGTH_BYTES);
    this.#length = at + LENGTH_BYTES + entry.length;
    this.#count++;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  /** The bundle as it stands; valid until the next change. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Starts the next bundle in the same memory. */
  clear(): void {
    this.#length = 0;
    this.#count = 0;
  }

  clone(): BundleBuilder {
    const copy = new BundleBuilder();
    copy.#bytes = copyBytes(this.#bytes);
    copy.#length = this.#length;
    copy.#count = this.#count;
    return copy;
  }
}

/**
 * The bytes of a bundle.
 * @throws RangeError when an entry is longer than 65,535 bytes
 * @example formatBundle([new Uint8Array([7])]) // Uint8Array [0, 1, 7]
 */
export function formatBundle(entries: Iterable<Uint8Array>): Uint8Array {
  const bundle = new BundleBuilder();
  for (const entry of entries) bundle.append(entry);
  return bundle.bytes();
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
