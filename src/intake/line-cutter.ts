/**
 * Cuts bytes that keep coming into pieces of whole lines, and knows at each cut how far into the source it is.
 * Whoever writes the log decides how long its lines are: what is held is bounded by two pieces.
 * @module
 */
import { MAX_PIECE_BYTES } from "./live.ts";

const LF = 10;
const NOTHING: Buffer = Buffer.alloc(0);

/** A line may be up to this long, its line feed included; of a longer one the beginning is kept. */
export const MAX_LINE_BYTES: number = 2 * MAX_PIECE_BYTES;

/** Whole lines, ready to be delivered. */
export interface Cut {
  /** Lines, each ended by a line feed. */
  readonly bytes: Buffer;
  /** Offset in the source behind the last byte that is in `bytes` or was passed over before it. */
  readonly end: number;
  /** Reading goes on inside a line that was too long: up to its line feed it is passed over. */
  readonly skipping: boolean;
  /** Lines of these that were too long and lost their ends. */
  readonly lost: number;
}

/**
 * Feed it bytes in any portions; it gives the cuts that are complete.
 * A last line without a line feed waits; {@link finish} gives it with a line feed of ours, which no offset counts.
 * @example
 * const cutter = new LineCutter();
 * cutter.push(Buffer.from("one\ntw")); // [{ bytes: "one\n", end: 4, ... }]
 * cutter.finish(); // { bytes: "tw\n", end: 6, ... }
 */
export class LineCutter {
  #held: Buffer = NOTHING;
  #offset: number;
  #skipping: boolean;

  /** @param offset of the first byte that will be pushed; @param skipping see {@link Cut.skipping} */
  constructor(offset = 0, skipping = false) {
    this.#offset = offset;
    this.#skipping = skipping;
  }

  /** Offset of the next byte to push. */
  get position(): number {
    return this.#offset + this.#held.length;
  }

  /** Takes bytes; they are kept as they are, the caller must not change them. */
  push(bytes: Buffer): readonly Cut[] {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const cuts: Cut[] = [];
    for (let cut = this.#next(); cut !== null; cut = this.#next()) cuts.push(cut);
    // what waits is copied out, so that a few bytes do not keep a large buffer alive
    if (this.#held.length > 0 && this.#held.length * 2 < this.#held.buffer.byteLength)
      this.#held = Buffer.from(this.#held);
    return cuts;
  }

  /** What waits, as a line; null when nothing does. */
  finish(): Cut | null {
    const rest = this.#held;
    if (rest.length === 0) return null;
    this.#drop(rest.length);
    return { bytes: Buffer.concat([rest, Buffer.of(LF)]), end: this.#offset, skipping: false, lost: 0 };
  }

  #next(): Cut | null {
    if (this.#skipping) this.#skip();
    this.#skipHole();
    const held = this.#held;
    const last =
      held.length <= MAX_PIECE_BYTES ? held.lastIndexOf(LF) : held.lastIndexOf(LF, MAX_PIECE_BYTES - 1);
    const end =
      last >= 0 || held.length <= MAX_PIECE_BYTES ? last + 1 : held.indexOf(LF, MAX_PIECE_BYTES) + 1;
    if (end > 0 && end <= MAX_LINE_BYTES) return this.#cut(end);
    return held.length >= MAX_LINE_BYTES ? this.#cutLong() : null;
  }

  #cut(end: number): Cut {
    const bytes = this.#held.subarray(0, end);
    this.#drop(end);
    return { bytes, end: this.#offset, skipping: false, lost: 0 };
  }

  /** The beginning of a line that is too long; what follows of it is passed over. */
  #cutLong(): Cut {
    const length = MAX_LINE_BYTES - 1;
    const bytes = Buffer.concat([this.#held.subarray(0, length), Buffer.of(LF)]);
    this.#drop(length);
    this.#skipping = true;
    return { bytes, end: this.#offset, skipping: true, lost: 1 };
  }

  #skip(): void {
    const end = this.#held.indexOf(LF);
    this.#skipping = end < 0;
    this.#drop(end < 0 ? this.#held.length : end + 1);
  }

  /** Zeros where a line begins are a hole: a truncated file whose writer went on at its old offset, or a crash. */
  #skipHole(): void {
    if (this.#held[0] !== 0) return;
    const end = this.#held.findIndex((byte) => byte !== 0);
    this.#drop(end < 0 ? this.#held.length : end);
  }

  #drop(length: number): void {
    this.#held = length === this.#held.length ? NOTHING : this.#held.subarray(length);
    this.#offset += length;
  }
}
