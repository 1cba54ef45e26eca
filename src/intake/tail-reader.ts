/**
 * Reads one file of a followed log onwards from a mark, plain or compressed, and notices when it is another file by now.
 * @module
 */
import { type Cut, LineCutter } from "./line-cutter.ts";
import { fingerprint, HEAD_BYTES, headLengthOf, type Mark, TAIL_BYTES } from "./tail-mark.ts";

/** Lines and the place behind them. */
export interface Read {
  readonly cut: Cut;
  readonly mark: Mark;
}

/** Whether a file holds what was read: up to the mark and on, or the same beginning but less, or something else. */
export type Match = "same" | "shorter" | "other";

/** A file was truncated or written anew under the reader: what it read has to be looked for elsewhere. */
export type Rewritten = "rewritten";

export abstract class TailReader {
  readonly path: string;
  readonly dev: string;
  readonly ino: string;
  /** How far the reader has got; what was read but not committed is in front of it. */
  committed: Mark | null = null;
  protected modified: string;
  #cutter: LineCutter = new LineCutter();
  #head: Buffer = Buffer.alloc(0);
  #before: Buffer = Buffer.alloc(0);

  constructor(path: string, stat: FileStat) {
    this.path = path;
    this.dev = String(stat.dev);
    this.ino = String(stat.ino);
    this.modified = String(stat.mtimeNs);
  }

  /** Goes to the mark, if the file holds what was read up to it. */
  abstract resume(mark: Mark): Promise<Match>;
  /** A file that cannot grow any more. */
  abstract readonly packed: boolean;
  /** What has come since; `more` when there is more at hand. */
  abstract read(): Promise<{ readonly reads: readonly Read[]; readonly more: boolean } | Rewritten>;
  /** The first bytes of the file as it is now; of no effect on reading. */
  abstract beginning(): Promise<Buffer>;
  /** Changes whenever the file is written to. */
  abstract state(): Promise<string>;
  abstract close(): Promise<void>;

  /** Whether this reader reads the file of that device and inode. */
  isAt(stat: { readonly dev: unknown; readonly ino: unknown }): boolean {
    return this.dev === String(stat.dev) && this.ino === String(stat.ino);
  }

  /** The last line when it has no line feed, once nothing more will come. */
  finish(): Read | null {
    const cut = this.#cutter.finish();
    return cut === null ? null : { cut, mark: this.#mark(cut, this.#before) };
  }

  /** The place before the first byte. */
  origin(): Mark {
    return this.#mark({ end: 0, skipping: false }, Buffer.alloc(0));
  }

  protected get position(): number {
    return this.#cutter.position;
  }

  /** The bytes before the position, as far as they are looked at again. */
  protected get before(): Buffer {
    return this.#before;
  }

  /** The first bytes that were read. */
  protected get head(): Buffer {
    return this.#head;
  }

  protected startAt(mark: Mark, head: Buffer, before: Buffer): void {
    this.#cutter = new LineCutter(mark.offset, mark.skipping);
    this.#head = head;
    this.#before = before;
    this.committed = mark;
  }

  protected take(bytes: Buffer): readonly Read[] {
    const from = this.position;
    const before = this.#before;
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES - this.#head.length)]);
    this.#before = lastBytes(before, bytes);
    const cuts = this.#cutter.push(bytes);
    return cuts.map((cut) => ({
      cut,
      mark: this.#mark(cut, lastBytes(before, bytes.subarray(0, cut.end - from))),
    }));
  }

  #mark({ end, skipping }: Pick<Cut, "end" | "skipping">, tail: Buffer): Mark {
    return {
      dev: this.dev,
      ino: this.ino,
      offset: end,
      skipping,
      head: fingerprint(this.#head.subarray(0, headLengthOf(end))),
      tail: fingerprint(tail),
      modified: this.modified,
    };
  }
}

/** The last bytes of two buffers in a row; a copy. */
export function lastBytes(first: Buffer, second: Buffer): Buffer {
  if (second.length >= TAIL_BYTES) return Buffer.from(second.subarray(-TAIL_BYTES));
  return Buffer.concat([first, second]).subarray(-TAIL_BYTES);
}

/** @returns the numbers that identify a file, exact beyond 2^53 */
export interface FileStat {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}
