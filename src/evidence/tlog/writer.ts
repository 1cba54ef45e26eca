/**
 * The log's writer: entries in, static files out (C2SP tlog-tiles).
 *
 * A kill at any moment leaves a log whose checkpoint verifies, because of the order: bundles and tiles are written
 * and synced first, the checkpoint last, each file whole under a temporary name and then renamed. Files that an
 * unfinished batch left are never named by a checkpoint; the next batch writes over them or removes them.
 * @module
 */
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { BundleBuilder } from "./bundle.ts";
import { formatCheckpoint, isOrigin } from "./checkpoint.ts";
import { DurableFolder } from "./durable.ts";
import { type FilledTile, TreeEdge } from "./edge.ts";
import { type Fault, fault } from "./fault.ts";
import { EMPTY_ROOT, leafHash, MAX_ENTRY_BYTES } from "./hash.ts";
import { type Lock, takeLock } from "./lock.ts";
import {
  addSignatures,
  type NoteSignature,
  noteBytes,
  type SignedNote,
  signText,
  verifyNote,
} from "./note.ts";
import { CHECKPOINT, loadEdge, readStored, removeLeftovers } from "./recovery.ts";
import { partialFolder, TILE_WIDTH, tilePath, tileWidth } from "./tile.ts";
import { SIGNATURE_TYPES, type SignerKey, type VerifierKey } from "./vkey.ts";

/** How a log is written. */
export interface LogOptions {
  readonly origin: string;
  /**
   * Whoever signs each checkpoint: at least one Ed25519 key named as the origin; during a rotation both the old and
   * the new one; optionally an ML-DSA-44 key as well.
   */
  readonly signers: readonly SignerKey[];
  /** Clock, milliseconds since 1970; only cosignatures state it. */
  readonly nowMs?: () => number;
}

/**
 * Opens a log to write to it, and makes it where the folder holds none. Unfinished work of a crash is cleared away.
 * Errors: `bad-key`, `locked`, `unreadable`, and whatever shows that the folder holds another or a damaged log:
 * `malformed`, `unsigned`, `bad-signature`, `wrong-origin`, `missing`, `wrong-file`.
 * @example const log = openLog("/srv/log", { origin: "vigie.example/log", signers: [key] })
 */
export function openLog(folder: string, options: LogOptions): Result<LogWriter, Fault> {
  const wrong = checkOptions(options);
  if (wrong !== null) return err(wrong);
  const lock = takeLock(folder);
  if (!lock.ok) return lock;
  const writer = guard(folder, () => openLocked(folder, options, lock.value));
  if (!writer.ok) lock.value.release();
  return writer;
}

function checkOptions({ origin, signers }: LogOptions): Fault | null {
  if (!isOrigin(origin)) return fault("malformed", "the origin is no line of text");
  const own = signers.some(
    ({ verifier }) => verifier.name === origin && verifier.type === SIGNATURE_TYPES.note,
  );
  return own ? null : fault("bad-key", `no Ed25519 key is named ${origin}`);
}

function openLocked(folder: string, options: LogOptions, lock: Lock): Result<LogWriter, Fault> {
  const files = new DurableFolder(folder);
  const stored = readStored(folder, options.origin, options.signers);
  if (!stored.ok) return stored;
  if (stored.value === null) {
    const writer = new LogWriter(files, lock, options, new TreeEdge(), new BundleBuilder());
    return writer.start();
  }
  const { note, checkpoint } = stored.value;
  const loaded = loadEdge(folder, checkpoint);
  if (!loaded.ok) return loaded;
  removeLeftovers(files, checkpoint.size);
  return ok(new LogWriter(files, lock, options, loaded.value.edge, loaded.value.pending, note));
}

/** Appends to one log. Obtained from {@link openLog}; one process at a time. */
export class LogWriter {
  readonly #files: DurableFolder;
  readonly #lock: Lock;
  readonly #options: LogOptions;
  #edge: TreeEdge;
  /** Entries of the last, partial bundle. */
  #pending: BundleBuilder;
  #note: SignedNote;
  /** Set when it is not known what reached the disk: only opening the log again can tell. */
  #isBroken = false;

  constructor(
    files: DurableFolder,
    lock: Lock,
    options: LogOptions,
    edge: TreeEdge,
    pending: BundleBuilder,
    note: SignedNote = { text: "", signatures: [] },
  ) {
    this.#files = files;
    this.#lock = lock;
    this.#options = options;
    this.#edge = edge;
    this.#pending = pending;
    this.#note = note;
  }

  /** Number of entries, all of them signed for. */
  get size(): number {
    return this.#edge.size;
  }

  /** The newest checkpoint with its signatures. */
  get note(): SignedNote {
    return this.#note;
  }

  /** Root hash of the tree. */
  root(): Uint8Array {
    return this.#edge.size === 0 ? EMPTY_ROOT : this.#edge.root();
  }

  /** Publishes the empty tree of a new log. */
  start(): Result<LogWriter, Fault> {
    const published = this.#attempt(() => this.#publish(this.#edge, this.#pending));
    return published.ok ? ok(this) : published;
  }

  /**
   * Appends a batch and publishes a checkpoint over it; when this returns, the batch outlasts a power cut.
   * All or nothing. An entry that is there already is appended again: the caller knows what it has logged.
   * @returns the index of the first entry of the batch (the size, for an empty batch)
   * Errors: `too-large` (nothing was written), `unreadable` and `locked` (open the log again).
   */
  append(entries: Iterable<Uint8Array>): Result<number, Fault> {
    const first = this.#edge.size;
    return this.#attempt(() => {
      const edge = this.#edge.clone();
      const pending = this.#pending.clone();
      for (const entry of entries) {
        if (entry.length > MAX_ENTRY_BYTES) {
          return err(fault("too-large", `an entry of ${entry.length} bytes; at most ${MAX_ENTRY_BYTES}`));
        }
        pending.append(entry);
        edge.append(leafHash(entry), (tile) => this.#writeTile(tile));
        if (pending.count === TILE_WIDTH) {
          const index = edge.size / TILE_WIDTH - 1;
          this.#write("entries", index, TILE_WIDTH, pending.bytes());
          pending.clear();
        }
      }
      if (edge.size === first) return ok(first);
      const published = this.#publish(edge, pending);
      return published.ok ? ok(first) : published;
    });
  }

  /**
   * Adds witnesses' cosignatures to the published checkpoint. They are checked first.
   * Errors: `bad-signature`, `unsigned`, `unreadable`, `locked`.
   */
  cosign(signatures: Iterable<NoteSignature>, witnesses: Iterable<VerifierKey>): Result<SignedNote, Fault> {
    const added = addSignatures(this.#note, signatures);
    const verified = verifyNote(added, witnesses);
    if (!verified.ok) return verified;
    const known = new Set(verified.value.checked.map(({ key }) => `${key.id} ${key.name}`));
    const fits = (s: NoteSignature): boolean =>
      this.#note.signatures.includes(s) || known.has(`${s.id} ${s.name}`);
    const note = { text: added.text, signatures: added.signatures.filter(fits) };
    return this.#attempt(() => this.#replaceCheckpoint(note));
  }

  /** Gives the lock back. The writer must not be used afterwards. */
  close(): void {
    this.#isBroken = true;
    this.#lock.release();
  }

  /** Runs a step that writes; an operating system's error makes the writer unusable, since its effect is unknown. */
  #attempt<T>(step: () => Result<T, Fault>): Result<T, Fault> {
    if (this.#isBroken)
      return err(fault("unreadable", "the log was closed, or a write failed: open it again"));
    const result = guard(this.#files.path, step);
    if (!result.ok && result.error.code !== "too-large") this.#isBroken = true;
    return result;
  }

  #writeTile({ level, index, width, bytes }: FilledTile): void {
    this.#write(level, index, width, bytes);
  }

  #write(level: number | "entries", index: number, width: number, bytes: Uint8Array): void {
    // Partial files of a tile that no checkpoint has touched yet can only be leftovers of a crash.
    if (width < TILE_WIDTH && tileWidth(level, index, this.#edge.size) === 0) {
      this.#files.remove(partialFolder(level, index));
    }
    this.#files.write(tilePath({ level, index, width }), bytes);
  }

  #publish(edge: TreeEdge, pending: BundleBuilder): Result<SignedNote, Fault> {
    for (const tile of edge.partials()) this.#writeTile(tile);
    if (pending.count > 0) {
      this.#write("entries", Math.floor(edge.size / TILE_WIDTH), pending.count, pending.bytes());
    }
    this.#files.sync();
    const root = edge.size === 0 ? EMPTY_ROOT : edge.root();
    const { origin, signers, nowMs } = this.#options;
    const text = formatCheckpoint({ origin, size: edge.size, root, extensions: [] });
    const timeSeconds = Math.floor((nowMs ?? Date.now)() / 1000);
    const published = this.#replaceCheckpoint(signText(text, signers, timeSeconds));
    if (!published.ok) return published;
    const before = this.#edge;
    this.#edge = edge;
    this.#pending = pending;
    this.#removeSuperseded(before, edge);
    return published;
  }

  #replaceCheckpoint(note: SignedNote): Result<SignedNote, Fault> {
    if (!this.#lock.isHeld()) return err(fault("locked", "another process took the log"));
    this.#files.write(CHECKPOINT, noteBytes(note));
    this.#files.sync();
    this.#note = note;
    return ok(note);
  }

  /** Removes partial files whose tile is full now ("Partial Tiles": allowed once the full tile is available). */
  #removeSuperseded(before: TreeEdge, after: TreeEdge): void {
    for (const { level, index } of before.partials()) {
      if (tileWidth(level, index, after.size) < TILE_WIDTH) continue;
      this.#files.remove(partialFolder(level, index));
      if (level === 0) this.#files.remove(partialFolder("entries", index));
    }
  }
}

/** Makes a fault of the operating system's errors; anything else is a bug and stays an exception. */
function guard<T>(folder: string, step: () => Result<T, Fault>): Result<T, Fault> {
  try {
    return step();
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    return err(fault("unreadable", `${folder}: ${code}`));
  }
}
