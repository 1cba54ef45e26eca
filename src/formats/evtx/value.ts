/**
 * Values of binary XML as JSON has them. Written as the `evtx` tools write them, so that rules made for their output
 * fit: identifiers in capitals without braces, hexadecimal numbers in small letters, times in UTC with microseconds.
 * Blanks at the end of a text are left out, as these tools do. Whole numbers beyond 2^53 become text, for JSON readers
 * would round them.
 * @module
 */
import type { ChunkBytes } from "./chunk-bytes.ts";
import type { Descriptor } from "./node.ts";

export type EvtxValue = string | number | boolean | null | readonly EvtxValue[];

export const NULL = 0x00;
export const STRING = 0x01;
export const BINXML = 0x21;
const ARRAY = 0x80;
const SID = 0x13;

/** Reads one value; an unknown type becomes the hexadecimal text of its bytes, so that nothing is lost. */
export function readValue(chunk: ChunkBytes, { type, at, size }: Descriptor): EvtxValue {
  chunk.need(at, size);
  if ((type & ARRAY) !== 0) return readArray(chunk, type & ~ARRAY, at, size);
  if (size === 0) return type === STRING || type === 0x02 ? "" : null;
  const reader = READERS[type];
  if (reader === undefined || size < reader.size) return type === NULL ? null : hex(chunk, at, size);
  return reader.read(chunk, at, size);
}

interface Reader {
  /** The least size; also the size of an array's items. */
  readonly size: number;
  readonly read: (chunk: ChunkBytes, at: number, size: number) => EvtxValue;
}

const READERS: Readonly<Record<number, Reader>> = {
  [STRING]: { size: 0, read: (chunk, at, size) => text(chunk, at, size) },
  2: { size: 0, read: (chunk, at, size) => untilNul(chunk.bytes.toString("latin1", at, at + size)) },
  3: { size: 1, read: (chunk, at) => chunk.bytes.readInt8(at) },
  4: { size: 1, read: (chunk, at) => chunk.bytes.readUInt8(at) },
  5: { size: 2, read: (chunk, at) => chunk.bytes.readInt16LE(at) },
  6: { size: 2, read: (chunk, at) => chunk.bytes.readUInt16LE(at) },
  7: { size: 4, read: (chunk, at) => chunk.bytes.readInt32LE(at) },
  8: { size: 4, read: (chunk, at) => chunk.bytes.readUInt32LE(at) },
  9: { size: 8, read: (chunk, at) => whole(chunk.bytes.readBigInt64LE(at)) },
  10: { size: 8, read: (chunk, at) => whole(chunk.bytes.readBigUInt64LE(at)) },
  11: { size: 4, read: (chunk, at) => finite(chunk.bytes.readFloatLE(at)) },
  12: { size: 8, read: (chunk, at) => finite(chunk.bytes.readDoubleLE(at)) },
  13: { size: 4, read: (chunk, at) => chunk.bytes.readUInt32LE(at) !== 0 },
  14: { size: 0, read: hex },
  15: { size: 16, read: guid },
  16: {
    size: 4,
    read: (chunk, at, size) =>
      size < 8 ? hexNumber(BigInt(chunk.bytes.readUInt32LE(at))) : hexNumber(chunk.bytes.readBigUInt64LE(at)),
  },
  17: { size: 8, read: (chunk, at) => fileTime(chunk.bytes.readBigUInt64LE(at)) },
  18: { size: 16, read: systemTime },
  [SID]: { size: 8, read: sid },
  20: { size: 4, read: (chunk, at) => `0x${chunk.bytes.readUInt32LE(at).toString(16)}` },
  21: { size: 8, read: (chunk, at) => hexNumber(chunk.bytes.readBigUInt64LE(at)) },
  35: { size: 0, read: (chunk, at, size) => text(chunk, at, size) },
};

/** A chunk holds no more items than bytes. */
function readArray(chunk: ChunkBytes, type: number, at: number, size: number): EvtxValue {
  if (type === STRING) return texts(chunk.bytes.toString("utf16le", at, at + size));
  if (type === 2) return texts(chunk.bytes.toString("latin1", at, at + size));
  const reader = READERS[type];
  if (reader === undefined || (reader.size === 0 && type !== SID)) return hex(chunk, at, size);
  const items: EvtxValue[] = [];
  for (let from = at; from + reader.size <= at + size; ) {
    const item = type === SID ? sidSize(chunk, from) : reader.size;
    if (from + item > at + size) break;
    items.push(reader.read(chunk, from, item));
    from += item;
  }
  return items;
}

/** Texts that end with NUL each; the last one may lack it. */
function texts(all: string): readonly string[] {
  const list = all.split("\0");
  if (list.at(-1) === "") list.pop();
  return list;
}

function text(chunk: ChunkBytes, at: number, size: number): string {
  return untilNul(chunk.bytes.toString("utf16le", at, at + (size & ~1))).trimEnd();
}

function untilNul(value: string): string {
  let end = value.length;
  while (end > 0 && value.charCodeAt(end - 1) === 0) end--;
  return end === value.length ? value : value.slice(0, end);
}

function whole(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function hexNumber(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function hex(chunk: ChunkBytes, at: number, size: number): string {
  return chunk.bytes.toString("hex", at, at + size).toUpperCase();
}

/** The first three groups are numbers, the rest bytes. */
function guid({ bytes }: ChunkBytes, at: number): string {
  const part = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
  const head = `${part(bytes.readUInt32LE(at), 8)}-${part(bytes.readUInt16LE(at + 4), 4)}-${part(bytes.readUInt16LE(at + 6), 4)}`;
  return `${head}-${bytes.toString("hex", at + 8, at + 10)}-${bytes.toString("hex", at + 10, at + 16)}`.toUpperCase();
}

/** Milliseconds from 1601 to 1970. */
const EPOCH_MS = 11_644_473_600_000;
const LAST_MS = 8.64e15;

/** Hundreds of nanoseconds since 1601 as milliseconds since 1970, or null when no calendar holds it. */
export function fileTimeMs(ticks: bigint): number | null {
  const ms = Number(ticks / 10_000n) - EPOCH_MS;
  return Math.abs(ms) <= LAST_MS ? ms : null;
}

function fileTime(ticks: bigint): string {
  const ms = fileTimeMs(ticks);
  if (ms === null) return hexNumber(ticks);
  const micros = Number((ticks / 10n) % 1000n);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

/** Year, month, day of the week, day, hour, minute, second, milliseconds. */
function systemTime({ bytes }: ChunkBytes, at: number): string {
  const two = (offset: number): string => String(bytes.readUInt16LE(at + offset)).padStart(2, "0");
  const date = `${String(bytes.readUInt16LE(at)).padStart(4, "0")}-${two(2)}-${two(6)}`;
  return `${date}T${two(8)}:${two(10)}:${two(12)}.${String(bytes.readUInt16LE(at + 14)).padStart(3, "0")}000Z`;
}

function sidSize(chunk: ChunkBytes, at: number): number {
  return 8 + chunk.u8(at + 1) * 4;
}

/** `S-revision-authority-parts`; the authority is big-endian. */
function sid(chunk: ChunkBytes, at: number, size: number): string {
  const { bytes } = chunk;
  const count = bytes[at + 1] ?? 0;
  if (8 + count * 4 > size) return hex(chunk, at, size);
  const authority = bytes.readUIntBE(at + 2, 6);
  let sidText = `S-${bytes[at] ?? 0}-${authority}`;
  for (let i = 0; i < count; i++) sidText += `-${bytes.readUInt32LE(at + 8 + i * 4)}`;
  return sidText;
}
