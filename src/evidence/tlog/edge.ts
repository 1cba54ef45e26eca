/**
 * The growing right edge of a tree: all that a writer must remember to append (at most 256 hashes a level).
 * @module
 */
import { EMPTY_ROOT, HASH_BYTES, nodeHash, subtreeRoot } from "./hash.ts";
import { levelsOf, TILE_BYTES, TILE_WIDTH, type Tile, tileWidth } from "./tile.ts";

interface EdgeTile {
  index: number;
  width: number;
  readonly bytes: Uint8Array;
}

/** A tile with its bytes, ready to be stored. The bytes are the receiver's own. */
export interface FilledTile extends Tile {
  readonly level: number;
  readonly bytes: Uint8Array;
}

/** Takes each tile at the moment it is full. */
export type TileSink = (tile: FilledTile) => void;

/**
 * A Merkle tree that can only grow, without its past.
 * @example const edge = new TreeEdge(); edge.append(leafHash(entry), store); edge.root()
 */
export class TreeEdge {
  #size = 0;
  #levels: EdgeTile[] = [];

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  /**
   * Continues a stored tree. `tiles` are its partial tiles by level, null where the level's last tile is full.
   * @returns null when a tile is absent or of another width than the size asks for
   */
  static resume(size: number, tiles: readonly (Uint8Array | null)[]): TreeEdge | null {
    const edge = new TreeEdge();
    edge.#size = size;
    for (let level = 0; level < levelsOf(size); level++) {
      const index = Math.floor(size / TILE_WIDTH ** (level + 1));
      const width = tileWidth(level, index, size);
      const stored = tiles[level] ?? new Uint8Array(0);
      if (stored.length < width * HASH_BYTES) return null;
      const bytes = new Uint8Array(TILE_BYTES);
      bytes.set(stored.subarray(0, width * HASH_BYTES));
      edge.#levels.push({ index, width, bytes });
    }
    return edge;
  }

  /** An independent copy, so that a batch can be tried and dropped. */
  clone(): TreeEdge {
    const copy = new TreeEdge();
    copy.#size = this.#size;
    copy.#levels = this.#levels.map((tile) => ({ ...tile, bytes: tile.bytes.slice() }));
    return copy;
  }

  /** Appends one leaf hash; every tile that becomes full is handed to the sink, lower levels first. */
  append(leaf: Uint8Array, sink: TileSink): void {
    this.#push(0, leaf, sink);
    this.#size++;
  }

  #push(level: number, node: Uint8Array, sink: TileSink): void {
    const tile = this.#level(level);
    tile.bytes.set(node, tile.width * HASH_BYTES);
    tile.width++;
    if (tile.width < TILE_WIDTH) return;
    const { index } = tile;
    sink({ level, index, width: TILE_WIDTH, bytes: tile.bytes.slice() });
    const root = subtreeRoot(tile.bytes, 0, TILE_WIDTH);
    tile.width = 0;
    tile.index = index + 1;
    this.#push(level + 1, root, sink);
  }

  #level(level: number): EdgeTile {
    const known = this.#levels[level];
    if (known !== undefined) return known;
    const tile = { index: 0, width: 0, bytes: new Uint8Array(TILE_BYTES) };
    this.#levels.push(tile);
    return tile;
  }

  /** The partial tiles as they stand now. */
  partials(): readonly FilledTile[] {
    const tiles: FilledTile[] = [];
    for (const [level, { index, width, bytes }] of this.#levels.entries()) {
      if (width > 0) tiles.push({ level, index, width, bytes: bytes.slice(0, width * HASH_BYTES) });
    }
    return tiles;
  }

  /** Root of the tree: the complete subtrees on the edge, folded from the right (RFC 6962 section 2.1). */
  root(): Uint8Array {
    let root: Uint8Array | null = null;
    for (const { width, bytes } of this.#levels) {
      let end = width;
      for (let count = 1; end > 0; count *= 2) {
        if (end % (count * 2) === 0) continue;
        const peak = subtreeRoot(bytes, end - count, count);
        root = root === null ? peak : nodeHash(peak, root);
        end -= count;
      }
    }
    return root ?? EMPTY_ROOT;
  }
}
