/**
 * One chunk of an event log: 64 KiB with records, names and templates of its own.
 * @module
 */
import { crc32 } from "node:zlib";
import { BinXml } from "./binxml.ts";
import { ChunkBytes } from "./chunk-bytes.ts";
import { EvtxFault } from "./fault.ts";
import { type EvtxJson, Renderer } from "./render.ts";
import { fileTimeMs } from "./value.ts";

/** Size of every chunk. */
export const CHUNK_SIZE = 65_536;
const HEADER_SIZE = 512;
const MAGIC = "ElfChnk\0";
const RECORD_MAGIC = Buffer.from([0x2a, 0x2a, 0, 0]);
/** Magic, size, number, time, and the size again at the end. */
const RECORD_FRAME = 28;

/** A record of an event log. */
export interface EvtxRecord {
  /** The number that Windows gave it. */
  readonly id: bigint;
  /** When it was written, in milliseconds since 1970; null when the file states an impossible time. */
  readonly writtenMs: number | null;
  /** Where it lies in the file. */
  readonly offset: number;
  readonly length: number;
  /** `{"Event": …}`. */
  readonly json: { readonly [name: string]: EvtxJson };
}

/** What could not be read. */
export interface EvtxLoss {
  /** Chunks whose checksums do not fit, or that are cut short: what can be read of them is given. */
  damagedChunks: number;
  /** Stretches of a chunk that hold bytes but no record that can be read. */
  lostRecords: number;
  /** Bytes in such stretches, and in chunks that are none. */
  lostBytes: number;
  /** The first reasons, for a person. */
  readonly reasons: string[];
}

const MAX_REASONS = 10;

/** Nothing lost yet. */
export function noLoss(): EvtxLoss {
  return { damagedChunks: 0, lostRecords: 0, lostBytes: 0, reasons: [] };
}

/**
 * Reads the records of one chunk, in the order of its bytes.
 * @param offset where the chunk begins in the file
 * @param loss counts what cannot be read
 */
export function* readChunk(bytes: Uint8Array, offset: number, loss: EvtxLoss): Iterable<EvtxRecord> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_SIZE || buffer.toString("latin1", 0, 8) !== MAGIC) {
    const isCut = buffer.length < HEADER_SIZE;
    const reason = isCut ? "a chunk is cut short" : "no chunk of an event log";
    if (!isZero(buffer)) lose(loss, buffer.length, offset, reason);
    return;
  }
  const end = endOf(buffer);
  if (!isSound(buffer, end)) {
    loss.damagedChunks++;
    lose(loss, 0, offset, buffer.length < CHUNK_SIZE ? "a chunk is cut short" : "a checksum does not fit");
  }
  const chunk = new ChunkBytes(buffer);
  yield* readRecords(chunk, end, offset, loss);
}

/** Where free space begins, by the header; the end of the bytes when the header is wrong. */
function endOf(buffer: Buffer): number {
  const free = buffer.readUInt32LE(48);
  return free >= HEADER_SIZE && free <= buffer.length ? free : buffer.length;
}

/** The header's checksum leaves itself out; that of the records covers all up to free space. */
function isSound(buffer: Buffer, end: number): boolean {
  if (buffer.length < CHUNK_SIZE || buffer.readUInt32LE(48) !== end) return false;
  const header = crc32(buffer.subarray(128, HEADER_SIZE), crc32(buffer.subarray(0, 120)));
  return (
    header === buffer.readUInt32LE(124) &&
    crc32(buffer.subarray(HEADER_SIZE, end)) === buffer.readUInt32LE(52)
  );
}

function* readRecords(chunk: ChunkBytes, end: number, offset: number, loss: EvtxLoss): Iterable<EvtxRecord> {
  const xml = new BinXml(chunk);
  const renderer = new Renderer(chunk, xml);
  for (let at = HEADER_SIZE; at < end; ) {
    const size = sizeOf(chunk, at, end);
    if (size === null) {
      const next = chunk.bytes.indexOf(RECORD_MAGIC, at + 1);
      const stop = next < 0 || next >= end ? end : next;
      loseStretch(chunk, at, stop, offset, loss);
      at = stop;
      continue;
    }
    const record = attempt(chunk, xml, renderer, at, size, offset, loss);
    if (record !== null) yield record;
    at += size;
  }
}

/** The size of the record at a place, stated at both its ends; null when none begins there. */
function sizeOf({ bytes }: ChunkBytes, at: number, end: number): number | null {
  if (at + RECORD_FRAME > end || !bytes.subarray(at, at + 4).equals(RECORD_MAGIC)) return null;
  const size = bytes.readUInt32LE(at + 4);
  if (size < RECORD_FRAME || at + size > end) return null;
  return bytes.readUInt32LE(at + size - 4) === size ? size : null;
}

function loseStretch(chunk: ChunkBytes, at: number, stop: number, offset: number, loss: EvtxLoss): void {
  if (isZero(chunk.bytes.subarray(at, stop))) return;
  loss.lostRecords++;
  lose(loss, stop - at, offset + at, "no record");
}

function attempt(
  chunk: ChunkBytes,
  xml: BinXml,
  renderer: Renderer,
  at: number,
  size: number,
  offset: number,
  loss: EvtxLoss,
): EvtxRecord | null {
  try {
    const json = renderer.render(xml.fragment(at + 24, at + size - 4, false));
    if (json["Event"] === undefined) throw new EvtxFault(at, "no event");
    const writtenMs = fileTimeMs(chunk.u64(at + 16));
    return { id: chunk.u64(at + 8), writtenMs, offset: offset + at, length: size, json };
  } catch (error) {
    if (!(error instanceof EvtxFault)) throw error;
    loss.lostRecords++;
    lose(loss, size, offset + at, error.message);
    return null;
  }
}

/** Counts bytes that could not be read, and keeps the first reasons. */
export function lose(loss: EvtxLoss, bytes: number, at: number, text: string): void {
  loss.lostBytes += bytes;
  if (loss.reasons.length < MAX_REASONS) loss.reasons.push(`at byte ${at}: ${text}`);
}

const ZEROS = Buffer.alloc(CHUNK_SIZE);

/** Whether nothing was ever written there, or nothing of it is left. */
export function isZero(bytes: Buffer): boolean {
  return bytes.equals(ZEROS.subarray(0, bytes.length));
}
