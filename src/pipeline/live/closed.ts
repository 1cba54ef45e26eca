/**
 * Bytes of live sources that lie in closed segments.
 * @module
 */
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { LiveStore } from "../../store/live.ts";
import { UnpackedSegments } from "../unpacked.ts";

export class ClosedPieces {
  readonly #live: LiveStore;
  readonly #segments: UnpackedSegments;

  /** @param segments null keeps no closed segment @param kept how many unpacked segments stay in memory */
  constructor(live: LiveStore, segments: SegmentFolder | null, kept?: number) {
    this.#live = live;
    this.#segments = new UnpackedSegments(segments, kept);
  }

  /** The bytes, or null when their segment is not there: never closed, or erased. @param offset in the source's stream */
  read(source: string, offset: number, length: number): Buffer | null {
    const segment = this.#live.segmentAt(source, offset);
    return segment === null ? null : this.#segments.slice(segment.digest, offset - segment.offset, length);
  }
}
