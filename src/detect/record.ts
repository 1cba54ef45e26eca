/**
 * From the bytes of one record to its text.
 * @module
 */
import { isAscii, isUtf8 } from "node:buffer";
import type { RecordText } from "../formats/members.ts";
import type { RecordBytes } from "../sigma/index.ts";

const UNICODE_ESCAPE = "\\u";
const BACKSLASH = 92;
/** The only characters beyond ASCII that become ASCII letters in lower case: the Kelvin sign, and I with a dot above. */
const FOLDING: readonly Buffer[] = ["\u212a", "\u0130"].map((character) => Buffer.from(character));

function holdsFolding(bytes: Buffer): boolean {
  return FOLDING.some((character) => bytes.includes(character));
}

/**
 * Decodes record after record of one chunk. Whole chunks are almost always valid UTF-8, which is checked once; in
 * the others each record is checked, and one that is not valid is read byte by byte (ISO 8859-1), so that nothing of
 * it is lost or merged.
 */
export class RecordDecoder {
  readonly bytes: Buffer;
  readonly #valid: boolean;
  readonly #ascii: boolean;
  /** Where the next `\u` stands, be it an escape of JSON or not; -1 until somebody asks. Records are asked for in order. */
  #nextEscape = -1;
  #folds: boolean | null = null;
  readonly #mayHoldNul: boolean;
  invalidUtf8 = 0;
  nul = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#ascii = isAscii(this.bytes);
    this.#valid = this.#ascii || isUtf8(this.bytes);
    this.#mayHoldNul = this.bytes.includes(0);
  }

  /** The bytes of a record, in which literals can be looked for; null when values may be written otherwise than they read. */
  plain(start: number, end: number, text: string): RecordBytes | null {
    if (this.#holdsEscape(start, end)) return null;
    return this.unescaped({ bytes: this.bytes, start, end, text, ascii: this.#isAscii(start, end, text) });
  }

  /** The same for a record that is known to have no `\u` escape. */
  unescaped(record: RecordBytes): RecordBytes | null {
    return record.ascii || !this.#mayFold() || !holdsFolding(this.bytes.subarray(record.start, record.end))
      ? record
      : null;
  }

  /** Most chunks hold no character that folding makes ASCII: one look at all of it spares a look at each record. */
  #mayFold(): boolean {
    this.#folds ??= holdsFolding(this.bytes);
    return this.#folds;
  }

  /** Every character beyond ASCII takes more bytes than it has units of text. */
  #isAscii(start: number, end: number, text: string): boolean {
    if (this.#valid) return this.#ascii || text.length === end - start;
    return isAscii(this.bytes.subarray(start, end));
  }

  /** A record with its text, for who reads its bytes; null when it is not certain that they are UTF-8. */
  record(start: number, end: number, text: string): RecordText | null {
    if (!this.#valid) return null;
    const ascii = this.#isAscii(start, end, text);
    return { bytes: this.bytes, start, end, text, ascii };
  }

  /** Paths are full of `\\u` that is none: each is looked at when its record is asked for. */
  #holdsEscape(start: number, end: number): boolean {
    let at = this.#nextEscape < start ? this.#findEscape(start) : this.#nextEscape;
    while (at < end && this.#isEscaped(at)) at = this.#findEscape(at + 2);
    this.#nextEscape = at;
    return at < end;
  }

  #findEscape(from: number): number {
    const at = this.bytes.indexOf(UNICODE_ESCAPE, from);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  /** Whether the backslash at this place is the second of two, as in `C:\\\\users`. */
  #isEscaped(at: number): boolean {
    let slashes = 0;
    while (this.bytes[at - slashes - 1] === BACKSLASH) slashes++;
    return slashes % 2 === 1;
  }

  text(start: number, end: number): string {
    if (this.#mayHoldNul && this.bytes.subarray(start, end).includes(0)) this.nul++;
    if (this.#valid) return this.bytes.toString(this.#ascii ? "latin1" : "utf8", start, end);
    const bytes = this.bytes.subarray(start, end);
    if (isUtf8(bytes)) return bytes.toString("utf8");
    this.invalidUtf8++;
    return bytes.toString("latin1");
  }
}
