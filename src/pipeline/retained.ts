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
  for (const { about, timeMs, bytes } of store.allFindings("segment")) {
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

/** Times are read in pieces of this size. */
const PIECE_BYTES = 64 * 1024;
const DAY = 86_400_000;

/** A stretch of time in which records happened, without a whole day that has none. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When the records of a segment happened. Its ends are read, and between them as much as it takes to see every whole day
 * without a record: a source that was off for a week within one segment was not watched in that week.
 * @returns none when no record has a time, or the segment is gone
 */
export function segmentStretches(
  segment: SealedSegment,
  facts: SourceFacts,
  folder: SegmentFolder,
): readonly Stretch[] {
  const bytes = folder.read(segment.digest);
  if (bytes === null) return [];
  const timesAt = pieceReader(bytes, segment.offset === 0, facts);
  const last = Math.max(0, Math.ceil(bytes.length / PIECE_BYTES) - 1);
  const times = [...timesAt(0), ...(last > 0 ? timesAt(last) : [])];
  const fill = (low: number, high: number, before: number, after: number): void => {
    if (high - low < 2 || after - before < DAY) return;
    const middle = Math.floor((low + high) / 2);
    const found = timesAt(middle);
    for (const time of found) times.push(time);
    fill(low, middle, before, found.length > 0 ? least(found) : after);
    fill(middle, high, found.length > 0 ? most(found) : before, after);
  };
  if (times.length > 0) fill(0, last, most(timesAt(0)), least(timesAt(last)));
  return stretchesOf(times);
}

/** Records of the same or of neighbouring days belong to one stretch. */
function stretchesOf(times: readonly number[]): readonly Stretch[] {
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (const time of times.toSorted((a, b) => a - b)) {
    const current = stretches.at(-1);
    if (current !== undefined && Math.floor(time / DAY) - Math.floor(current.toMs / DAY) <= 1)
      current.toMs = time;
    else stretches.push({ fromMs: time, toMs: time });
  }
  return stretches;
}

function least(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b), -Infinity);
}

/**
 * Reads the times of the records that begin in a piece; a format that was recognised once is tried first.
 * @param isFirst the segment is the first of its source: its first line may say how the others are to be read
 */
function pieceReader(
  bytes: Buffer,
  isFirst: boolean,
  { format, referenceMs, zoneMinutes }: SourceFacts,
): (piece: number) => readonly number[] {
  const registry = createRegistry(format);
  const preamble = new Preamble();
  const context = { referenceMs, zoneMinutes, trustedProxies: [], preamble };
  return (piece) => {
    const text = bytes.subarray(lineFrom(bytes, piece), lineFrom(bytes, piece + 1));
    const decoder = new RecordDecoder(text);
    const times: number[] = [];
    forEachRecord({ ...WHOLE, bytes: text }, (start, end) => {
      const line = decoder.text(start, end);
      if (line.startsWith("#")) preamble.observe(line);
      if (isFirst && preamble.first === "") preamble.first = line;
      const reading = registry.read(line, context);
      if (reading.kind === "event" && reading.event.time !== null) times.push(reading.event.time);
    });
    return times;
  };
}

const WHOLE = {
  offset: 0,
  framing: "lines" as const,
  continuation: null,
  last: true,
  endsSegment: false,
};

/** Where the first line of a piece begins. */
function lineFrom(bytes: Buffer, piece: number): number {
  const at = piece * PIECE_BYTES;
  if (at === 0 || at >= bytes.length) return Math.min(at, bytes.length);
  const end = bytes.indexOf(10, at - 1);
  return end < 0 ? bytes.length : end + 1;
}
