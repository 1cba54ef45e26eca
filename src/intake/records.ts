/**
 * Where the records lie in the bytes of a chunk.
 * Whoever writes the log controls these bytes: a line may never end, JSON may never close.
 * @module
 */
import type { Chunk } from "../model/chunk.ts";
import { MAX_RECORD_BYTES } from "../model/chunk.ts";
import { findValueEnd } from "./json-values.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Called with the place of each record, relative to the chunk; `oversize` when the record was cut to `end`. */
export type OnRecord = (start: number, end: number, oversize: boolean) => void;

/**
 * Calls `onRecord` for each record of a chunk, in order; line ends and blank lines belong to none.
 * @example forEachRecord(chunk, (start, end) => console.log(chunk.offset + start, end - start))
 */
export function forEachRecord(chunk: Chunk, onRecord: OnRecord): void {
  const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  let start = chunk.offset === 0 && hasBom(bytes) ? 3 : 0;
  if (chunk.continuation) start = afterLine(bytes, 0);
  if (chunk.framing === "lines") lineRecords(bytes, start, onRecord);
  else valueRecords(bytes, start, onRecord);
}

function lineRecords(bytes: Buffer, from: number, onRecord: OnRecord): void {
  for (let start = from; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(LF, start);
    const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    let end = lineEnd < 0 ? bytes.length : lineEnd;
    if (end > start && bytes[end - 1] === CR) end--;
    emit(bytes, start, end, onRecord);
    start = next;
  }
}

function emit(bytes: Buffer, start: number, end: number, onRecord: OnRecord): void {
  if (isBlank(bytes, start, end)) return;
  if (end - start > MAX_RECORD_BYTES) onRecord(start, start + MAX_RECORD_BYTES, true);
  else onRecord(start, end, false);
}

/** Looking for the end of an object that never closes costs a record's length each time. */
const MAX_UNCLOSED = 64;

/** JSON values with anything between them; what is no value is read as lines. */
function valueRecords(bytes: Buffer, from: number, onRecord: OnRecord): void {
  let unclosed = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (
      byte <= SPACE ||
      byte === COMMA ||
      byte === OPEN_BRACKET ||
      byte === CLOSE_BRACKET ||
      byte === CLOSE_BRACE
    ) {
      at++;
      continue;
    }
    const container = byte === OPEN_BRACE ? containerStart(bytes, at) : -1;
    if (container >= 0) {
      at = container;
      continue;
    }
    const mayClose = byte === OPEN_BRACE && unclosed < MAX_UNCLOSED;
    const end = mayClose ? findValueEnd(bytes, at, MAX_RECORD_BYTES) : -1;
    if (end >= 0) {
      onRecord(at, end, false);
      at = end;
      continue;
    }
    if (mayClose) unclosed++;
    const next = afterLine(bytes, at);
    emit(bytes, at, trimEnd(bytes, at, next), onRecord);
    at = next;
  }
}

/** Keys under which exports wrap their records: CloudTrail, Microsoft Graph, Google Workspace, and common tools. */
const CONTAINER = /^\{\s*"(?:Records|records|value|items|events|Events|logs|data)"\s*:\s*\[\s*(?=[{\]])/;
const CONTAINER_PROBE = 256;

/** The offset after the `[` of a container such as `{"Records":[`, or -1. */
export function containerStart(bytes: Buffer, at: number): number {
  const match = CONTAINER.exec(bytes.toString("latin1", at, Math.min(bytes.length, at + CONTAINER_PROBE)));
  return match === null ? -1 : at + match[0].length;
}

/** Whether the bytes begin with the UTF-8 byte-order mark. */
export function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function afterLine(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(LF, from);
  return end < 0 ? bytes.length : end + 1;
}

function trimEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] ?? 0) <= SPACE) at--;
  return at;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > SPACE) return false;
  return true;
}
