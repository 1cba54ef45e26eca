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

export type Encoding = "plain" | "gzip" | "zstd" | "zip";

/** How many bytes {@link sniff} wants to see. */
export const SNIFF_BYTES = 8192;

/**
 * What a file is, from its first bytes; a problem when it is nothing that holds log lines.
 * @param name shown in the problem's place
 */
export function sniff(head: Buffer, name: string): Encoding | Problem {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (starts(head, [0x28, 0xb5, 0x2f, 0xfd])) return "zstd";
  if (starts(head, [0x50, 0x4b, 3, 4]) || starts(head, [0x50, 0x4b, 5, 6])) return "zip";
  const kind = KNOWN.find(([magic]) => head.toString("latin1", 0, magic.length) === magic);
  if (kind !== undefined) return problem("unsupported", { file: name }, kind[1], kind[2]);
  if (isBinary(head)) {
    return problem(
      "unsupported",
      { file: name },
      "is a binary file, not a log",
      "leave it out, or export it as text",
    );
  }
  return "plain";
}

const UNPACK = "unpack it first";
const KNOWN: readonly (readonly [string, string, string])[] = [
  ["ElfFile\0", "is a Windows event log in binary form (.evtx)", "export it as JSON lines"],
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
export function decode(pieces: Pieces, encoding: Encoding, name: string): Pieces {
  if (encoding === "gzip") return inflate(pieces, createGunzip(), name);
  if (encoding === "zstd") return inflate(pieces, createZstdDecompress(), name);
  return pieces;
}

/**
 * Gives the decoder one piece at a time and hands on what came out of it, before any error is looked at: a pipeline
 * of streams would throw away what is still buffered when the decoder fails.
 */
async function* inflate(pieces: Pieces, decoder: Decoder, name: string): Pieces {
  const out: Buffer[] = [];
  let failure: Error | null = null;
  decoder.on("data", (piece: Buffer) => out.push(piece));
  decoder.on("error", (error) => {
    failure = error;
  });
  const guard = new BombGuard(name);
  try {
    for await (const piece of pieces) {
      await settled(decoder, (done) => decoder.write(piece, done));
      guard.pass(piece.length, out);
      yield* out.splice(0);
      if (failure !== null) throw failure;
    }
    await settled(decoder, (done) => {
      decoder.once("end", done);
      decoder.end();
    });
    yield* out.splice(0);
    if (failure !== null) throw failure;
  } finally {
    decoder.destroy();
  }
}

/** Waits for an action on the decoder; one that fails never calls back, it only emits its error. */
function settled(decoder: Decoder, action: (done: () => void) => void): Promise<void> {
  return new Promise((done) => {
    const finish = (): void => {
      decoder.off("error", finish);
      done();
    };
    decoder.on("error", finish);
    action(finish);
  });
}

type Decoder = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;

/** Refuses what outgrows anything that a log can shrink to. */
class BombGuard {
  #decoded = 0;
  #compressed = 0;
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  pass(compressed: number, decoded: readonly Buffer[]): void {
    this.#compressed += compressed;
    for (const piece of decoded) this.#decoded += piece.length;
    if (this.#decoded <= RATIO_FREE_BYTES || this.#decoded <= MAX_RATIO * this.#compressed) return;
    const text = `grows more than ${MAX_RATIO} times when unpacked, as only a bomb does; reading stopped`;
    throw new VigieError(
      problem("too-large", { file: this.#name }, text, "unpack it yourself if you trust it"),
    );
  }
}

/** Decodes pieces whose first bytes were not looked at yet (standard input, zip members). */
export async function* decodeUnseen(pieces: Pieces, file: string): Pieces {
  const rest = pieces[Symbol.asyncIterator]();
  const head = await readHeadOf(rest);
  const kind = sniff(head.subarray(0, SNIFF_BYTES), file);
  if (typeof kind !== "string") throw new VigieError(kind);
  if (kind === "zip") {
    throw new VigieError(
      problem("unsupported", { file }, "is an archive inside a stream", "unpack it first"),
    );
  }
  yield* decode(whole(head, rest), kind, file);
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
