/**
 * What the first records of a kind say. Literals that they hold are met all the time: nothing is gained by looking for
 * them in the others. Who writes the records may make matching slower by it, and changes nothing else.
 * @module
 */
import { foldText, type RecordBytes } from "./view.ts";

const MAX_RECORDS = 8;
const MAX_BYTES = 16 * 1024;

export class Sample {
  readonly #parts: Buffer[] = [];
  #length = 0;
  #folded: string | null = null;

  get isFull(): boolean {
    return this.#parts.length >= MAX_RECORDS || this.#length >= MAX_BYTES;
  }

  add({ bytes, start, end }: RecordBytes): void {
    const part = Buffer.from(bytes.subarray(start, Math.min(end, start + MAX_BYTES)));
    this.#parts.push(part);
    this.#length += part.length;
    this.#folded = null;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** Whether a record holds the folded text, as it is written. */
  holds(text: string): boolean {
    this.#folded ??= foldText(this.bytes().toString("latin1"));
    return this.#folded.includes(text);
  }
}
