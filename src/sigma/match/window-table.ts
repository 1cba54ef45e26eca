/**
 * Which literals stand where a window of four bytes is met. Everything that is asked for often lies in numbers next to
 * each other: windows are met a dozen times in a record, for hardly any of them does the literal follow.
 * @module
 */
import { WINDOW } from "./ordinary.ts";
import { foldedAtByte, type RecordBytes } from "./view.ts";

/** An odd number near 2^32 divided by the golden ratio: spreads the windows over the table. */
const SPREAD = 0x9e3779b1;
/** Makes small letters of capital ones; other characters fall together too, which comparing tells apart. */
const LOWER = 32;

/** A literal under one of its windows. */
export interface Entry {
  readonly window: number;
  /** Where the window begins in the literal; -1 when its first byte is the one before. */
  readonly offset: number;
  readonly literal: string;
  readonly rules: readonly number[];
}

/** Numbers for each entry, next to each other in memory: its window, a byte beside the window with its place there, and how many entries of the window are left. */
const PACKED = 4;

export class WindowTable {
  /** By window. */
  readonly #entries: readonly Entry[];
  readonly #packed: Int32Array;
  /** By place: where the packed numbers of the first entry of a window end, or 0. Windows that fall together take the next places. */
  readonly #heads: Uint16Array;
  readonly #shift: number;

  constructor(entries: readonly Entry[]) {
    this.#entries = [...entries].sort((a, b) => a.window - b.window);
    this.#packed = Int32Array.from(this.#entries.flatMap((entry, i) => packed(entry, this.#left(i))));
    const size = Math.max(2, Math.ceil(Math.log2(entries.length + 1)) + 1);
    this.#shift = 32 - size;
    this.#heads = new Uint16Array(1 << size);
    this.#entries.forEach(({ window }, i) => {
      if (window !== this.#entries[i - 1]?.window) this.#heads[this.#freePlace(window)] = i + 1;
    });
  }

  /** So many entries behind this one have the same window. */
  #left(i: number): number {
    let left = 0;
    while (this.#entries[i + left + 1]?.window === this.#entries[i]?.window) left++;
    return left;
  }

  #freePlace(window: number): number {
    let place = Math.imul(window, SPREAD) >>> this.#shift;
    while (this.#heads[place] !== 0) place = (place + 1) & (this.#heads.length - 1);
    return place;
  }

  /** Calls back with the rules of the literals that stand around a window. @param at where it begins in the bytes */
  verify(window: number, record: RecordBytes, at: number, found: (rules: readonly number[]) => void): void {
    const packed = this.#packed;
    const first = this.#firstOf(window);
    if (first < 0) return;
    const last = first + PACKED * (packed[first + 3] as number);
    for (let i = first; i <= last; i += PACKED) {
      const byte = record.bytes[at + (packed[i + 2] as number)] as number;
      if ((byte | LOWER) === packed[i + 1]) this.#compare(i / PACKED, record, at, found);
    }
  }

  #compare(i: number, record: RecordBytes, at: number, found: (rules: readonly number[]) => void): void {
    const { bytes, start, end } = record;
    const { literal, offset, rules } = this.#entries[i] as Entry;
    if (at - offset >= start && foldedAtByte(bytes, literal, at - offset, end)) found(rules);
  }

  /** Where the packed numbers of the first entry of a window begin; -1 when it has none. */
  #firstOf(window: number): number {
    let place = Math.imul(window, SPREAD) >>> this.#shift;
    for (;;) {
      const head = this.#heads[place] as number;
      if (head === 0) return -1;
      const first = (head - 1) * PACKED;
      if (this.#packed[first] === window) return first;
      place = (place + 1) & (this.#heads.length - 1);
    }
  }
}

/** The window, and the first or last byte of the literal that is not in it, if there is one, with its place beside the window. */
function packed({ window, literal, offset }: Entry, left: number): readonly number[] {
  const at = offset > 0 || literal.length === WINDOW ? 0 : literal.length - 1;
  return [window, literal.charCodeAt(at) | LOWER, at - offset, left];
}
