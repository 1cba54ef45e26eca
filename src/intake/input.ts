/**
 * What can be read, whatever it lies in.
 * @module
 */
import type { Problem } from "../base/errors.ts";
import type { Pieces } from "./decode.ts";

/** One stream of decoded bytes with a name. */
export interface Input {
  /** As it is shown and cited: the path given, or "archive.zip!member". */
  readonly file: string;
  /** Identity of the source: the absolute path, so that the same file is the same source from any folder. */
  readonly source: string;
  /** The clock for times without a year, milliseconds. */
  readonly referenceMs: number;
  /** Size on disk in bytes (compressed where it is), or null for a stream; only for progress. */
  readonly sizeBytes: number | null;
  /**
   * The decoded bytes; a failure while reading is thrown after everything that could be read was given.
   * @param onRead told how many bytes, as stored, were read
   */
  open(onRead: (bytes: number) => void): Pieces;
}

/** Either something to read or the reason why not. */
export type Found = { readonly input: Input } | { readonly problem: Problem };
