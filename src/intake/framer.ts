/**
 * Cuts the decoded bytes of one source into chunks of whole records.
 * Where it cuts depends on the bytes alone, never on the sizes in which they arrive: alerts are the same on every
 * machine and with any number of threads. What is held in memory is bounded by a chunk and two records.
 * @module
 */
import type { Chunk, Continuation, Framing } from "../model/chunk.ts";
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
  #continuation: Continuation | null = null;

  /** Takes a piece of the stream and gives the chunks that are complete by it. */
  *push(piece: Uint8Array): Iterable<Chunk> {
    this.#pieces.push(piece);
    this.#held += piece.length;
    while (this.#held > this.#target() + LOOKAHEAD || this.#endsLine(piece)) yield this.#cut(false);
  }

  /** Whether the newest piece holds the line end at which the chunk is cut: then nothing behind it has to be waited for. */
  #endsLine(piece: Uint8Array): boolean {
    const target = this.#target();
    if (this.#framing !== "lines" || this.#held < target) return false;
    return piece.indexOf(LF, Math.max(0, target - 1 - (this.#held - piece.length))) >= 0;
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

  /** Bytes from here to where the current chunk may end at the earliest; behind a chunk that grew too long, at once. */
  #target(): number {
    return Math.max(1, this.#segmentStart + this.#chunkInSegment * CHUNK_BYTES - this.#offset);
  }

  #cut(ending: boolean): Chunk {
    const line = ending ? null : this.#lineCut();
    if (line !== null) return this.#cutLines(line);
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
    this.#keep(bytes.subarray(place.end), place.forced ? forEachRecord(chunk, () => {}) : null, endsSegment);
    return chunk;
  }

  /** Where a chunk of lines ends, counted from what is held; null where that is not so plain. */
  #lineCut(): number | null {
    if (this.#framing !== "lines" || this.#continuation !== null) return null;
    const target = this.#target();
    let before = 0;
    for (const piece of this.#pieces) {
      const found = before + piece.length < target ? -1 : piece.indexOf(LF, Math.max(0, target - 1 - before));
      if (found >= 0) return before + found < target + LOOKAHEAD ? before + found + 1 : null;
      before += piece.length;
    }
    return null;
  }

  /** Only the bytes of the chunk are put together; what follows stays where it was read. */
  #cutLines(end: number): Chunk {
    const taken: Uint8Array[] = [];
    for (let left = end; left > 0; ) {
      const piece = this.#pieces.shift() ?? new Uint8Array(0);
      taken.push(piece.subarray(0, left));
      if (piece.length > left) this.#pieces.unshift(piece.subarray(left));
      left -= Math.min(left, piece.length);
    }
    const endsSegment = this.#chunkInSegment === SEGMENT_CHUNKS;
    const [only] = taken;
    const bytes = taken.length === 1 && only !== undefined ? only : Buffer.concat(taken, end);
    const offset = this.#offset;
    this.#held -= end;
    this.#next(end, endsSegment);
    return { bytes, offset, framing: "lines", continuation: null, last: false, endsSegment };
  }

  #findCut(bytes: Buffer, ending: boolean): { end: number; forced: boolean; last: boolean } {
    const target = this.#target();
    if (target >= bytes.length) return { end: bytes.length, forced: false, last: ending };
    const end = this.#framing === "lines" ? lineEnd(bytes, target) : this.#valueEnd(bytes, target);
    if (end >= 0 && end <= target + LOOKAHEAD)
      return { end, forced: false, last: ending && end === bytes.length };
    const forced = Math.min(bytes.length, target + LOOKAHEAD);
    return { end: forced, forced: forced < bytes.length, last: ending && forced === bytes.length };
  }

  /** Where the first record ends that reaches the target, with what belongs to it. */
  #valueEnd(bytes: Buffer, target: number): number {
    let found: number | null = null;
    const view: Chunk = {
      bytes,
      offset: this.#offset,
      framing: this.#framing ?? "values",
      continuation: this.#continuation,
      last: false,
      endsSegment: false,
    };
    const open = forEachRecord(view, (_start, _end, _oversize, next) => {
      if (found === null && next >= target) found = next;
    });
    return open !== null && found === bytes.length ? -1 : (found ?? -1);
  }

  #gather(): Buffer {
    const bytes = Buffer.concat(this.#pieces, this.#held);
    this.#pieces = [bytes];
    return bytes;
  }

  #keep(rest: Uint8Array, continuation: Continuation | null, endsSegment: boolean): void {
    const length = this.#held - rest.length;
    this.#pieces = [rest];
    this.#held = rest.length;
    this.#continuation = continuation;
    this.#next(length, endsSegment);
  }

  /** Goes on behind a chunk of this length. */
  #next(length: number, endsSegment: boolean): void {
    this.#offset += length;
    this.#chunkInSegment = endsSegment ? 1 : this.#chunkInSegment + 1;
    if (endsSegment) this.#segmentStart = this.#offset;
  }
}

function lineEnd(bytes: Buffer, target: number): number {
  const found = bytes.indexOf(LF, target - 1);
  return found < 0 ? -1 : found + 1;
}

/**
 * Lines, unless the source begins with a JSON value that does not end on its line, an array of objects, or one object that
 * does nothing but hold records.
 * @param bytes the beginning of the source, up to a chunk and two records
 */
export function detectFraming(bytes: Buffer): Framing {
  let at = hasBom(bytes) ? 3 : 0;
  while (at < bytes.length && (bytes[at] ?? 0) <= 32) at++;
  if (bytes[at] === 91) {
    return /^\[\s*[{\]]/.test(bytes.toString("latin1", at, at + 256)) ? "values" : "lines";
  }
  if (bytes[at] !== 123) return "lines";
  const value = findValueEnd(bytes, at);
  const isAlone = !("end" in value) || isBlankFrom(bytes, value.end);
  if (isAlone && containerStart(bytes, at) >= 0) return "container";
  const lineEnds = bytes.indexOf(LF, at);
  if (lineEnds < 0 || !("end" in value)) return "lines";
  return value.end > lineEnds ? "values" : "lines";
}

function isBlankFrom(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if ((bytes[at] ?? 0) > 32) return false;
  return true;
}
