/**
 * A place in a followed file that is found again after the file was renamed, copied, truncated or compressed: besides
 * inode and offset, what stands at the beginning and just before the offset.
 * @module
 */
import { sha256 } from "../base/digest.ts";
import type { Cursor } from "./live.ts";

/** The fingerprint of a beginning covers at most this many bytes. */
export const HEAD_BYTES = 1024;
/** So many bytes before the offset must be the same when reading goes on. */
export const TAIL_BYTES = 64;

export interface Mark {
  readonly dev: string;
  readonly ino: string;
  /** Decoded bytes of the file that are read and committed. */
  readonly offset: number;
  /** The bytes behind the offset, up to a line feed, belong to a line that was too long. */
  readonly skipping: boolean;
  /** Digest of the first bytes, as many as {@link headLengthOf} says. */
  readonly head: string;
  /** Digest of the {@link TAIL_BYTES} before the offset. */
  readonly tail: string;
  /** Last modification in nanoseconds as it was then; only ever grows. */
  readonly modified: string;
}

/** Only bytes that were committed are in the fingerprint: what was not yet read may still change. */
export function headLengthOf(offset: number): number {
  return Math.min(offset, HEAD_BYTES);
}

/** Half a SHA-256 is enough to tell files apart. */
export function fingerprint(bytes: Uint8Array): string {
  return sha256(bytes).slice(0, 32);
}

/**
 * A cursor: the place in the file at hand, and the place in the file before it while its last lines may still come.
 * @param old null when the file before is done with
 */
export function toCursor(mark: Mark, old: Mark | null): Cursor {
  if (old === null) return { ...mark };
  const entries = Object.entries(old).map(([key, value]) => [`old_${key}`, value] as const);
  return { ...mark, ...Object.fromEntries(entries) };
}

/** Reads a cursor back; null where it is none of ours. */
export function fromCursor(cursor: Cursor | null): { readonly mark: Mark; readonly old: Mark | null } | null {
  const mark = cursor === null ? null : markOf(cursor, "");
  return cursor === null || mark === null ? null : { mark, old: markOf(cursor, "old_") };
}

function markOf(cursor: Cursor, prefix: string): Mark | null {
  const text = (key: string): string | null => {
    const value = cursor[prefix + key];
    return typeof value === "string" ? value : null;
  };
  const offset = cursor[`${prefix}offset`];
  const [dev, ino, head, tail, modified] = [
    text("dev"),
    text("ino"),
    text("head"),
    text("tail"),
    text("modified"),
  ];
  if (typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0) return null;
  if (dev === null || ino === null || head === null || tail === null) return null;
  if (modified === null || !/^-?\d{1,20}$/.test(modified)) return null;
  return { dev, ino, offset, skipping: cursor[`${prefix}skipping`] === true, head, tail, modified };
}
