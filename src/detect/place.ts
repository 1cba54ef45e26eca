/**
 * Where a record of a binary event log lies in that log: the lines that are made of it begin with its place
 * (pipeline/inputs.ts), so that what is cited leads back to the original bytes.
 * @module
 */

const PLACE = /^\{"EvtxOffset":(\d{1,15})[,}]/;
const EVENT_LOG = /\.evtx(?:\.gz|\.zst)?$/i;
/** Longer than the longest beginning. */
const BEGINNING = 40;

/**
 * @param file as it is cited; a text log that only looks like such lines is cited by its own offsets
 * @returns null where the stream is the original
 * @example placeIn("Security.evtx", line) // 5632
 */
export function placeIn(file: string, record: Uint8Array): number | null {
  if (!EVENT_LOG.test(file)) return null;
  const beginning = Buffer.from(record.buffer, record.byteOffset, Math.min(record.length, BEGINNING));
  const match = PLACE.exec(beginning.toString("latin1"));
  return match === null ? null : Number(match[1]);
}
