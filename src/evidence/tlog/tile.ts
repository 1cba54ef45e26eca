/**
 * Tiles: the files in which a log keeps its tree (C2SP tlog-tiles). A tile holds up to 256 neighbouring hashes of one
 * level; level L+1 holds the roots of the full tiles of level L.
 * @module
 */
import { HASH_BYTES, subtreeRoot } from "./hash.ts";
import type { HashReader } from "./tree.ts";

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** Halvings of the tree inside one tile: 2^8 = 256. */
const TILE_HEIGHT = 8;
/** Bytes of a full tile. */
export const TILE_BYTES: number = TILE_WIDTH * HASH_BYTES;

const MAX_LEVEL = 63;

/** Which file: hashes of a level, or the entries themselves; `width` below 256 means a partial one. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/**
 * Path of a tile below the log's prefix.
 * @example tilePath({ level: 0, index: 1234067, width: 256 }) // "tile/0/x001/x234/067"
 * @example tilePath({ level: "entries", index: 273, width: 112 }) // "tile/entries/273.p/112"
 */
export function tilePath(tile: Tile): string {
  const path = `tile/${tile.level}/${indexPath(tile.index)}`;
  return tile.width === TILE_WIDTH ? path : `${path}.p/${tile.width}`;
}

/** Folder that holds the partial versions of a tile. @example partialFolder(0, 3) // "tile/0/003.p" */
export function partialFolder(level: number | "entries", index: number): string {
  return `tile/${level}/${indexPath(index)}.p`;
}

function indexPath(index: number): string {
  let path = threeDigits(index % 1000);
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${threeDigits(rest % 1000)}/${path}`;
  }
  return path;
}

function threeDigits(value: number): string {
  return String(value).padStart(3, "0");
}

// Six groups hold any safe integer; the text comes from whoever asks a server, so it is bounded before it is read.
const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5})([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Reads a tile path; null when it is not one in its only spelling. */
export function parseTilePath(path: string): Tile | null {
  const match = PATH.exec(path);
  if (match === null) return null;
  const level: Tile["level"] = match[1] === "entries" ? "entries" : Number(match[1]);
  const index = Number(`${match[2] ?? ""}${match[3] ?? ""}`.replace(/[x/]/g, ""));
  const width = match[4] === undefined ? TILE_WIDTH : Number(match[4]);
  if ((level !== "entries" && level > MAX_LEVEL) || !Number.isSafeInteger(index)) return null;
  if (match[4] !== undefined && width >= TILE_WIDTH) return null;
  const tile = { level, index, width };
  return tilePath(tile) === path ? tile : null; // "x000/001" is not canonical
}

/** Hashes on a level of the tree of `size` entries: floor(size / 256^level). */
export function levelCount(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Width of tile `index` in the tree of `size` entries, 0 when there is none. Entries count as level 0. */
export function tileWidth(level: number | "entries", index: number, size: number): number {
  const left = levelCount(level === "entries" ? 0 : level, size) - index * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, left));
}

/** Number of levels with at least one hash. @example levelsOf(256) // 2 */
export function levelsOf(size: number): number {
  let levels = 0;
  while (levelCount(levels, size) > 0) levels++;
  return levels;
}

/**
 * Every tile and bundle of the tree of `size` entries: full ones, and the last partial one of each level.
 * @example [...tilesOf(70_000)].length // 551: 277 tiles and 274 bundles
 */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; level < levelsOf(size); level++) yield* tilesOfLevel(level, size);
  yield* tilesOfLevel("entries", size);
}

function* tilesOfLevel(level: number | "entries", size: number): Generator<Tile> {
  for (let index = 0; ; index++) {
    const width = tileWidth(level, index, size);
    if (width === 0) return;
    yield { level, index, width };
  }
}

/** Gives the bytes of a hash tile, or null. The bytes may be those of a wider version of the same tile. */
export type TileReader = (level: number, index: number, width: number) => Uint8Array | null;

/**
 * Reads hashes of the tree of `size` entries out of its tiles.
 * @example inclusionProof(hashesOfTiles(readTile, size), 12345, size)
 */
export function hashesOfTiles(read: TileReader, size: number): HashReader {
  return (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const tile = Math.floor((index * count) / TILE_WIDTH);
    const from = index * count - tile * TILE_WIDTH;
    const width = tileWidth(level, tile, size);
    if (from + count > width) return null;
    const bytes = read(level, tile, width);
    if (bytes === null || bytes.length < width * HASH_BYTES) return null;
    return subtreeRoot(bytes, from, count);
  };
}
