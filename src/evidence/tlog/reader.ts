/**
 * Reading a log from its folder: checkpoint, entries, and proofs for any entry at any size that was signed for.
 * The files may have been changed by whoever holds the disk: what is read here is not believed, only used to make
 * proofs, which lead to a signed root or do not.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { MAX_BUNDLE_BYTES, parseBundle } from "./bundle.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { parseUtf8 } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { HASH_BYTES } from "./hash.ts";
import { MAX_NOTE_BYTES, parseNote } from "./note.ts";
import { formatProof } from "./proof.ts";
import { hashesOfTiles, TILE_BYTES, TILE_WIDTH, type Tile, tilePath, tileWidth } from "./tile.ts";
import { consistencyProof, inclusionProof, treeRoot } from "./tree.ts";

const CACHED_TILES = 1024; // 8 MiB of hashes

/**
 * A log's folder, read only. Safe beside a running writer: files are replaced whole.
 * @example const log = new LogFolder("/srv/log"); log.inclusionProof(12345, 70_000)
 */
export class LogFolder {
  readonly path: string;
  readonly #tiles = new Map<string, Uint8Array>();

  constructor(path: string) {
    this.path = path;
  }

  /** The text of the newest checkpoint, not checked. Errors: `missing`, `unreadable`, `too-large`, `malformed`. */
  checkpointText(): Result<string, Fault> {
    const bytes = this.#file("checkpoint", MAX_NOTE_BYTES);
    if (!bytes.ok) return bytes;
    const text = parseUtf8(bytes.value);
    return text === null ? err(fault("malformed", "the checkpoint is not UTF-8")) : ok(text);
  }

  /** The newest checkpoint, read but not checked. */
  checkpoint(): Result<Checkpoint, Fault> {
    const text = this.checkpointText();
    if (!text.ok) return text;
    const note = parseNote(text.value);
    return note.ok ? parseCheckpoint(note.value.text) : note;
  }

  /**
   * The first `width` hashes of a tile; the full tile serves where the partial one is gone.
   * Errors: `missing`, `unreadable`, `wrong-file`.
   */
  hashTile(level: number, index: number, width: number): Result<Uint8Array, Fault> {
    const cached = this.#tiles.get(`${level}/${index}`);
    if (cached !== undefined && cached.length >= width * HASH_BYTES) {
      return ok(cached.subarray(0, width * HASH_BYTES));
    }
    const tile = { level, index, width };
    const read = this.#partialOrFull(tile, TILE_BYTES);
    if (!read.ok) return read;
    const { bytes, isPrefix } = read.value;
    if (bytes.length !== (isPrefix ? TILE_BYTES : width * HASH_BYTES)) {
      return err(fault("wrong-file", `${tilePath(tile)} has ${bytes.length} bytes`));
    }
    this.#remember(`${level}/${index}`, bytes);
    return ok(bytes.subarray(0, width * HASH_BYTES));
  }

  #remember(key: string, bytes: Uint8Array): void {
    if (this.#tiles.size >= CACHED_TILES) {
      const [oldest] = this.#tiles.keys();
      if (oldest !== undefined) this.#tiles.delete(oldest);
    }
    this.#tiles.set(key, bytes);
  }

  /** The first `width` entries of a bundle. Errors: `missing`, `unreadable`, `malformed`. */
  bundle(index: number, width: number): Result<readonly Uint8Array[], Fault> {
    const tile = { level: "entries", index, width } as const;
    const read = this.#partialOrFull(tile, MAX_BUNDLE_BYTES);
    if (!read.ok) return read;
    const entries = parseBundle(read.value.bytes, width, read.value.isPrefix);
    if (entries.ok) return entries;
    return err(fault("malformed", `${tilePath(tile)}: ${entries.error.text}`));
  }

  /** One entry of the tree of `size` entries. Errors: `wrong-size` and those of {@link bundle}. */
  entry(index: number, size: number): Result<Uint8Array, Fault> {
    if (!(index >= 0 && index < size)) return err(fault("wrong-size", `entry ${index} of ${size}`));
    const number = Math.floor(index / TILE_WIDTH);
    const entries = this.bundle(number, tileWidth("entries", number, size));
    if (!entries.ok) return entries;
    const entry = entries.value[index % TILE_WIDTH];
    return entry === undefined ? err(fault("missing", `no entry ${index}`)) : ok(entry);
  }

  /** Every entry of the tree of `size` entries from index `from` on; ends at the first fault, which it yields. */
  *entries(size: number, from = 0): Generator<Result<Uint8Array, Fault>> {
    for (let number = Math.floor(from / TILE_WIDTH); number * TILE_WIDTH < size; number++) {
      const entries = this.bundle(number, tileWidth("entries", number, size));
      if (!entries.ok) return yield entries;
      const skip = Math.max(0, from - number * TILE_WIDTH);
      for (const entry of entries.value.slice(skip)) yield ok(entry);
    }
  }

  /** Root of the tree of the first `size` entries, from its tiles. Errors: `missing`, `wrong-file`. */
  root(size: number): Result<Uint8Array, Fault> {
    return this.#prove(size, (read) => treeRoot(read, size));
  }

  /** Inclusion proof of an entry in the tree of `size` entries. Errors: `wrong-size`, `missing`, `wrong-file`. */
  inclusionProof(index: number, size: number): Result<Uint8Array[], Fault> {
    return this.#prove(size, (read) => inclusionProof(read, index, size));
  }

  /** Consistency proof between two sizes. Errors: `wrong-size`, `missing`, `wrong-file`. */
  consistencyProof(oldSize: number, size: number): Result<Uint8Array[], Fault> {
    return this.#prove(size, (read) => consistencyProof(read, oldSize, size));
  }

  /**
   * The text of a `.tlog-proof` of an entry under a checkpoint, cosignatures included.
   * @param extra opaque data put into the proof; nothing authenticates it
   * @param under text of a checkpoint of this log; null takes the newest
   */
  proof(index: number, extra: Uint8Array | null = null, under: string | null = null): Result<string, Fault> {
    const note = under === null ? this.checkpointText() : ok(under);
    if (!note.ok) return note;
    const parsed = parseNote(note.value);
    const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
    if (!checkpoint.ok) return checkpoint;
    const hashes = this.inclusionProof(index, checkpoint.value.size);
    if (!hashes.ok) return hashes;
    return ok(formatProof({ extra, index, hashes: hashes.value, checkpoint: note.value }));
  }

  #prove<T>(
    size: number,
    make: (read: ReturnType<typeof hashesOfTiles>) => Result<T, Fault>,
  ): Result<T, Fault> {
    let first: Fault | null = null;
    const read = hashesOfTiles((level, index, width) => {
      const tile = this.hashTile(level, index, width);
      if (!tile.ok) first ??= tile.error;
      return tile.ok ? tile.value : null;
    }, size);
    const made = make(read);
    return !made.ok && first !== null ? err(first) : made;
  }

  #partialOrFull(tile: Tile, maxBytes: number): Result<{ bytes: Uint8Array; isPrefix: boolean }, Fault> {
    const exact = this.#file(tilePath(tile), maxBytes);
    if (exact.ok) return ok({ bytes: exact.value, isPrefix: false });
    if (exact.error.code !== "missing" || tile.width === TILE_WIDTH) return exact;
    const full = this.#file(tilePath({ ...tile, width: TILE_WIDTH }), maxBytes);
    return full.ok ? ok({ bytes: full.value, isPrefix: true }) : exact;
  }

  #file(name: string, maxBytes: number): Result<Uint8Array, Fault> {
    const path = join(this.path, name);
    try {
      if (statSync(path).size > maxBytes) return err(fault("too-large", `${name} is too large`));
      return ok(readFileSync(path));
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return err(fault("missing", `${name} is missing`));
      return err(fault("unreadable", `${name}: ${code ?? String(error)}`));
    }
  }
}
