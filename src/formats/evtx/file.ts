/**
 * An event log of Windows: a header of 4 KiB, then chunks. What the header says of their number is not believed: a log
 * that was copied while it was written says less than there is.
 * @module
 */
import { CHUNK_SIZE, type EvtxLoss, type EvtxRecord, isZero, lose, noLoss, readChunk } from "./chunk.ts";

const HEADER_SIZE = 4096;

const MAGIC = "ElfFile\0";

/** How many chunks the header counts, less than there are where the log was being written; none where it is no header. */
function chunksIn(header: Buffer): number {
  return header.toString("latin1", 0, 8) === MAGIC ? header.readUInt16LE(42) : 0;
}

/**
 * Reads an event log as it comes; holds one chunk at a time.
 * @example
 * const reader = new EvtxReader();
 * for await (const piece of createReadStream("Security.evtx")) for (const record of reader.push(piece)) use(record);
 * for (const record of reader.end()) use(record);
 * console.log(reader.loss.lostRecords);
 */
export class EvtxReader {
  /** What could not be read so far. */
  readonly loss: EvtxLoss = noLoss();
  /** Chunks that the header counts and that have not come yet. */
  #expected = 0;
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;
  #begun = false;

  /** Takes bytes of the file, in order; gives the records that became whole. */
  *push(piece: Uint8Array): Iterable<EvtxRecord> {
    this.#held = Buffer.concat([this.#held, piece]);
    if (!this.#begun) {
      if (this.#held.length < HEADER_SIZE) return;
      this.#expected = chunksIn(this.#held);
      this.#skip(HEADER_SIZE);
      this.#begun = true;
    }
    while (this.#held.length >= CHUNK_SIZE) yield* this.#take(CHUNK_SIZE);
  }

  /** Tells that the file has ended; gives what can be read of a chunk that is cut short. */
  *end(): Iterable<EvtxRecord> {
    if (!this.#begun) this.#loseHeader();
    this.#begun = true;
    if (this.#held.length > 0) yield* this.#take(this.#held.length);
    if (this.#expected <= 0) return;
    this.loss.damagedChunks += this.#expected;
    lose(this.loss, 0, this.#offset, "chunks that the file header counts are not there");
  }

  /** A log always has its whole header: less of it is a file that was cut short, and not an empty one. */
  #loseHeader(): void {
    if (this.#held.length > 0) lose(this.loss, this.#held.length, 0, "the file header is cut short");
    this.#skip(this.#held.length);
  }

  #skip(size: number): void {
    this.#held = this.#held.subarray(size);
    this.#offset += size;
  }

  *#take(size: number): Iterable<EvtxRecord> {
    const chunk = this.#held.subarray(0, size);
    const offset = this.#offset;
    this.#skip(size);
    if (!isZero(chunk)) this.#expected--;
    yield* readChunk(chunk, offset, this.loss);
  }
}

/**
 * The records of a whole event log in memory.
 * @example readEvtx(readFileSync("Security.evtx")).records[0]?.json
 */
export function readEvtx(bytes: Uint8Array): {
  readonly records: readonly EvtxRecord[];
  readonly loss: EvtxLoss;
} {
  const reader = new EvtxReader();
  return { records: [...reader.push(bytes), ...reader.end()], loss: reader.loss };
}
