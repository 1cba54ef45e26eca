/**
 * Follows one log through rotation, truncation, deletion and restarts.
 *
 * The stream of the source is: the lines of each file that stood at the path, one file after the other. A file that was
 * rotated away is looked at for some time more, for programs go on writing to it until they are told; such late lines
 * stand in the stream when they came. The last line of a file that ends without a line feed is given one once nothing
 * more comes; offsets in cursors count the file's own bytes only.
 * @module
 */
import { problemText, systemCode } from "../base/errors.ts";
import { handOver, tellSource } from "./handover.ts";
import type { IntakeContext, LiveSource } from "./live.ts";
import { readProblem } from "./problems.ts";
import { fromCursor, type Mark, toCursor } from "./tail-mark.ts";
import { findLast, planFrom, statOf } from "./tail-plan.ts";
import type { Read, TailReader } from "./tail-reader.ts";
import { siblingsOf } from "./tail-rotated.ts";
import { Trouble } from "./trouble.ts";

/** A rotated file that was quiet for so long is done with. */
const DRAIN_MS = 10_000;
/** A deleted file keeps its disk space while it is open: after so long without another at its path it is closed. */
const LET_GO_MS = 60_000;

export interface FollowOptions {
  readonly path: string;
  readonly source: LiveSource;
  readonly context: IntakeContext;
  /** Aborted when the follower has to stop. */
  readonly signal: AbortSignal;
  readonly now?: () => number;
  readonly drainMs?: number;
}

export class FollowedFile {
  readonly #options: FollowOptions;
  readonly #now: () => number;
  /** What is to be read, old to new; the first is being read. */
  #queue: TailReader[] = [];
  /** The file before the one that is being read, while late lines may come. */
  #old: TailReader | null = null;
  #oldQuietSince = 0;
  #mark: Mark | null = null;
  #started = false;
  /** The state of a file of which nothing is read yet, when other files before it were looked for. */
  #checked: string | null = null;
  readonly #trouble: Trouble;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#trouble = new Trouble(options.context, options.source);
  }

  /**
   * Reads and delivers what has come.
   * @returns false when there is nothing more at the moment
   */
  async poll(): Promise<boolean> {
    try {
      if (!this.#started) await this.#start();
      await this.#readOld();
      await this.#readQueue();
      if (this.#options.signal.aborted) return false;
      const more = await this.#lookAtPath();
      this.#trouble.over();
      return more && !this.#options.signal.aborted;
    } catch (error) {
      if (systemCode(error) === "ENOENT") await this.#missing();
      else this.#trouble.failed(problemText(readProblem(this.#options.path, error)));
      return false;
    }
  }

  /** Opens what is there, so that from now on nothing of it can be missed; what fails is told by {@link poll}. */
  async open(): Promise<void> {
    if (!this.#started) await this.#start().catch(() => {});
  }

  /** Closes the files; nothing is delivered any more. */
  async close(): Promise<void> {
    const readers = this.#open();
    this.#queue = [];
    this.#old = null;
    for (const reader of readers) await reader.close();
  }

  /** Whether the file with this device and inode is being read here. */
  holds(stat: { readonly dev: unknown; readonly ino: unknown }): boolean {
    return this.#old?.isAt(stat) === true || this.#queue.some((reader) => reader.isAt(stat));
  }

  async #start(): Promise<void> {
    const { path, context, source } = this.#options;
    const cursor = fromCursor(context.cursorOf(source.id));
    this.#mark = cursor?.mark ?? null;
    await this.#plan([]);
    if (cursor?.old != null) {
      const { reader } = await findLast(await siblingsOf(path, cursor.old.ino), cursor.old);
      if (reader !== null) await this.#takeUpOld(reader, cursor.old);
    }
    this.#started = true;
  }

  /** The file before, unless its number was given to one of those that are to be read anyway. */
  async #takeUpOld(reader: TailReader, { offset }: Mark): Promise<void> {
    const same = this.#queue.find((other) => other.isAt(reader));
    if (same !== undefined && offset === 0) return reader.close();
    this.#queue = this.#queue.filter((other) => other !== same);
    await same?.close();
    this.#setOld(reader);
  }

  async #plan(open: readonly TailReader[]): Promise<void> {
    const plan = await planFrom(this.#options.path, this.#mark, open);
    for (const reader of open) if (!plan.readers.includes(reader)) await reader.close();
    this.#old = null;
    this.#queue = [...plan.readers];
    for (const failure of plan.failures)
      this.#tell("warning", problemText(readProblem("a rotated file", failure)));
    if (plan.lost && open.length === 0) {
      this.#tell("warning", "the file that was read before is gone; what came after in it was not read");
    }
  }

  async #readQueue(): Promise<void> {
    for (let front = this.#queue[0]; front !== undefined; front = this.#queue[0]) {
      if (await this.#isBegun(front)) {
        await this.#plan(this.#open());
        continue;
      }
      if (!(await this.#readOn(front)) || this.#options.signal.aborted) return;
      if (this.#queue[0] !== front) continue;
      if (this.#queue.length === 1) return;
      await this.#retire(front);
    }
  }

  /** Whether a new file was written to: between the file before and this one there may have been others. */
  async #isBegun(front: TailReader): Promise<boolean> {
    if (this.#queue.length > 1 || front.committed !== null || this.#mark === null) return false;
    const state = await front.state();
    const changed = state !== this.#checked;
    this.#checked = state;
    return changed;
  }

  /** Reads to the present end of a file. @returns false when it was interrupted */
  async #readOn(reader: TailReader): Promise<boolean> {
    for (;;) {
      const found = await reader.read();
      if (found === "rewritten") return this.#rewritten(reader);
      for (const [i, read] of found.reads.entries()) {
        const behind = found.more || i + 1 < found.reads.length || this.#queue.length > 1;
        if (!(await this.#give(reader, read, behind))) return false;
      }
      if (!found.more) return true;
    }
  }

  /** The file at the path was truncated or written anew: what was not read of it yet may be in a copy. */
  async #rewritten(reader: TailReader): Promise<boolean> {
    const isOld = reader === this.#old;
    if (!isOld) await this.#finishOld();
    const open = this.#open().filter((other) => other !== reader);
    const rest = reader.finish();
    await reader.close();
    if (isOld) this.#old = null;
    this.#queue = this.#queue.filter((other) => other !== reader);
    if (!isOld) await this.#plan(open);
    // without a copy, what was held of an unfinished line is all there is
    const copied = this.#queue.some(({ committed }) => committed !== null && committed === this.#mark);
    if (rest !== null && !copied) return this.#give(reader, rest, true);
    return true;
  }

  /** A file of which nothing more is expected, for another one comes after it. */
  async #retire(reader: TailReader): Promise<void> {
    await this.#finishOld();
    // without a line there is no fingerprint by which half a line would be found again
    const rest = reader.committed === null ? reader.finish() : null;
    if (rest !== null && !(await this.#give(reader, rest, true))) return;
    if (!reader.packed && this.#queue.length === 2) {
      this.#setOld(reader);
      this.#queue.shift();
    } else {
      await this.#finish(reader);
    }
  }

  #setOld(reader: TailReader): void {
    this.#old = reader;
    this.#oldQuietSince = this.#now();
  }

  async #readOld(): Promise<void> {
    const old = this.#old;
    if (old === null) return;
    const before = old.committed;
    if (!(await this.#readOn(old)) || this.#old !== old) return;
    if (old.committed !== before) this.#oldQuietSince = this.#now();
    if (this.#now() - this.#oldQuietSince >= (this.#options.drainMs ?? DRAIN_MS)) await this.#finish(old);
  }

  /** Ends the file before, unless it is the one that was read last. */
  async #finishOld(): Promise<void> {
    const old = this.#old;
    if (old === null || old.committed === this.#mark) return;
    if ((await this.#readOn(old)) && this.#old === old) await this.#finish(old);
  }

  #open(): readonly TailReader[] {
    return this.#old === null ? this.#queue : [this.#old, ...this.#queue];
  }

  async #finish(reader: TailReader): Promise<void> {
    const rest = reader.finish();
    if (rest !== null && !(await this.#give(reader, rest, true))) return;
    if (reader === this.#old) this.#old = null;
    else this.#queue = this.#queue.filter((other) => other !== reader);
    await reader.close();
  }

  async #give(reader: TailReader, { cut, mark: read }: Read, behind: boolean): Promise<boolean> {
    const { source, context, signal } = this.#options;
    const mark = reader.packed ? unpackedTime(read, reader.committed, this.#mark) : read;
    const ahead = reader === this.#old ? (this.#queue[0]?.committed ?? null) : null;
    const cursor = ahead === null ? toCursor(mark, this.#markOfOld(reader)) : toCursor(ahead, mark);
    const piece = { source, bytes: cut.bytes, cursor, behind, lost: cut.lost };
    if (!(await handOver(context, piece, signal))) return false;
    reader.committed = mark;
    this.#mark = ahead ?? mark;
    return true;
  }

  #markOfOld(reader: TailReader): Mark | null {
    return this.#old === null || this.#old === reader ? null : (this.#old.committed ?? this.#old.origin());
  }

  /** @returns whether there is another file to read now */
  async #lookAtPath(): Promise<boolean> {
    const stat = await statOf(this.#options.path);
    if (stat === null) {
      await this.#missing();
      return false;
    }
    this.#trouble.found();
    if (this.#queue.at(-1)?.isAt(stat) === true) return false;
    await this.#finishOld();
    await this.#plan(this.#open());
    return true;
  }

  async #missing(): Promise<void> {
    if (this.#trouble.missing(this.#now()) < LET_GO_MS) return;
    await this.#finishOld();
    for (const reader of this.#open()) await this.#finish(reader);
  }

  #tell(level: "info" | "warning", text: string): void {
    tellSource(this.#options.context, this.#options.source, level, text);
  }
}

/**
 * When a compressed file was written to before it was compressed is not known where the time was not kept: the file
 * after it may look older. So the time of the mark before is kept, a little later for another file.
 */
function unpackedTime(mark: Mark, own: Mark | null, last: Mark | null): Mark {
  if (own === null && last === null) return mark;
  const bound = own !== null ? BigInt(own.modified) : BigInt(last?.modified ?? mark.modified) + 1n;
  return bound < BigInt(mark.modified) ? { ...mark, modified: String(bound) } : mark;
}
