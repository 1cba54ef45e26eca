/**
 * The 65,536 bytes of a chunk, read with bounds: every offset in them may be an attacker's.
 * All numbers are little-endian. Source of the layout: libyal, "Windows XML Event Log (EVTX) format".
 * @module
 */
import { EvtxFault } from "./fault.ts";

/** A name longer than this is none. */
const MAX_NAME = 1024;

export class ChunkBytes {
  readonly bytes: Buffer;
  readonly #names = new Map<number, string>();

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Fails unless so many bytes lie at the place. */
  need(at: number, size: number): void {
    if (!(at >= 0 && size >= 0 && at + size <= this.bytes.length)) {
      throw new EvtxFault(at, `${size} bytes wanted at ${at}, beyond the chunk`);
    }
  }

  u8(at: number): number {
    this.need(at, 1);
    return this.bytes[at] as number;
  }

  u16(at: number): number {
    this.need(at, 2);
    return this.bytes.readUInt16LE(at);
  }

  u32(at: number): number {
    this.need(at, 4);
    return this.bytes.readUInt32LE(at);
  }

  u64(at: number): bigint {
    this.need(at, 8);
    return this.bytes.readBigUInt64LE(at);
  }

  utf16(at: number, chars: number): string {
    this.need(at, chars * 2);
    return this.bytes.toString("utf16le", at, at + chars * 2);
  }

  /** The name at an offset: next name u32, hash u16, characters u16, text, NUL. */
  name(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    const chars = this.u16(offset + 6);
    if (chars > MAX_NAME) throw new EvtxFault(offset, `a name of ${chars} characters`);
    const name = this.utf16(offset + 8, chars);
    this.#names.set(offset, name);
    return name;
  }

  /** How many bytes the name at an offset takes. */
  nameSize(offset: number): number {
    return 4 + 2 + 2 + this.u16(offset + 6) * 2 + 2;
  }
}
