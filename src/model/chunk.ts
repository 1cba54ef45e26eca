/**
 * A chunk: a run of whole records of one source, the unit that travels.
 * @module
 */

/** How records lie in the bytes of a source. */
export type Framing =
  /** one record per line */
  | "lines"
  /** JSON values one after the other, over several lines or in one array */
  | "values"
  /** JSON values in the array of one object, such as `{"Records":[...]}` */
  | "container";

/** How to find the end of a record that was too long to be held whole. */
export interface Continuation {
  /** Open braces and brackets; 0 where the record is a line and ends with it. */
  readonly depth: number;
  readonly inString: boolean;
}

/** Header lines in force, as they travel with a chunk (see formats/preamble.ts). */
export interface PreambleState {
  readonly first: string;
  readonly directives: readonly (readonly [string, string])[];
}

export interface Chunk {
  readonly bytes: Uint8Array;
  /** Stream offset of the first byte: counted after gunzip, inside a zip member. */
  readonly offset: number;
  readonly framing: Framing;
  /** The bytes begin inside a record that was too long: its rest belongs to no record. */
  readonly continuation: Continuation | null;
  /** The source has no byte after this chunk. */
  readonly last: boolean;
  /** A segment ends with this chunk. */
  readonly endsSegment: boolean;
}

/** A record longer than this is cut; the rest of it is passed over and counted. */
export const MAX_RECORD_BYTES: number = 1024 * 1024;

/** A chunk ends at the first record end after this many bytes. */
export const CHUNK_BYTES: number = 1024 * 1024;

/** A segment ends at the first record end after this many bytes: eight chunks. */
export const SEGMENT_CHUNKS = 8;
