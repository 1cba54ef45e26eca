/**
 * Segments unpacked lately. Who cites one record mostly cites its neighbours next: few segments are read over and over.
 * @module
 */
import type { SegmentFolder } from "../evidence/segments.ts";

/** As many segments are kept, of up to 8 MiB each. */
const KEPT = 4;

export class UnpackedSegments {
  readonly #folder: SegmentFolder | null;
  readonly #kept: number;
  readonly #unpacked = new Map<string, Buffer | null>();

  /** @param folder null where no segments are kept @param kept how many stay in memory */
  constructor(folder: SegmentFolder | null, kept: number = KEPT) {
    this.#folder = folder;
    this.#kept = kept;
  }

  /** Bytes of a segment from a place on, or null when it is not there (any more). @param start in bytes @param length in bytes */
  slice(digest: string, start: number, length: number): Buffer | null {
    return this.#read(digest)?.subarray(start, start + length) ?? null;
  }

  #read(digest: string): Buffer | null {
    const known = this.#unpacked.get(digest);
    if (known !== undefined) return known;
    const bytes = this.#folder?.read(digest) ?? null;
    for (const oldest of this.#unpacked.keys()) {
      if (this.#unpacked.size < this.#kept) break;
      this.#unpacked.delete(oldest);
    }
    this.#unpacked.set(digest, bytes);
    return bytes;
  }
}
