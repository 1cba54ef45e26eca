/**
 * The full check of a log's folder: every entry is hashed again, every tile recomputed, the root compared with a
 * checkpoint that the policy believes. One pass, in constant memory.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { type FilledTile, TreeEdge } from "./edge.ts";
import { equalBytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { leafHash } from "./hash.ts";
import type { Policy } from "./policy.ts";
import { LogFolder } from "./reader.ts";
import { TILE_WIDTH, tilePath, tileWidth } from "./tile.ts";
import { CheckList, checkCheckpoint, type Verdict } from "./verify.ts";

/**
 * Checks a log's folder under a policy: the checkpoint's signatures and cosignatures, every bundle, every tile, the
 * root. The first wrong file is named. The folder may be a stranger's: its size is bounded by the files that are
 * really there, not by what the checkpoint says.
 * @example verifyLog("/media/usb/log", policy).checks.filter((check) => !check.ok)
 */
export function verifyLog(folder: string, policy: Policy): Verdict {
  const list = new CheckList();
  const reader = new LogFolder(folder);
  const text = reader.checkpointText();
  if (!text.ok) {
    list.run("note-form", text, () => "");
    return list.verdict(null);
  }
  const seen = checkCheckpoint(list, text.value, policy);
  if (seen === null) return list.verdict(null);
  const { size, root } = seen.checkpoint;
  const walk = new Walk(reader, size);
  const bundles = walk.run();
  list.run("bundles", bundles, () => `${Math.ceil(size / TILE_WIDTH)} bundles, ${size} entries`);
  list.run("tiles", walk.tiles(), (count) => `${count} tiles`);
  if (bundles.ok) list.run("root", rootFits(walk.root(), root), () => "as in the checkpoint");
  return list.verdict(seen);
}

/** Checks that the recomputed root is the signed one. */
function rootFits(found: Uint8Array, signed: Uint8Array): Result<null, Fault> {
  return equalBytes(found, signed) ? ok(null) : err(fault("bad-proof", "the entries lead to another root"));
}

class Walk {
  readonly #reader: LogFolder;
  readonly #size: number;
  readonly #edge = new TreeEdge();
  #tiles = 0;
  #wrong: Fault | null = null;

  constructor(reader: LogFolder, size: number) {
    this.#reader = reader;
    this.#size = size;
  }

  /** Checks that every bundle can be read; tiles are compared on the way. */
  run(): Result<null, Fault> {
    for (let index = 0; index * TILE_WIDTH < this.#size; index++) {
      const entries = this.#reader.bundle(index, tileWidth("entries", index, this.#size));
      if (!entries.ok) return entries;
      for (const entry of entries.value) this.#edge.append(leafHash(entry), (tile) => this.#compare(tile));
      if (this.#wrong !== null && this.#wrong.code !== "missing") break; // one wrong tile makes all above it wrong
    }
    if (this.#wrong === null) for (const tile of this.#edge.partials()) this.#compare(tile);
    if (this.#edge.size === this.#size) return ok(null);
    return err(fault("wrong-file", `stopped after ${this.#edge.size} entries: ${this.#wrong?.text}`));
  }

  /** Checks that every tile that was reached holds what it should. */
  tiles(): Result<number, Fault> {
    return this.#wrong === null ? ok(this.#tiles) : err(this.#wrong);
  }

  root(): Uint8Array {
    return this.#edge.root();
  }

  #compare({ level, index, width, bytes }: FilledTile): void {
    if (this.#wrong !== null) return;
    this.#tiles++;
    const stored = this.#reader.hashTile(level, index, width);
    if (!stored.ok) this.#wrong = stored.error;
    else if (!equalBytes(stored.value, bytes))
      this.#wrong = this.#difference(level, index, width, stored.value, bytes);
  }

  /** Says which file is wrong: the bundle or the tile cannot be told apart, except by the level. */
  #difference(level: number, index: number, width: number, stored: Uint8Array, found: Uint8Array): Fault {
    const path = tilePath({ level, index, width });
    const at = found.findIndex((byte, i) => byte !== stored[i]) >> 5;
    if (level > 0) return fault("wrong-file", `${path}: hash ${at} is not that of the tile below`);
    const bundle = tilePath({ level: "entries", index, width });
    return fault("wrong-file", `entry ${index * TILE_WIDTH + at}: ${bundle} and ${path} disagree`);
  }
}
