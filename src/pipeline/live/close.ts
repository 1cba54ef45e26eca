/**
 * Closing the segment of a live source: by bytes, or when it has been open for long.
 * @module
 */
import { digestHex } from "../../evidence/commitment.ts";
import { CHUNK_BYTES, SEGMENT_CHUNKS } from "../../model/chunk.ts";
import type { Store } from "../../store/store.ts";
import type { Sealer } from "../seal.ts";
import { LiveStream } from "./stream.ts";

const FULL_BYTES = SEGMENT_CHUNKS * CHUNK_BYTES;
/** What is seen is committed to when it is seen: no bytes stay out of the log for longer. */
const OPEN_MS = 10 * 60_000;

/** Whether the open segment is full, or old. */
export function isDue(stream: LiveStream, nowMs: number): boolean {
  if (stream.openBytes === 0) return false;
  return stream.openBytes >= FULL_BYTES || nowMs - (stream.segmentBeganMs ?? nowMs) >= OPEN_MS;
}

/** Closes the open segment, if there is anything in it. */
export function closeSegment(
  stream: LiveStream,
  { store, sealer }: { readonly store: Store; readonly sealer: Sealer },
): void {
  if (stream.openBytes === 0) return;
  const { id, name, body, segmentOffset, offset } = stream.record;
  const bytes = stream.openSegment();
  const digest = digestHex(bytes);
  const segment = {
    digest,
    offset: segmentOffset,
    bytes,
    records: recordsIn(bytes),
    source: { source: id, file: name, body, bytes: offset, segments: [] },
  };
  sealer.sealClosed(segment, () => {
    store.live.closeSegment({ source: id, digest, offset: segmentOffset, length: bytes.length }, name);
    store.live.saveSource(stream.recordAfterClosing);
  });
  stream.closed();
}

/** Closes the segments that a watch left open because it was killed. @param except sources that are watched now */
export function closeLeftOpen(
  options: { readonly store: Store; readonly sealer: Sealer },
  except: { has(id: string): boolean } = new Set(),
): void {
  const { live } = options.store;
  for (const record of live.sources()) {
    if (except.has(record.id) || record.offset === record.segmentOffset) continue;
    const { id, name, body, silenceMs, spoofable } = record;
    const source = { id, name, body, format: null, zoneMinutes: 0, spoofable, silenceMs };
    closeSegment(new LiveStream(source, record, live.bytes(id)), options);
  }
}

const LF = 10;

/** Lines of a segment; blank ones are lines as well. */
function recordsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}
