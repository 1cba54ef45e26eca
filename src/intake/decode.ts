/**
 * From the bytes of a file to the bytes of its records: gzip and zstandard, recognised by their first bytes.
 * The file is attacker-made as far as we know: what it decodes to is bounded, and what cannot be a log is refused.
 * @module
 */
import { createGunzip, createZstdDecompress } from "node:zlib";
import { type Problem, problem, VigieError } from "../base/errors.ts";

/** Up to this many decoded bytes no ratio is looked at. */
export const RATIO_FREE_BYTES: number = 64 * 1024 * 1024;
/** Logs shrink by 5 to 40; a file that grows more than this is a bomb. */
export const MAX_RATIO = 200;

export type Encoding = "plain" | "gzip" | "zstd" | "zip" | "evtx";

/** What makes lines of a file that holds none; this room knows no formats. @throws VigieError after all that could be read */
export interface Unpackers {
  readonly evtx?: (pieces: Pieces, name: string) => Pieces;
}

/** How many bytes {@link sniff} wants to see. */
export const SNIFF_BYTES = 8192;

/**
 * What a file is, from its first bytes; a problem when it is nothing that holds log lines.
 * @param name shown in the problem's place
 */
export function sniff(head: Buffer, name: string): Encoding | Problem {
  const kind = sniffMagic(head, name);
  if (kind !== "plain" || !isBinary(head)) return kind;
  return problem(
    "unsupported",
    { file: name },
    "is a binary file, not a log",
    "leave it out, or export it as text",
  );
}

/**
 * The same from the very first bytes alone. A log that is followed is read even where it looks binary: who can make a
 * server log control characters must not be able to make it unread.
 */
export function sniffMagic(head: Buffer, name: string): Encoding | Problem {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (starts(head, [0x28, 0xb5, 0x2f, 0xfd])) return "zstd";
  if (starts(head, [0x50, 0x4b, 3, 4]) || starts(head, [0x50, 0x4b, 5, 6])) return "zip";
  if (starts(head, EVTX)) return "evtx";
  const kind = KNOWN.find(([magic]) => head.toString("latin1", 0, magic.length) === magic);
  if (kind !== undefined) return problem("unsupported", { file: name }, kind[1], kind[2]);
  return "plain";
}

const EVTX = [...Buffer.from("ElfFile\0", "latin1")];
const UNPACK = "unpack it first";
const KNOWN: readonly (readonly [string, string, string])[] = [
  ["BZh", "is compressed with bzip2", UNPACK],
  ["\xfd7zXZ\0", "is compressed with xz", UNPACK],
  ["7z\xbc\xaf", "is a 7z archive", UNPACK],
  ["Rar!", "is a RAR archive", UNPACK],
  ["PAR1", "is a Parquet file", "export it as JSON lines"],
  ["LPKSHHRH", "is a binary journal of systemd", "export it with journalctl -o json"],
  ["\xff\xfe", "is text in UTF-16", "convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)"],
  ["\xfe\xff", "is text in UTF-16", "convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)"],
  ["SQLite format 3\0", "is an SQLite database", "export the table as CSV or JSON lines"],
];

function starts(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte);
}

/** One byte in ten that no text holds. A few NUL bytes (a crash, a sparse rotation) are survived. */
function isBinary(head: Buffer): boolean {
  let strange = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) strange++;
  const blankStart = head.length === SNIFF_BYTES && strange === head.length; // a hole left by copytruncate
  return strange * 10 > head.length && !(blankStart && head.every((byte) => byte === 0));
}

/** Bytes as they come from a disk or a stream. */
export type Pieces = AsyncIterable<Buffer>;

/**
 * Decodes; a failure (truncated, damaged, a bomb) is thrown after everything that could be decoded was given.
 * @param name shown in a problem
 * @throws VigieError or the decoder's own error, see {@link file://./problems.ts}
 */
export function decode(pieces: Pieces, encoding: Encoding, name: string, unpackers: Unpackers = {}): Pieces {
  if (encoding === "evtx") return unpackLog(pieces, name, unpackers);
  if (encoding === "gzip") return decodeInner(inflate(pieces, createGunzip, name), name, unpackers);
  if (encoding === "zstd") return decodeInner(inflate(pieces, createZstdDecompress, name), name, unpackers);
  return pieces;
}

/** What came out of a compressed file may be a log in binary form; anything else is read as it is. */
async function* decodeInner(pieces: Pieces, name: string, unpackers: Unpackers): Pieces {
  const rest = pieces[Symbol.asyncIterator]();
  const first = await rest.next();
  if (first.done === true) return;
  const inner = whole(first.value, rest);
  yield* starts(first.value, EVTX) ? unpackLog(inner, name, unpackers) : inner;
}

/**
 * Gives the decoder one piece at a time and hands on what came out of it, before any error is looked at: a pipeline
 * of streams would throw away what is still buffered when the decoder fails. Members that follow one another (gzip
 * and zstandard allow it) are read like one stream; zeros behind the last one are padding.
 */
async function* inflate(pieces: Pieces, makeDecoder: () => Decoder, name: string): Pieces {
  const guard = new BombGuard(name);
  let member = new Member(makeDecoder(), guard);
  try {
    for await (const piece of pieces) {
      guard.read(piece.length);
      for (let rest = piece; rest.length > 0; ) {
        if (member.ended) {
          rest = withoutPadding(rest);
          if (rest.length === 0) break;
          member = new Member(makeDecoder(), guard);
        }
        rest = await member.write(rest);
        yield* member.take();
      }
    }
    await member.finish();
    yield* member.take();
  } finally {
    member.close();
  }
}

/** An event log in binary form; its lines are bounded like anything that is unpacked. */
async function* unpackLog(pieces: Pieces, name: string, { evtx }: Unpackers): Pieces {
  if (evtx === undefined) {
    const text = "is a Windows event log in binary form (.evtx)";
    throw new VigieError(problem("unsupported", { file: name }, text, "read it with vigie scan"));
  }
  const guard = new BombGuard(name);
  for await (const lines of evtx(counted(pieces, guard), name)) {
    const bomb = guard.grow(lines.length);
    if (bomb !== null) throw bomb;
    yield lines;
  }
}

async function* counted(pieces: Pieces, guard: BombGuard): Pieces {
  for await (const piece of pieces) {
    guard.read(piece.length);
    yield piece;
  }
}

function withoutPadding(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(start < 0 ? bytes.length : start);
}

type Decoder = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;

/** One compressed member on its way through a decoder. */
class Member {
  /** The member is complete; what comes after it belongs to another one. */
  ended = false;
  readonly #decoder: Decoder;
  readonly #out: Buffer[] = [];
  #failure: Error | null = null;

  constructor(decoder: Decoder, guard: BombGuard) {
    this.#decoder = decoder;
    decoder.on("data", (piece: Buffer) => {
      this.#out.push(piece);
      const bomb = guard.grow(piece.length);
      if (bomb === null) return;
      this.#failure = bomb;
      decoder.destroy();
    });
    decoder.on("error", (error) => {
      this.#failure ??= error;
    });
    decoder.on("end", () => {
      this.ended = true;
    });
  }

  /** @returns the bytes behind the member's end */
  async write(piece: Buffer): Promise<Buffer> {
    const before = this.#decoder.bytesWritten;
    await this.#settled((done) => this.#decoder.write(piece, done));
    return piece.subarray(this.ended ? this.#decoder.bytesWritten - before : piece.length);
  }

  async finish(): Promise<void> {
    if (!this.ended) await this.#settled(() => this.#decoder.end());
  }

  /** What came out so far. @throws the decoder's error, after everything was given */
  *take(): Iterable<Buffer> {
    yield* this.#out.splice(0);
    if (this.#failure !== null) throw this.#failure;
  }

  close(): void {
    this.#decoder.destroy();
  }

  /** Waits for an action on the decoder: one that fails, or reaches the member's end, never calls back. */
  #settled(action: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        for (const name of ["error", "end", "close"]) this.#decoder.off(name, done);
        resolve();
      };
      for (const name of ["error", "end", "close"]) this.#decoder.on(name, done);
      action(done);
    });
  }
}

/** Refuses what outgrows anything that a log can shrink to, while it grows. */
class BombGuard {
  #decoded = 0;
  #compressed = 0;
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  read(bytes: number): void {
    this.#compressed += bytes;
  }
  grow(bytes: number): VigieError | null {
    this.#decoded += bytes;
    if (this.#decoded <= RATIO_FREE_BYTES || this.#decoded <= MAX_RATIO * this.#compressed) return null;
    const text = `grows more than ${MAX_RATIO} times when unpacked, as only a bomb does; reading stopped`;
    return new VigieError(
      problem("too-large", { file: this.#name }, text, "unpack it yourself if you trust it"),
    );
  }
}

/** Decodes pieces whose first bytes were not looked at yet (standard input, zip members). */
export async function* decodeUnseen(pieces: Pieces, file: string, unpackers: Unpackers = {}): Pieces {
  const rest = pieces[Symbol.asyncIterator]();
  const head = await readHeadOf(rest);
  const kind = sniff(head.subarray(0, SNIFF_BYTES), file);
  if (typeof kind !== "string") throw new VigieError(kind);
  if (kind === "zip") {
    throw new VigieError(
      problem("unsupported", { file }, "is an archive inside a stream", "unpack it first"),
    );
  }
  yield* decode(whole(head, rest), kind, file, unpackers);
}

async function readHeadOf(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  const read: Buffer[] = [];
  for (let held = 0; held < SNIFF_BYTES; ) {
    const next = await pieces.next();
    if (next.done === true) break;
    read.push(next.value);
    held += next.value.length;
  }
  return Buffer.concat(read);
}

async function* whole(head: Buffer, rest: AsyncIterator<Buffer>): Pieces {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
