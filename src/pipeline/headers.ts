/**
 * Header lines of a source: they say how the lines after them are read, so they travel with the chunks.
 * @module
 */
import type { Preamble } from "../formats/preamble.ts";
import { hasBom } from "../intake/records.ts";
import type { Chunk } from "../model/chunk.ts";

const HASH = 35;
const LF = 10;

/** Takes note of the header lines of a chunk, for the chunks after it. */
export function observeHeaders(preamble: Preamble, chunk: Chunk): void {
  if (chunk.framing !== "lines") return;
  const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  const start = chunk.offset === 0 && hasBom(bytes) ? 3 : 0;
  if (bytes[start] === HASH && !chunk.continuation) preamble.observe(lineAt(bytes, start));
  for (let at = bytes.indexOf("\n#"); at >= 0; at = bytes.indexOf("\n#", at + 1)) {
    preamble.observe(lineAt(bytes, at + 1));
  }
}

/** No header is longer; what is longer is no header, and need not travel with every chunk. */
const MAX_FIRST = 65_536;

/** The first line of a source. */
export function firstLine(chunk: Chunk): string {
  const bytes = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  return lineAt(bytes, hasBom(bytes) ? 3 : 0).slice(0, MAX_FIRST);
}

function lineAt(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(LF, start);
  return bytes.toString("utf8", start, end < 0 ? bytes.length : end).trimEnd();
}
