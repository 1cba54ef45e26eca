/**
 * Which literals stand where a window of four characters is met. There is a table for each field of each kind of event:
 * one bit for each place that a window may have stays in the nearest cache and takes no memory worth mentioning, and what
 * is asked for when a bit is set lies in numbers next to each other.
 * @module
 */
import { WINDOW } from "./ordinary.ts";
import { foldedAt, foldedAtByte, type RecordBytes } from "./view.ts";

/** An odd number near 2^32 divided by the golden ratio: spreads the windows. */
const SPREAD = 0x9e3779b1;
/** Makes small letters of capital ones; other characters fall together too, which comparing tells apart. */
const LOWER = 32;

/** A literal under one of its windows. */
export interface Entry {
  readonly window: number;
  /** Where the window begins in the literal; -1 when its first character is the one before. */
  readonly offset: number;
  readonly literal: string;
  readonly rules: readonly number[];
}

/** Takes the rules of a literal that was found. */
export type Found = (rules: readonly number[]) => void;

/** One bit in so many (as a power of two) is set. */
const SPARSE = 5;
/** So many bits at least, and so many stay in the nearest cache (as powers of two). */
const MIN_BITS = 8;
const NEAR_BITS = 17;
/** Of very many literals, one bit in so many. */
const DENSE = 2;
/** Numbers for each entry: its window, a character beside it, where that stands from the window, how many entries of the window follow. */
const PACKED = 4;

export class WindowTable {
  readonly #bits: Int32Array;
  /** How far a hash is shifted to give the word of its bit. */
  readonly #shift: number;
  /** By window. */
  readonly #entries: readonly Entry[];
  readonly #packed: Int32Array;
  /** By place: one more than the number of the first entry of a window, or 0. Windows that fall together take the next places. */
  readonly #heads: Uint32Array;
  readonly #headShift: number;

  constructor(entries: readonly Entry[]) {
    this.#entries = [...entries].sort((a, b) => a.window - b.window);
    this.#packed = packedOf(this.#entries);
    const size = Math.ceil(Math.log2(entries.length + 1));
    const bits = Math.max(MIN_BITS, Math.min(size + SPARSE, Math.max(NEAR_BITS, size + DENSE)));
    this.#bits = new Int32Array(1 << (bits - 5));
    this.#shift = 32 - bits + 5;
    this.#headShift = 32 - (size + 1);
    this.#heads = new Uint32Array(1 << (size + 1));
    this.#entries.forEach(({ window }, i) => {
      if (window !== this.#entries[i - 1]?.window) this.#enter(window, i + 1);
    });
  }

  #enter(window: number, head: number): void {
    const hash = Math.imul(window, SPREAD);
    const word = hash >>> this.#shift;
    this.#bits[word] =
      (this.#bits[word] as number) | (1 << (hash >>> (this.#shift - 5))) | (1 << (hash >>> 5));
    let place = hash >>> this.#headShift;
    while (this.#heads[place] !== 0) place = (place + 1) & (this.#heads.length - 1);
    this.#heads[place] = head;
  }

  /** A number whose last bit is set if the window may have entries. */
  bitOf(window: number): number {
    const hash = Math.imul(window, SPREAD);
    const word = this.#bits[hash >>> this.#shift] as number;
    return (word >>> (hash >>> (this.#shift - 5))) & (word >>> (hash >>> 5)); // shifted by the last five bits of the other number
  }

  /** Calls back with the rules of the literals that stand around a window. @param at where it begins in the bytes */
  verifyBytes(window: number, { bytes, start, end }: RecordBytes, at: number, found: Found): void {
    const packed = this.#packed;
    const first = this.#firstOf(window);
    if (first < 0) return;
    const last = first + PACKED * (packed[first + 3] as number);
    for (let i = first; i <= last; i += PACKED) {
      if (((bytes[at + (packed[i + 2] as number)] as number) | LOWER) !== packed[i + 1]) continue;
      const { literal, offset, rules } = this.#entries[i / PACKED] as Entry;
      if (at - offset >= start && foldedAtByte(bytes, literal, at - offset, end)) found(rules);
    }
  }

  /** The same in a text, of ASCII or folded. */
  verifyText(window: number, text: string, at: number, found: Found): void {
    const packed = this.#packed;
    const first = this.#firstOf(window);
    if (first < 0) return;
    const last = first + PACKED * (packed[first + 3] as number);
    for (let i = first; i <= last; i += PACKED) {
      if (((text.charCodeAt(at + (packed[i + 2] as number)) | LOWER) & 255) !== packed[i + 1]) continue;
      const { literal, offset, rules } = this.#entries[i / PACKED] as Entry;
      if (at >= offset && foldedAt(text, literal, at - offset)) found(rules);
    }
  }

  /** Where the packed numbers of the first entry of a window begin; -1 when it has none. */
  #firstOf(window: number): number {
    let place = Math.imul(window, SPREAD) >>> this.#headShift;
    for (;;) {
      const head = this.#heads[place] as number;
      if (head === 0) return -1;
      const first = (head - 1) * PACKED;
      if (this.#packed[first] === window) return first;
      place = (place + 1) & (this.#heads.length - 1);
    }
  }
}

function packedOf(entries: readonly Entry[]): Int32Array {
  const numbers = new Int32Array(PACKED * entries.length);
  let left = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as Entry;
    left = entries[i + 1]?.window === entry.window ? left + 1 : 0;
    const at = besideOf(entry);
    numbers.set(
      [entry.window, (entry.literal.charCodeAt(at) | LOWER) & 255, at - entry.offset, left],
      PACKED * i,
    );
  }
  return numbers;
}

/** Where the first or last character of the literal stands that is not in the window, if there is one. */
function besideOf({ literal, offset }: Entry): number {
  return offset > 0 || literal.length === WINDOW ? 0 : literal.length - 1;
}
