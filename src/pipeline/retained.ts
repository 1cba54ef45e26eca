/**
 * The raw evidence that is still there: sources as they were received, segment after segment, to be read again.
 * @module
 */
import { RecordDecoder } from "../detect/record.ts";
import type { SourceFacts } from "../detect/task.ts";
import { parseFinding } from "../evidence/finding.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import { createRegistry } from "../formats/index.ts";
import { Preamble } from "../formats/preamble.ts";
import type { Found } from "../intake/input.ts";
import { forEachRecord } from "../intake/records.ts";
import type { Store } from "../store/store.ts";

interface SealedSegment {
  readonly digest: string;
  /** Stream offset of its first byte. */
  readonly offset: number;
  readonly bytes: number;
  readonly sealedMs: number;
}

/** One source with its segments, in order of their offsets; none overlaps another. */
export interface RetainedSource {
  readonly source: string;
  readonly body: string;
  readonly segments: readonly SealedSegment[];
}

/** Every source that was sealed, whether its segments are still there or not. */
export function retainedSources(store: Store): readonly RetainedSource[] {
  const sources = new Map<string, { source: string; body: string; segments: SealedSegment[] }>();
  for (const { about, kind, timeMs, bytes } of store.allFindings()) {
    if (kind !== "segment") continue;
    const result = parseFinding(bytes)?.result;
    if (result === undefined) continue;
    const { source, body, offset, bytes: length } = result;
    if (typeof source !== "string" || typeof body !== "string") continue;
    const key = JSON.stringify([source, body]);
    const known = sources.get(key) ?? { source, body, segments: [] };
    sources.set(key, known);
    known.segments.push({ digest: about, offset: Number(offset), bytes: Number(length), sealedMs: timeMs });
  }
  return [...sources.values()].map((one) => ({ ...one, segments: withoutOverlaps(one.segments) }));
}

/** A file that had grown was read again from its beginning: of segments that overlap, the longer one counts. */
function withoutOverlaps(segments: readonly SealedSegment[]): readonly SealedSegment[] {
  const kept: SealedSegment[] = [];
  let end = 0;
  for (const one of segments.toSorted((a, b) => a.offset - b.offset || b.bytes - a.bytes)) {
    if (one.offset < end) continue;
    kept.push(one);
    end = one.offset + one.bytes;
  }
  return kept;
}

/** The retained bytes as inputs of a scan. A segment that is gone leaves a gap, which `onGap` is told. */
export async function* retainedInputs(
  sources: readonly RetainedSource[],
  folder: SegmentFolder,
  onGap: (source: string, digest: string) => void,
): AsyncIterable<Found> {
  for (const { source, segments } of sources) {
    const last = segments.at(-1);
    if (last === undefined) continue;
    async function* open(onRead: (bytes: number) => void): AsyncIterable<Buffer> {
      for (const { digest } of segments) {
        const bytes = folder.read(digest);
        if (bytes === null) onGap(source, digest);
        else {
          onRead(bytes.length);
          yield bytes;
        }
      }
    }
    const sizeBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    yield { input: { file: source, source, referenceMs: last.sealedMs, sizeBytes, open } };
  }
}

/** How much of each end of a segment is read to learn its times. */
const ENDS_BYTES = 64 * 1024;

/** When the records of a segment happened, by those at its ends; null when none has a time, or it is gone. */
export function segmentSpan(
  segment: SealedSegment,
  facts: SourceFacts,
  folder: SegmentFolder,
): { readonly fromMs: number; readonly toMs: number } | null {
  const bytes = folder.read(segment.digest);
  if (bytes === null) return null;
  const from = bytes.length - ENDS_BYTES;
  const tail = from <= ENDS_BYTES ? [] : timesIn(bytes.subarray(bytes.indexOf(10, from) + 1), facts);
  const times = [...timesIn(from <= ENDS_BYTES ? bytes : bytes.subarray(0, ENDS_BYTES), facts), ...tail];
  if (times.length === 0) return null;
  return {
    fromMs: times.reduce((a, b) => Math.min(a, b)),
    toMs: times.reduce((a, b) => Math.max(a, b)),
  };
}

function timesIn(bytes: Buffer, { format, referenceMs, zoneMinutes }: SourceFacts): readonly number[] {
  const registry = createRegistry(format);
  const decoder = new RecordDecoder(bytes);
  const context = { referenceMs, zoneMinutes, trustedProxies: [], preamble: new Preamble() };
  const chunk = {
    bytes,
    offset: 0,
    framing: "lines" as const,
    continuation: null,
    last: true,
    endsSegment: false,
  };
  const times: number[] = [];
  forEachRecord(chunk, (start, end) => {
    const reading = registry.read(decoder.text(start, end), context);
    if (reading.kind === "event" && reading.event.time !== null) times.push(reading.event.time);
  });
  return times;
}
