/**
 * Segments on disk: raw bytes as received, compressed, under the name of their digest.
 * A segment is immutable: it is written under another name, synced, and renamed; what is there is whole.
 * @module
 */

import { hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Level 1: logs shrink tenfold at several hundred megabytes a second. Off the main thread it costs twice the time. */
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** No segment decodes to more than this: eight chunks and the longest records (model/chunk.ts). */
const MAX_SEGMENT_BYTES: number = 32 * 1024 * 1024;

export class SegmentFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a segment lies. @param digest 64 hexadecimal digits */
  pathOf(digest: string): string {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError(`"${digest}" is no digest`);
    return join(this.#folder, digest.slice(0, 2), `${digest}.zst`);
  }

  has(digest: string): boolean {
    return existsSync(this.pathOf(digest));
  }

  /** Writes a segment unless it is there; when this returns, the bytes are on the disk. */
  write(digest: string, bytes: Uint8Array): void {
    const path = this.pathOf(digest);
    if (existsSync(path)) return;
    const packed = zstdCompressSync(bytes, OPTIONS);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.tmp`;
    writeSynced(temporary, packed);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  }

  /**
   * The raw bytes, checked against the digest.
   * @returns null when the segment is not there any more, or is not what its name says
   */
  read(digest: string): Buffer | null {
    const path = this.pathOf(digest);
    if (!existsSync(path)) return null;
    try {
      const bytes = zstdDecompressSync(readFileSync(path), { maxOutputLength: MAX_SEGMENT_BYTES });
      return hash("sha256", bytes, "hex") === digest ? bytes : null;
    } catch {
      return null; // damaged: as good as not there, and the caller says so
    }
  }

  /** Deletes a segment for good. @returns whether it was there */
  remove(digest: string): boolean {
    const path = this.pathOf(digest);
    if (!existsSync(path)) return false;
    rmSync(path);
    syncFolder(dirname(path));
    return true;
  }
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without this a new name may be lost with the power, although the bytes are there. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
