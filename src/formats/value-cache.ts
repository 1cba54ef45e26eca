/**
 * The texts of values that came before: programs, users and hosts are the same few in most records. A text that comes
 * again is the very same string: nothing is decoded, and who remembers texts finds it at once.
 * @module
 */

/** Values that are kept, each in the one place that its bytes choose: whoever writes records chooses them. */
const PLACES = 2048;
/** Longer values rarely come again. */
const MAX_BYTES = 256;
const SPREAD = 0x9e3779b1;

/** Makes the text of these bytes; always the same of the same bytes. */
export type Decode = (from: number, to: number) => string;

export class ValueCache {
  readonly #bytes: Uint8Array = new Uint8Array(PLACES * MAX_BYTES);
  readonly #lengths: Int32Array = new Int32Array(PLACES).fill(-1);
  readonly #texts: string[] = new Array<string>(PLACES).fill("");

  text(bytes: Uint8Array, from: number, to: number, decode: Decode): string {
    const length = to - from;
    if (length > MAX_BYTES) return decode(from, to);
    const place = placeOf(bytes, from, to);
    if (this.#lengths[place] === length && this.#isKept(place, bytes, from, to))
      return this.#texts[place] as string;
    const text = decode(from, to);
    const begin = place * MAX_BYTES;
    for (let i = 0; i < length; i++) this.#bytes[begin + i] = bytes[from + i] as number;
    this.#lengths[place] = length;
    this.#texts[place] = text;
    return text;
  }

  #isKept(place: number, bytes: Uint8Array, from: number, to: number): boolean {
    const kept = this.#bytes;
    let at = place * MAX_BYTES;
    for (let i = from; i < to; i++) if (kept[at++] !== bytes[i]) return false;
    return true;
  }
}

/** Some bytes tell most values apart. */
function placeOf(bytes: Uint8Array, from: number, to: number): number {
  const step = ((to - from) >> 3) + 1;
  let hash = to - from;
  for (let i = to - 1; i >= from; i -= step) hash = Math.imul(hash ^ (bytes[i] as number), SPREAD);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
