/**
 * Cuts the decoded bytes of one source into chunks of whole records.
 * Where it cuts depends on the bytes alone, never on the sizes in which they arrive: alerts are the same on every
 * machine and with any number of threads. What is held in memory is bounded by a chunk and two records.
 * @module
 */
import type { Chunk, Framing } from "../model/chunk.ts";
import { CHUNK_BYTES, MAX_RECORD_BYTES, SEGMENT_CHUNKS } from "../model/chunk.ts";
import { findValueEnd } from "./json-values.ts";
import { containerStart, forEachRecord, hasBom } from "./records.ts";

const LF = 10;
/** With this much after the target in hand, every record that began before the target has ended or is too long. */
const LOOKAHEAD = MAX_RECORD_BYTES + 2;

/**
 * Feed it the bytes of a stream in any pieces; it gives chunks.
 * @example
 * const framer = new Framer();
 * for await (const piece of stream) for (const chunk of framer.push(piece)) use(chunk);
 * for (const chunk of framer.end()) use(chunk);
 */
export class Framer {
  #pieces: Uint8Array[] = [];
  #held = 0;
  #offset = 0;
  #segmentStart = 0;
  #chunkInSegment = 1;
  #framing: Framing | null = null;
  #continuation = false;

  /** Takes a piece of the stream and gives the chunks that are complete by it. */
  *push(piece: Uint8Array): Iterable<Chunk> {
    this.#pieces.push(piece);
    this.#held += piece.length;
    while (this.#held > this.#target() + LOOKAHEAD) yield this.#cut(false);
  }

  /** Gives what is left; the last chunk is marked, and is empty when the stream is. */
  *end(): Iterable<Chunk> {
    while (this.#held > this.#target() + LOOKAHEAD) yield this.#cut(false);
    for (;;) {
      const chunk = this.#cut(true);
      yield chunk;
      if (chunk.last) return;
    }
  }

  /** Bytes from here to where the current chunk may end at the earliest. */
  #target(): number {
    return this.#segmentStart + this.#chunkInSegment * CHUNK_BYTES - this.#offset;
  }

  #cut(ending: boolean): Chunk {
    const bytes = this.#gather();
    this.#framing ??= detectFraming(bytes);
    const place = this.#findCut(bytes, ending);
    const endsSegment = place.last || this.#chunkInSegment === SEGMENT_CHUNKS;
    const chunk: Chunk = {
      bytes: bytes.subarray(0, place.end),
      offset: this.#offset,
      framing: this.#framing,
      continuation: this.#continuation,
      last: place.last,
      endsSegment,
    };
    this.#keep(bytes.subarray(place.end), place.forced, endsSegment);
    return chunk;
  }

  #findCut(bytes: Buffer, ending: boolean): { end: number; forced: boolean; last: boolean } {
    const target = this.#target();
    if (target >= bytes.length) return { end: bytes.length, forced: false, last: ending };
    const end = this.#framing === "values" ? this.#valueEnd(bytes, target) : lineEnd(bytes, target);
    if (end >= 0 && end <= target + LOOKAHEAD)
      return { end, forced: false, last: ending && end === bytes.length };
    const forced = Math.min(bytes.length, target + LOOKAHEAD);
    return { end: forced, forced: forced < bytes.length, last: ending && forced === bytes.length };
  }

  #valueEnd(bytes: Buffer, target: number): number {
    let found: number | null = null;
    const view: Chunk = {
      bytes,
      offset: this.#offset,
      framing: "values",
      continuation: this.#continuation,
      last: false,
      endsSegment: false,
    };
    forEachRecord(view, (_start, end, oversize) => {
      // the rest of a record that was too long belongs to it, up to its line end
      if (found === null && end >= target) found = oversize ? lineEnd(bytes, end) : end;
    });
    return found ?? -1;
  }

  #gather(): Buffer {
    const bytes = Buffer.concat(this.#pieces, this.#held);
    this.#pieces = [bytes];
    return bytes;
  }

  #keep(rest: Uint8Array, continuation: boolean, endsSegment: boolean): void {
    this.#offset += this.#held - rest.length;
    this.#pieces = [rest];
    this.#held = rest.length;
    this.#continuation = continuation;
    this.#chunkInSegment = endsSegment ? 1 : this.#chunkInSegment + 1;
    if (endsSegment) this.#segmentStart = this.#offset;
  }
}

function lineEnd(bytes: Buffer, target: number): number {
  const found = bytes.indexOf(LF, Math.max(0, target - 1)); // the target may lie behind a chunk that grew too long
  return found < 0 ? -1 : found + 1;
}

/**
 * Lines, unless the source begins with a JSON value that does not end on its line, an array of objects, or a known
 * container of records.
 */
export function detectFraming(bytes: Buffer): Framing {
  let at = hasBom(bytes) ? 3 : 0;
  while (at < bytes.length && (bytes[at] ?? 0) <= 32) at++;
  if (bytes[at] === 91)
    return /^\[\s*[{\]]/.test(bytes.toString("latin1", at, at + 256)) ? "values" : "lines";
  if (bytes[at] !== 123) return "lines";
  if (containerStart(bytes, at) >= 0) return "values";
  const lineEnds = bytes.indexOf(LF, at);
  if (lineEnds < 0) return "lines";
  const end = findValueEnd(bytes, at, MAX_RECORD_BYTES);
  return end > lineEnds ? "values" : "lines";
}
