/**
 * A segment while its chunks come in: bytes, alerts and counts, until it is closed.
 * @module
 */
import type { SourceFacts } from "../detect/task.ts";
import type { Alert } from "../model/alert.ts";
import type { ClosedSegment } from "./findings.ts";
import type { ChunkDelivery } from "./read.ts";

/** Collects the chunks of one source, segment after segment. */
export class OpenSegment {
  #chunks: ChunkDelivery[] = [];
  #digests: string[] = [];
  #bytes = 0;

  /** A new source begins. */
  begin(): void {
    this.#chunks = [];
    this.#digests = [];
    this.#bytes = 0;
  }

  add(chunk: ChunkDelivery): void {
    this.#chunks.push(chunk);
  }

  /** The segment that the chunks make, or null when there are none. */
  take(source: SourceFacts): (ClosedSegment & { readonly alerts: readonly Alert[] }) | null {
    const [first] = this.#chunks;
    if (first === undefined) return null;
    const chunks = this.#chunks;
    this.#chunks = [];
    const { digest, offset, bytes } = first.segment;
    this.#digests.push(digest);
    this.#bytes += chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    return {
      digest: digest.replace(/^sha256:/, ""),
      offset,
      bytes: bytes ?? new Uint8Array(0),
      records: chunks.reduce((sum, { result }) => sum + result.records, 0),
      alerts: chunks.flatMap(({ result, segment }) =>
        result.alerts.map((alert) => withSegment(alert, segment.digest)),
      ),
      source: { ...names(source), bytes: this.#bytes, segments: [...this.#digests] },
    };
  }
}

function names({ source, file, body }: SourceFacts): Pick<SourceFacts, "source" | "file" | "body"> {
  return { source, file, body };
}

function withSegment(alert: Alert, segment: string): Alert {
  return { ...alert, evidence: alert.evidence.map((evidence) => ({ ...evidence, segment })) };
}
