/**
 * Memory for the bytes of segments, used again and again.
 * Bytes that are kept until their segment is sealed outlive the young generation; freeing them chunk by chunk costs a
 * collection of the whole heap every few megabytes (measured: eleven collections instead of three over 95 MB).
 * @module
 */
import { CHUNK_BYTES, SEGMENT_CHUNKS } from "../model/chunk.ts";

/** A segment and the records that reach over its end; what does not fit makes its buffer grow. */
const USUAL_BYTES = (SEGMENT_CHUNKS + 1) * CHUNK_BYTES;

/** Bytes of one segment, chunk behind chunk. */
export class SegmentBytes {
  #buffer: Buffer;
  #length = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a copy of a chunk's bytes. */
  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  /** A view, valid until the buffer is given back. */
  view(start = 0, end: number = this.#length): Buffer {
    return this.#buffer.subarray(start, Math.min(end, this.#length));
  }

  /** The buffer, for the next segment. */
  release(): Buffer {
    this.#length = 0;
    return this.#buffer;
  }
}

/**
 * Lends buffers to segments.
 * @example
 * const bytes = buffers.lend();
 * bytes.append(chunk.bytes);
 * buffers.takeBack(bytes);
 */
export class SegmentBuffers {
  readonly #free: Buffer[] = [];

  lend(): SegmentBytes {
    return new SegmentBytes(this.#free.pop() ?? Buffer.allocUnsafeSlow(USUAL_BYTES));
  }

  /** Nobody may look at views of it any more. */
  takeBack(bytes: SegmentBytes): void {
    this.#free.push(bytes.release());
  }
}
