/**
 * Files that are there whole or not at all, also after a power cut: written under a temporary name, synced, renamed,
 * and the folder synced. Without the last step the new name may live only in memory.
 * @module
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Folder of temporary names inside a {@link DurableFolder}; what lies in it after a crash is rubbish. */
const TEMPORARY = ".tmp";

/** Syncs a folder, so that names in it outlast a power cut. Windows has no such call and needs none. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes and syncs a new file. @throws the system's error, EEXIST when it is there already */
export function writeSynced(path: string, bytes: Uint8Array, mode = 0o644): void {
  const file = openSync(path, "wx", mode);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fdatasyncSync(file); // data and length; times may be lost
  } finally {
    closeSync(file);
  }
}

/**
 * A folder whose files are replaced whole. Methods throw the operating system's errors; the caller makes faults of
 * them. Only one process at a time may write (see lock.ts).
 * @example folder.write("tile/0/000", bytes); folder.sync(); folder.write("checkpoint", note); folder.sync()
 */
export class DurableFolder {
  readonly path: string;
  readonly #known = new Set<string>();
  readonly #dirty = new Set<string>();
  #count = 0;

  /** Opens the folder, makes it where it is absent, and clears what a crash left of unfinished files. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    rmSync(join(path, TEMPORARY), { recursive: true, force: true });
    mkdirSync(join(path, TEMPORARY));
    this.#known.add(path);
  }

  /** Puts a whole file in place; call {@link sync} before anything else may rely on it. */
  write(name: string, bytes: Uint8Array): void {
    const target = join(this.path, name);
    const temporary = join(this.path, TEMPORARY, String(this.#count++));
    this.#ensure(dirname(target));
    writeSynced(temporary, bytes);
    renameSync(temporary, target);
    this.#dirty.add(dirname(target));
  }

  /** Removes a file or folder, if it is there. */
  remove(name: string): void {
    const target = join(this.path, name);
    rmSync(target, { recursive: true, force: true });
    for (const known of this.#known) {
      if (known === target || known.startsWith(`${target}/`)) this.#known.delete(known);
    }
    for (const dirty of this.#dirty) {
      if (dirty === target || dirty.startsWith(`${target}/`)) this.#dirty.delete(dirty);
    }
  }

  /** Syncs every folder in which a name changed. */
  sync(): void {
    for (const folder of this.#dirty) syncFolder(folder);
    this.#dirty.clear();
  }

  #ensure(folder: string): void {
    if (this.#known.has(folder)) return;
    this.#ensure(dirname(folder));
    mkdirSync(folder, { recursive: true });
    this.#known.add(folder);
    this.#dirty.add(dirname(folder));
  }
}
