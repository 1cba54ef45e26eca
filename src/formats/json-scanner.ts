/**
 * Passes over JSON values in bytes, accepting exactly what JSON.parse accepts (RFC 8259) up to a depth.
 * @module
 */

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const LOWER_U = 117;

/** Lists and objects in each other: a record that nests deeper is left to others. */
const MAX_DEPTH = 32;
/** An integer of so many digits is exact. */
const MAX_DIGITS = 15;

/** What may stand behind a backslash, but for `u`. */
const ESCAPES: Uint8Array = table((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));
const HEX: Uint8Array = table((byte) => /[\da-f]/i.test(String.fromCharCode(byte)));

function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}

/** Whether a control character is among the bytes: four at a time. Texts must not hold any, and few writers put line ends between them. */
export function holdsControl(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes.byteOffset + start;
  const last = bytes.byteOffset + end;
  const aligned = Math.min((first + 3) & ~3, last);
  const tail = Math.max(aligned, last & ~3);
  for (let at = start; at < aligned - bytes.byteOffset; at++) if ((bytes[at] as number) < SPACE) return true;
  for (let at = tail - bytes.byteOffset; at < end; at++) if ((bytes[at] as number) < SPACE) return true;
  const words = wordsOf(bytes.buffer);
  for (let at = aligned >> 2; at < tail >> 2; at++) {
    const word = words[at] as number;
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) return true;
  }
  return false;
}

let buffer: ArrayBufferLike | null = null;
let words: Int32Array = new Int32Array(0);

/** The words of a buffer; one chunk is asked for again and again. */
function wordsOf(of: ArrayBufferLike): Int32Array {
  if (of !== buffer) {
    buffer = of;
    words = new Int32Array(of, 0, of.byteLength >> 2);
  }
  return words;
}

const LITERALS: readonly Uint8Array[] = ["true", "false", "null"].map((text) => Buffer.from(text));

export class JsonScanner {
  #bytes: Uint8Array = new Uint8Array(0);
  #text = "";
  /** What places in the text are less than places in the bytes. */
  #shift = 0;
  #end = 0;
  /** The first backslash from the place on that was asked for last. */
  #slash = 0;
  /** Whether the text that was passed last has an escape. */
  escaped = false;
  /** Whether any text so far has an escape of the kind `\u`. */
  unicode = false;
  /** The number that was passed last, if it is an integer written in a few plain digits; null for any other value. */
  integer: number | null = null;

  /** Turns to other bytes, none of which is a control character. @param text one character for each byte */
  over(bytes: Uint8Array, start: number, end: number, text: string): this {
    this.#bytes = bytes;
    this.#text = text;
    this.#shift = start;
    this.#end = end;
    this.unicode = false;
    this.#slash = this.#find("\\", start);
    return this;
  }

  /** Native searches pass over the longest texts in no time. */
  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from - this.#shift);
    return at < 0 ? this.#end : at + this.#shift;
  }

  /** The first place from here on that is no space. */
  visible(from: number): number {
    let at = from;
    while (this.#bytes[at] === SPACE && at < this.#end) at++;
    return at;
  }

  /** Where the value that begins here ends, or -1 when it is none. */
  value(at: number, depth = 1): number {
    this.integer = null;
    if (at >= this.#end) return -1;
    const first = this.#bytes[at] as number;
    if (first === QUOTE) return this.text(at);
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#number(at);
    if (first === OPEN_BRACKET) return this.#list(at, depth);
    return first === OPEN_BRACE ? this.#object(at, depth) : this.#literal(at);
  }

  /** Where the text whose quote stands here ends, behind its other quote; -1 when it does not. */
  text(quote: number): number {
    this.escaped = false;
    let close = this.#find('"', quote + 1);
    while (this.#slash < close) {
      const after = this.#escape(this.#slash);
      if (after < 0) return -1;
      this.escaped = true;
      this.#slash = this.#find("\\", after);
      if (close < after) close = this.#find('"', after);
    }
    return close >= this.#end ? -1 : close + 1;
  }

  /** Where the escape ends that begins here; -1 when it is none. */
  #escape(slash: number): number {
    const at = slash + 1;
    if (at >= this.#end) return -1;
    if (ESCAPES[this.#bytes[at] as number] === 1) return at + 1;
    this.unicode = true;
    return this.#bytes[at] === LOWER_U && this.#isHex(at + 1) ? at + 5 : -1;
  }

  #isHex(at: number): boolean {
    if (at + 4 > this.#end) return false;
    for (let i = at; i < at + 4; i++) if (HEX[this.#bytes[i] as number] === 0) return false;
    return true;
  }

  /** `-? (0 | [1-9] digits) (. digits)? ([eE] [+-]? digits)?` */
  #number(from: number): number {
    const bytes = this.#bytes;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let at = this.#digits(first);
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1;
    let plain = at - first <= MAX_DIGITS && first === from;
    if (at < this.#end && bytes[at] === POINT) {
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return -1;
      plain = false;
    }
    if (at < this.#end && ((bytes[at] as number) | 32) === 101 /* e */) {
      const sign = bytes[at + 1];
      const power = sign === 43 || sign === MINUS ? at + 2 : at + 1;
      at = this.#digits(power);
      if (at === power) return -1;
      plain = false;
    }
    if (plain) this.#noteInteger(from, at);
    return at;
  }

  #noteInteger(from: number, to: number): void {
    let value = 0;
    for (let i = from; i < to; i++) value = value * 10 + ((this.#bytes[i] as number) - ZERO);
    this.integer = value;
  }

  #digits(from: number): number {
    let at = from;
    while (at < this.#end && (this.#bytes[at] as number) >= ZERO && (this.#bytes[at] as number) <= NINE) at++;
    return at;
  }

  #literal(at: number): number {
    for (const literal of LITERALS) {
      let same = 0;
      while (same < literal.length && at + same < this.#end && this.#bytes[at + same] === literal[same])
        same++;
      if (same === literal.length) return at + same;
    }
    return -1;
  }

  #list(from: number, depth: number): number {
    if (depth > MAX_DEPTH) return -1;
    let at = this.visible(from + 1);
    if (this.#bytes[at] === CLOSE_BRACKET && at < this.#end) return this.#nested(at);
    for (;;) {
      at = this.value(at, depth + 1);
      if (at < 0) return -1;
      at = this.visible(at);
      if (at >= this.#end) return -1;
      if (this.#bytes[at] === CLOSE_BRACKET) return this.#nested(at);
      if (this.#bytes[at] !== COMMA) return -1;
      at = this.visible(at + 1);
    }
  }

  #object(from: number, depth: number): number {
    if (depth > MAX_DEPTH) return -1;
    let at = this.visible(from + 1);
    if (this.#bytes[at] === CLOSE_BRACE && at < this.#end) return this.#nested(at);
    for (;;) {
      if (at >= this.#end || this.#bytes[at] !== QUOTE) return -1;
      at = this.text(at);
      if (at < 0) return -1;
      at = this.visible(at);
      if (at >= this.#end || this.#bytes[at] !== COLON) return -1;
      at = this.value(this.visible(at + 1), depth + 1);
      if (at < 0) return -1;
      at = this.visible(at);
      if (at >= this.#end) return -1;
      if (this.#bytes[at] === CLOSE_BRACE) return this.#nested(at);
      if (this.#bytes[at] !== COMMA) return -1;
      at = this.visible(at + 1);
    }
  }

  /** Behind the bracket that closes: what was noted of a value inside says nothing of the whole. */
  #nested(close: number): number {
    this.integer = null;
    return close + 1;
  }
}
