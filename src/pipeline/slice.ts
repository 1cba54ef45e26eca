/**
 * Records cut out of the segments of this scan.
 * @module
 */
import { digestHex } from "../evidence/commitment.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import type { EvidenceRef } from "../model/alert.ts";
import type { ClosedSegment } from "./findings.ts";
import { UnpackedSegments } from "./unpacked.ts";

export class SliceReader {
  readonly #segments: UnpackedSegments;
  /** Stream offset of each segment of this scan, by file and digest. */
  readonly #offsets = new Map<string, number>();

  constructor(segments: SegmentFolder) {
    this.#segments = new UnpackedSegments(segments);
  }

  /** Takes note of where a segment begins. */
  learn(segment: ClosedSegment): void {
    this.#offsets.set(`${segment.source.file} ${segment.digest}`, segment.offset);
  }

  /** The bytes of a reference, or null when they are not there or are not what was recorded. */
  read(ref: EvidenceRef): Buffer | null {
    const digest = ref.segment.replace(/^sha256:/, "");
    const start = this.#offsets.get(`${ref.file} ${digest}`);
    if (start === undefined) return null;
    const bytes = this.#segments.slice(digest, ref.offset - start, ref.length);
    return bytes !== null && digestHex(bytes) === ref.sha256 ? bytes : null;
  }
}
