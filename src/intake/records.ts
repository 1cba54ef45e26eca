/**
 * Where the records lie in the bytes of a chunk.
 * Whoever writes the log controls these bytes: a line may never end, JSON may never close.
 * @module
 */
import type { Chunk, Continuation } from "../model/chunk.ts";
import { MAX_RECORD_BYTES } from "../model/chunk.ts";
import { findValueEnd, type ValueEnd } from "./json-values.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Called with the place of each record, relative to the chunk; `oversize` when it was too long and cut to `end`.
 * `next` is where all that belongs to it ends.
 */
export type OnRecord = (start: number, end: number, oversize: boolean, next: number) => void;

/**
 * Calls `onRecord` for each record of a chunk, in order; line ends and blank lines belong to none.
 * @returns what is open at the end of the chunk, when its last record is longer than the chunk
 * @example forEachRecord(chunk, (start, end) => console.log(chunk.offset + start, end - start))
 */
export function forEachRecord(chunk: Chunk, onRecord: OnRecord): Continuation | null {
  const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  let start = chunk.offset === 0 && hasBom(bytes) ? 3 : 0;
  if (chunk.continuation !== null) {
    const rest = restOf(bytes, chunk.continuation);
    if ("open" in rest) return rest.open;
    start = rest.end;
  }
  if (chunk.framing === "lines") return lineRecords(bytes, start, onRecord);
  if (chunk.framing === "container" && chunk.offset === 0) {
    start = Math.max(start, containerStart(bytes, firstVisible(bytes, start)));
  }
  return valueRecords(bytes, start, onRecord);
}

/** Where the rest of a record that was too long ends. */
function restOf(bytes: Buffer, continuation: Continuation): ValueEnd {
  if (continuation.depth > 0) return findValueEnd(bytes, 0, continuation);
  const end = bytes.indexOf(LF);
  return end < 0 ? { open: continuation } : { end: end + 1 };
}

const LINE: Continuation = { depth: 0, inString: false };

function lineRecords(bytes: Buffer, from: number, onRecord: OnRecord): Continuation | null {
  let open: Continuation | null = null;
  for (let start = from; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(LF, start);
    const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    let end = lineEnd < 0 ? bytes.length : lineEnd;
    if (end > start && bytes[end - 1] === CR) end--;
    if (lineEnd < 0 && end - start > MAX_RECORD_BYTES) open = LINE;
    emit(bytes, start, end, next, onRecord);
    start = next;
  }
  return open;
}

function emit(bytes: Buffer, start: number, end: number, next: number, onRecord: OnRecord): void {
  if (isBlank(bytes, start, end)) return;
  const limit = start + MAX_RECORD_BYTES;
  onRecord(start, Math.min(end, limit), end > limit, next);
}

/** Looking for the end of an object that never closes costs a chunk's length each time. */
const MAX_UNCLOSED = 64;

/** JSON values with anything between them; what is no value is read as lines. */
function valueRecords(bytes: Buffer, from: number, onRecord: OnRecord): Continuation | null {
  let unclosed = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (isBetween(byte)) {
      at++;
      continue;
    }
    if (byte === OPEN_BRACE && unclosed < MAX_UNCLOSED) {
      const found = findValueEnd(bytes, at);
      if ("end" in found) {
        emit(bytes, at, found.end, found.end, onRecord);
        at = found.end;
        continue;
      }
      // without a line end to start again from, only its own end can tell where the next value begins
      if (bytes.length - at > MAX_RECORD_BYTES && bytes.indexOf(LF, at) < 0) {
        emit(bytes, at, bytes.length, bytes.length, onRecord);
        return found.open;
      }
      unclosed++;
    }
    const next = afterLine(bytes, at);
    emit(bytes, at, trimEnd(bytes, at, next), next, onRecord);
    at = next;
  }
  return null;
}

function isBetween(byte: number): boolean {
  return (
    byte <= SPACE || byte === COMMA || byte === OPEN_BRACKET || byte === CLOSE_BRACKET || byte === CLOSE_BRACE
  );
}

function firstVisible(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= SPACE) at++;
  return at;
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
