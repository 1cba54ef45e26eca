/**
 * Names of members, each with a number that stays the same.
 * A writer of logs writes the same keys in the same order again and again: the key after this one is most likely the
 * one that came after it the last time, which a comparison of bytes tells; else a table of hashes is asked.
 * @module
 */

const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
/** Keys are written by strangers: names beyond so many, or longer ones, are not learnt from records. */
const MAX_LEARNT = 2048;
const MAX_LENGTH = 128;
/** The rest is for the names that rules and formats ask for. */
const MAX_NAMES = 8192;
const BITS = 15;
const SPREAD = 0x9e3779b1;

export class MemberNames {
  /** Numbers are less than this. */
  static readonly MAX: number = MAX_NAMES;
  /** The names one after the other, each with the quote that ends it. */
  #bytes: Uint8Array = new Uint8Array(4096);
  readonly #begins: Int32Array = new Int32Array(MemberNames.MAX + 1);
  readonly #spaced: Uint8Array = new Uint8Array(MemberNames.MAX);
  /** By number: the number of the name that came next. 0 stands for no name. */
  readonly #next: Int32Array = new Int32Array(MemberNames.MAX);
  /** Open addressing: numbers by hash, 0 for none. */
  readonly #table: Int32Array = new Int32Array(1 << BITS);
  #count = 1;

  /** The number of a name that somebody asks for; -1 when it cannot be had. */
  number(name: string): number {
    const bytes = Buffer.from(`${name}"`);
    const plain = /^[ !#-[\]-~]+$/.test(name); // no quote, backslash, control character, or character beyond ASCII
    return plain ? this.#lookUp(bytes, 0, bytes.length, MAX_NAMES) : -1;
  }

  /** How many bytes the name has, with the quote behind it. */
  length(number: number): number {
    return (this.#begins[number + 1] as number) - (this.#begins[number] as number);
  }

  isSpaced(number: number): boolean {
    return this.#spaced[number] === 1;
  }

  /** The number of the name that begins here, behind its quote, in an object in which `before` came before it; or -1. */
  read(bytes: Uint8Array, at: number, end: number, before: number): number {
    const likely = this.#next[before] as number;
    if (likely !== 0 && this.#isAt(likely, bytes, at, end)) return likely;
    const close = closeOf(bytes, at, end);
    if (close < 0) return -1;
    const number = this.#lookUp(bytes, at, close + 1, MAX_LEARNT);
    if (number > 0) this.#next[before] = number;
    return number;
  }

  #isAt(number: number, bytes: Uint8Array, at: number, end: number): boolean {
    const names = this.#bytes;
    const begin = this.#begins[number] as number;
    const length = (this.#begins[number + 1] as number) - begin;
    if (at + length > end) return false;
    for (let i = 0; i < length; i++) if (names[begin + i] !== bytes[at + i]) return false;
    return true;
  }

  #lookUp(bytes: Uint8Array, from: number, to: number, limit: number): number {
    let hash = 0;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), SPREAD);
    for (let place = hash >>> (32 - BITS); ; place = (place + 1) & ((1 << BITS) - 1)) {
      const number = this.#table[place] as number;
      if (number === 0) return this.#count < limit ? this.#learn(bytes, from, to, place) : -1;
      if (this.length(number) === to - from && this.#isAt(number, bytes, from, to)) return number;
    }
  }

  #learn(bytes: Uint8Array, from: number, to: number, place: number): number {
    const number = this.#count++;
    const begin = this.#begins[number] as number;
    const after = begin + to - from;
    if (after > this.#bytes.length) {
      const wider = new Uint8Array(2 * after);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes.set(bytes.subarray(from, to), begin);
    this.#begins[number + 1] = after;
    this.#spaced[number] = bytes.subarray(from, to).includes(SPACE) ? 1 : 0;
    this.#table[place] = number;
    return number;
  }
}

/** Where the quote stands that ends the key; -1 for a key that is long, or not written in plain ASCII. */
function closeOf(bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(end, from + MAX_LENGTH);
  for (let i = from; i < last; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH || byte < SPACE || byte > 126) return -1;
  }
  return -1;
}
