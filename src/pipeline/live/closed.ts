/**
 * Bytes of live sources that lie in closed segments.
 * @module
 */
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { ClosedLive, LiveStore } from "../../store/live.ts";
import { UnpackedSegments } from "../unpacked.ts";

/** Who sends decides how many sources there are. */
const MAX_SOURCES = 1024;

export class ClosedPieces {
  readonly #live: LiveStore;
  readonly #segments: UnpackedSegments;
  /** The segment of each source that was asked for last: an alert cites a thousand records one after the other. */
  readonly #last = new Map<string, ClosedLive>();

  /** @param segments null keeps no closed segment @param kept how many unpacked segments stay in memory */
  constructor(live: LiveStore, segments: SegmentFolder | null, kept?: number) {
    this.#live = live;
    this.#segments = new UnpackedSegments(segments, kept);
  }

  /** The bytes, or null when their segment is not there: never closed, or erased. @param offset in the source's stream */
  read(source: string, offset: number, length: number): Buffer | null {
    const segment = this.segmentAt(source, offset);
    return segment === null ? null : this.#segments.slice(segment.digest, offset - segment.offset, length);
  }

  /** To be called before each transaction: another process may have erased what was there. */
  renew(): void {
    this.#last.clear();
  }

  /** The closed segment of a source that holds an offset. */
  segmentAt(source: string, offset: number): ClosedLive | null {
    const last = this.#last.get(source);
    if (last !== undefined && offset >= last.offset && offset < last.offset + last.length) return last;
    const found = this.#live.segmentAt(source, offset);
    if (this.#last.size >= MAX_SOURCES) this.#last.clear();
    if (found !== null) this.#last.set(source, found);
    return found;
  }
}
