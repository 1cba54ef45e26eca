/**
 * Records cut out of the segments of this scan.
 * @module
 */
import { digestHex } from "../evidence/commitment.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import type { EvidenceRef } from "../model/alert.ts";
import type { ClosedSegment } from "./seal.ts";

/** Alerts of correlations cite neighbouring records: few segments are looked at over and over. */
const KEPT = 4;

export class SliceReader {
  readonly #segments: SegmentFolder;
  /** Stream offset of each segment of this scan, by file and digest. */
  readonly #offsets = new Map<string, number>();
  readonly #kept = new Map<string, Buffer>();

  constructor(segments: SegmentFolder) {
    this.#segments = segments;
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
    const bytes = this.#open(digest)?.subarray(ref.offset - start, ref.offset - start + ref.length);
    return bytes !== undefined && digestHex(bytes) === ref.sha256 ? bytes : null;
  }

  #open(digest: string): Buffer | null {
    const kept = this.#kept.get(digest);
    if (kept !== undefined) return kept;
    const bytes = this.#segments.read(digest);
    if (bytes === null) return null;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < KEPT) break;
      this.#kept.delete(oldest);
    }
    this.#kept.set(digest, bytes);
    return bytes;
  }
}
