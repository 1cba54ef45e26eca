/**
 * Continuing a stored log: the right edge is read back from the tiles that its checkpoint names, and what a crash
 * left beyond it is cleared away.
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { BundleBuilder } from "./bundle.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import type { DurableFolder } from "./durable.ts";
import { TreeEdge } from "./edge.ts";
import { equalBytes } from "./encoding.ts";
import { type Fault, fault } from "./fault.ts";
import { leafHash } from "./hash.ts";
import { parseNote, type SignedNote, verifyNote } from "./note.ts";
import { LogFolder } from "./reader.ts";
import { levelsOf, partialFolder, TILE_WIDTH, tilePath, tileWidth } from "./tile.ts";
import type { SignerKey } from "./vkey.ts";

/** Name of the file with the log's newest signed state. */
export const CHECKPOINT = "checkpoint";

/** The newest signed state of a log. */
export interface Stored {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

/**
 * Checks that the folder's checkpoint, if any, is of this log and signed with one of its keys.
 * Errors: `malformed`, `unsigned`, `bad-signature`, `wrong-origin`; throws the system's errors.
 */
export function readStored(
  folder: string,
  origin: string,
  signers: readonly SignerKey[],
): Result<Stored | null, Fault> {
  const bytes = readIfThere(join(folder, CHECKPOINT));
  if (bytes === null) return ok(null);
  const note = parseNote(bytes);
  if (!note.ok) return note;
  const own = signers.map(({ verifier }) => verifier);
  const verified = verifyNote(note.value, own);
  if (!verified.ok) return verified;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin === origin) return ok({ note: note.value, checkpoint: checkpoint.value });
  return err(fault("wrong-origin", `the folder holds the log ${checkpoint.value.origin}`));
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** What a writer needs to go on. */
export interface LoadedEdge {
  readonly edge: TreeEdge;
  /** Entries of the last, partial bundle. */
  readonly pending: BundleBuilder;
}

/**
 * Reads the edge of the tree that a checkpoint names, and checks that it leads to the checkpoint's root and that the
 * last bundle holds the entries of the last leaves. Errors: `missing`, `wrong-file`, `malformed`.
 */
export function loadEdge(folder: string, { size, root }: Checkpoint): Result<LoadedEdge, Fault> {
  const reader = new LogFolder(folder);
  const tiles: (Uint8Array | null)[] = [];
  for (let level = 0; level < levelsOf(size); level++) {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    const width = tileWidth(level, index, size);
    const tile = width === 0 ? null : reader.hashTile(level, index, width);
    if (tile !== null && !tile.ok) return tile;
    tiles.push(tile?.value ?? null);
  }
  const edge = TreeEdge.resume(size, tiles);
  if (edge === null || !equalBytes(edge.root(), root)) {
    return err(fault("wrong-file", "the last tiles do not lead to the root of the checkpoint"));
  }
  return loadPending(reader, edge);
}

function loadPending(reader: LogFolder, edge: TreeEdge): Result<LoadedEdge, Fault> {
  const index = Math.floor(edge.size / TILE_WIDTH);
  const width = edge.size % TILE_WIDTH;
  const pending = new BundleBuilder();
  if (width === 0) return ok({ edge, pending });
  const entries = reader.bundle(index, width);
  if (!entries.ok) return entries;
  const again = new TreeEdge();
  for (const entry of entries.value) {
    pending.append(entry);
    again.append(leafHash(entry), () => {});
  }
  const [leaves] = again.partials();
  const [stored] = edge.partials();
  if (leaves !== undefined && stored !== undefined && equalBytes(leaves.bytes, stored.bytes)) {
    return ok({ edge, pending });
  }
  const path = tilePath({ level: "entries", index, width });
  return err(fault("wrong-file", `${path} does not hold the entries of the last leaves`));
}

/** Removes full and wider versions of the last tiles: a batch that was never signed for wrote them. */
export function removeLeftovers(files: DurableFolder, size: number): void {
  for (let level = 0; existsSync(join(files.path, `tile/${level}`)); level++)
    removeBeyond(files, level, size);
  removeBeyond(files, "entries", size);
}

function removeBeyond(files: DurableFolder, level: number | "entries", size: number): void {
  const index = Math.floor(size / TILE_WIDTH ** (level === "entries" ? 1 : level + 1));
  const width = tileWidth(level, index, size);
  const names = (at: number): readonly string[] => [
    tilePath({ level, index: at, width: TILE_WIDTH }),
    partialFolder(level, at),
  ];
  let end = index + 1;
  while (names(end).some((name) => existsSync(join(files.path, name)))) end++;
  // From the far end: a second crash here must not leave a gap that the next search stops at.
  for (let at = end - 1; at > index; at--) for (const name of names(at)) files.remove(name);
  const exact = join(files.path, tilePath({ level, index, width }));
  if (width > 0 && !existsSync(exact)) return; // the full file is all there is: the next batch writes over it
  files.remove(tilePath({ level, index, width: TILE_WIDTH }));
  const folder = partialFolder(level, index);
  for (const name of namesIn(join(files.path, folder))) {
    if (!(Number(name) <= width)) files.remove(`${folder}/${name}`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
