/**
 * Opens the files of a followed log, plain and compressed.
 * @module
 */
import { constants, promises as fs } from "node:fs";
import { type Problem, problem, VigieError } from "../base/errors.ts";
import { decode, type Encoding, sniffMagic } from "./decode.ts";
import { fingerprint, HEAD_BYTES, headLengthOf, type Mark, TAIL_BYTES } from "./tail-mark.ts";
import {
  type FileStat,
  lastBytes,
  type Match,
  type Read,
  type Rewritten,
  TailReader,
} from "./tail-reader.ts";

const READ_BYTES = 1024 * 1024;
/** Enough to see what a file is. */
const MAGIC_BYTES = 16;

class PlainReader extends TailReader {
  readonly packed = false;
  readonly #handle: fs.FileHandle;
  #seen: string | null = null;

  constructor(path: string, stat: FileStat, handle: fs.FileHandle) {
    super(path, stat);
    this.#handle = handle;
  }

  async resume(mark: Mark): Promise<Match> {
    const head = await this.#bytes(0, headLengthOf(mark.offset));
    if (fingerprint(head) !== mark.head) return "other";
    const tailLength = Math.min(mark.offset, TAIL_BYTES);
    const tail = await this.#bytes(mark.offset - tailLength, tailLength);
    if (tail.length < tailLength) return "shorter";
    if (fingerprint(tail) !== mark.tail) return "other";
    this.startAt(mark, head, tail);
    return "same";
  }

  async read(): Promise<{ reads: readonly Read[]; more: boolean } | Rewritten> {
    const stat = await this.#handle.stat({ bigint: true });
    const size = Number(stat.size);
    if (size < this.position) return "rewritten";
    const state = `${size} ${stat.mtimeNs}`;
    if (state === this.#seen && size === this.position) return { reads: [], more: false };
    this.modified = String(stat.mtimeNs);
    const { before } = this;
    const length = before.length + Math.min(READ_BYTES, size - this.position);
    const bytes = await this.#bytes(this.position - before.length, length);
    const same = bytes.subarray(0, before.length).equals(before);
    if (!same || !(await this.#bytes(0, this.head.length)).equals(this.head)) return "rewritten";
    this.#seen = state;
    const reads = this.take(bytes.subarray(before.length));
    return { reads, more: this.position < size && bytes.length > before.length };
  }

  beginning(): Promise<Buffer> {
    return this.#bytes(0, HEAD_BYTES);
  }

  async state(): Promise<string> {
    return `${this.ino} ${(await this.#handle.stat({ bigint: true })).mtimeNs}`;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #bytes(from: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(length);
    let got = 0;
    while (got < length) {
      const { bytesRead } = await this.#handle.read(buffer, got, length - got, from + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return buffer.subarray(0, got);
  }
}

/** A rotated file that was compressed: read once, from the beginning, up to its end. */
class PackedReader extends TailReader {
  readonly packed = true;
  readonly #handle: fs.FileHandle;
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer | null = null;

  constructor(path: string, stat: FileStat, handle: fs.FileHandle, encoding: Encoding) {
    super(path, stat);
    this.#handle = handle;
    // by the handle: the name may be another file's by now
    const bytes = handle.createReadStream({ start: 0, autoClose: false });
    this.#pieces = decode(bytes, encoding, path)[Symbol.asyncIterator]();
  }

  async resume(mark: Mark): Promise<Match> {
    let head: Buffer = Buffer.alloc(0);
    let before: Buffer = Buffer.alloc(0);
    const headLength = headLengthOf(mark.offset);
    for (let at = 0; at < mark.offset; ) {
      const next = await this.#pieces.next();
      if (next.done === true) return head.length === headLength ? "shorter" : "other";
      const known = next.value.subarray(0, mark.offset - at);
      if (head.length < headLength) {
        head = Buffer.concat([head, known.subarray(0, headLength - head.length)]);
        if (head.length === headLength && fingerprint(head) !== mark.head) return "other";
      }
      before = lastBytes(before, known);
      this.#rest = next.value.subarray(known.length);
      at += known.length;
    }
    if (fingerprint(before) !== mark.tail) return "other";
    this.startAt(mark, head, before);
    return "same";
  }

  async read(): Promise<{ reads: readonly Read[]; more: boolean }> {
    const rest = this.#rest;
    this.#rest = null;
    if (rest !== null && rest.length > 0) return { reads: this.take(rest), more: true };
    const next = await this.#pieces.next();
    return next.done === true ? { reads: [], more: false } : { reads: this.take(next.value), more: true };
  }

  async beginning(): Promise<Buffer> {
    const held: Buffer[] = this.#rest === null ? [] : [this.#rest];
    let length = this.#rest?.length ?? 0;
    while (length < HEAD_BYTES) {
      const next = await this.#pieces.next();
      if (next.done === true) break;
      held.push(next.value);
      length += next.value.length;
    }
    this.#rest = Buffer.concat(held);
    return this.#rest.subarray(0, HEAD_BYTES);
  }

  state(): Promise<string> {
    return Promise.resolve(this.ino);
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
    await this.#handle.close();
  }
}

/**
 * Opens a file of a log.
 * @param packed whether it may be compressed, as only a rotated file may
 * @throws VigieError or the operating system's error
 */
export async function openReader(path: string, packed: boolean): Promise<TailReader> {
  // a pipe put in place of a log must not block us
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  let keep = false;
  try {
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile()) throw new VigieError(noFile(path));
    const head = Buffer.alloc(MAGIC_BYTES);
    const { bytesRead } = await handle.read(head, 0, MAGIC_BYTES, 0);
    const kind = sniffMagic(head.subarray(0, bytesRead), path);
    if (typeof kind !== "string") throw new VigieError(kind);
    if (kind === "plain") {
      keep = true;
      return new PlainReader(path, stat, handle);
    }
    if (!packed || kind === "zip") throw new VigieError(isPacked(path));
    keep = true;
    return new PackedReader(path, stat, handle, kind);
  } finally {
    if (!keep) await handle.close();
  }
}

function noFile(file: string): Problem {
  return problem("unsupported", { file }, "is no file and cannot be followed", "name a log file");
}

function isPacked(file: string): Problem {
  return problem("unsupported", { file }, "is compressed and does not grow", "read it with vigie scan");
}
