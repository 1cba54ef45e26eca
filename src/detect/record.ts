/**
 * From the bytes of one record to its text.
 * @module
 */
import { isAscii, isUtf8 } from "node:buffer";

const UNICODE_ESCAPE = "\\u";

/**
 * Decodes record after record of one chunk. Whole chunks are almost always valid UTF-8, which is checked once; in
 * the others each record is checked, and one that is not valid is read byte by byte (ISO 8859-1), so that nothing of
 * it is lost or merged.
 */
export class RecordDecoder {
  readonly bytes: Buffer;
  readonly #valid: boolean;
  readonly #ascii: boolean;
  /** Where the next `\u` escape of JSON begins; records are asked for in order. */
  #nextEscape: number;
  readonly #mayHoldNul: boolean;
  invalidUtf8 = 0;
  nul = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#ascii = isAscii(this.bytes);
    this.#valid = this.#ascii || isUtf8(this.bytes);
    this.#nextEscape = this.#escapeFrom(0);
    this.#mayHoldNul = this.bytes.includes(0);
  }

  /** Whether a record is ASCII, without the `\u` escapes of JSON. */
  isPlain(start: number, end: number): boolean {
    if (this.#nextEscape < start) this.#nextEscape = this.#escapeFrom(start);
    return this.#nextEscape >= end && (this.#ascii || isAscii(this.bytes.subarray(start, end)));
  }

  #escapeFrom(start: number): number {
    const at = this.bytes.indexOf(UNICODE_ESCAPE, start);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
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
