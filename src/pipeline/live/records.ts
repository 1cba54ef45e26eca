/**
 * The records that alerts of a watch cite: where they are now, and their bytes.
 * @module
 */

import type { RecordFacts } from "../../detect/task.ts";
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { Alert, EvidenceRef } from "../../model/alert.ts";
import { type LiveStore, OPEN_SEGMENT } from "../../store/live.ts";
import type { CitedRecord } from "../../store/seal.ts";
import { ClosedPieces } from "./closed.ts";
import type { LiveStream } from "./stream.ts";

export class LiveRecords {
  readonly #streams: ReadonlyMap<string, LiveStream>;
  readonly #live: LiveStore;
  readonly #closed: ClosedPieces;

  /** @param segments null keeps no closed segment: what they held cannot be cited any more */
  constructor(streams: ReadonlyMap<string, LiveStream>, live: LiveStore, segments: SegmentFolder | null) {
    this.#streams = streams;
    this.#live = live;
    this.#closed = new ClosedPieces(live, segments);
  }

  /** To be called before each transaction. */
  renew(): void {
    this.#closed.renew();
  }

  /** The alert with the segments of its records, as far as these are closed. */
  place(alert: Alert, sources: readonly string[]): Alert {
    const evidence = alert.evidence.map((ref, i): EvidenceRef => {
      const segment = this.#segmentOf(sources[i] ?? alert.source, ref.offset);
      return { ...ref, segment: segment === null ? OPEN_SEGMENT : `sha256:${segment}` };
    });
    return { ...alert, evidence };
  }

  /** The bytes of records, each once; one whose segment was erased is left out. */
  bytesOf(records: Iterable<Pick<RecordFacts, "source" | "offset" | "length" | "sha256">>): CitedRecord[] {
    const found = new Map<string, Uint8Array>();
    for (const { source, offset, length, sha256 } of records) {
      if (found.has(sha256)) continue;
      const bytes = this.#read(source, offset, length);
      if (bytes !== null) found.set(sha256, bytes);
    }
    return [...found].map(([sha256, bytes]) => ({ sha256, bytes }));
  }

  /** Whether anybody could have sent the records of a source; one that is not known any more is taken for such. */
  isSpoofable(source: string): boolean {
    return this.#streams.get(source)?.source.spoofable ?? this.#live.source(source)?.spoofable ?? true;
  }

  #read(source: string, offset: number, length: number): Buffer | null {
    return this.#streams.get(source)?.slice(offset, length) ?? this.#closed.read(source, offset, length);
  }

  #segmentOf(source: string, offset: number): string | null {
    const stream = this.#streams.get(source);
    if (stream !== undefined && offset >= stream.record.segmentOffset) return null;
    return this.#closed.segmentAt(source, offset)?.digest ?? null;
  }
}
