/**
 * One source while it is watched: how far it is committed, and the bytes of its open segment.
 * @module
 */
import { digestOf } from "../../base/digest.ts";
import type { ChunkResult, ChunkTask, SourceFacts } from "../../detect/task.ts";
import { Preamble } from "../../formats/preamble.ts";
import type { Cursor, LiveSource, Piece } from "../../intake/live.ts";
import type { Chunk } from "../../model/chunk.ts";
import type { LiveBytes, LiveSourceRecord } from "../../store/live.ts";
import { SegmentBytes } from "../buffers.ts";
import { firstLine, observeHeaders } from "../headers.ts";
import { isAhead } from "./replay.ts";

/** Open segments begin small: most sources are quiet. */
const FIRST_BYTES = 4 * 1024;

export class LiveStream {
  readonly source: LiveSource;
  #record: LiveSourceRecord;
  readonly #preamble: Preamble;
  readonly #bytes = new SegmentBytes(Buffer.allocUnsafeSlow(FIRST_BYTES));
  /** When the open segment got its first byte, by this machine's clock. */
  segmentBeganMs: number | null = null;
  #behind = false;

  /** Goes on where the store left off, or begins. */
  constructor(source: LiveSource, kept: LiveSourceRecord | null, bytes: Iterable<LiveBytes>) {
    this.source = source;
    this.#record = {
      ...(kept ?? newRecord(source)),
      silenceMs: source.silenceMs,
      spoofable: source.spoofable,
    };
    this.#preamble = new Preamble(this.#record.preamble.first, this.#record.preamble.directives);
    for (const part of bytes) this.#bytes.append(part.bytes);
    if (this.#bytes.length > 0) this.segmentBeganMs = this.#record.lastMs;
  }

  get record(): LiveSourceRecord {
    return this.#record;
  }

  /** Whether it was known to have more when it spoke last. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Bytes in the open segment. */
  get openBytes(): number {
    return this.#bytes.length;
  }

  /** What detection is given for a piece. */
  task(piece: Piece, nowMs: number): ChunkTask {
    const chunk = chunkOf(piece, this.#record.offset);
    if (this.#record.offset === 0) {
      this.#preamble.first = firstLine(chunk);
      // the identity that a scan gives to the same file: its alerts have the same ids
      const identity = digestOf("source", this.source.body, this.#preamble.first);
      this.#record = { ...this.#record, identity };
    }
    const { identity } = this.#record;
    return { source: factsOf(this.source, identity, nowMs), chunk, preamble: this.#preamble.toJSON() };
  }

  /** The piece is part of the stream now; the record is what the transaction keeps. */
  accept(piece: Piece, result: ChunkResult, nowMs: number): void {
    const { offset, lost, records } = this.#record;
    observeHeaders(this.#preamble, chunkOf(piece, offset));
    this.#bytes.append(piece.bytes);
    this.segmentBeganMs ??= nowMs;
    this.#behind = piece.behind;
    this.#record = {
      ...this.#record,
      cursor: piece.cursor === null ? null : JSON.stringify(piece.cursor),
      offset: offset + piece.bytes.length,
      preamble: this.#preamble.toJSON(),
      lost: lost + piece.lost,
      records: records + result.records,
      lastMs: nowMs,
      eventMs: latest(this.#record.eventMs, result, nowMs),
    };
  }

  /** A record of the open segment, or null when it lies in a closed one. */
  slice(offset: number, length: number): Buffer | null {
    const start = offset - this.#record.segmentOffset;
    return start < 0 ? null : this.#bytes.view(start, start + length);
  }

  /** The bytes of the open segment. */
  openSegment(): Buffer {
    return this.#bytes.view();
  }

  /** The record after the open segment was closed; call {@link closed} once that is committed. */
  get recordAfterClosing(): LiveSourceRecord {
    return { ...this.#record, segmentOffset: this.#record.offset, segments: this.#record.segments + 1 };
  }

  closed(): void {
    this.#record = this.recordAfterClosing;
    this.#bytes.release();
    this.segmentBeganMs = null;
  }
}

/** The cursor that was kept, for the intake. */
export function cursorOf(record: LiveSourceRecord | null): Cursor | null {
  return record?.cursor === null || record === null ? null : (JSON.parse(record.cursor) as Cursor);
}

function newRecord(source: LiveSource): LiveSourceRecord {
  return {
    id: source.id,
    body: source.body,
    name: source.name,
    identity: "",
    cursor: null,
    offset: 0,
    segmentOffset: 0,
    segments: 0,
    preamble: { first: "", directives: [] },
    lost: 0,
    records: 0,
    lastMs: 0,
    eventMs: null,
    silenceMs: null,
    spoofable: source.spoofable,
  };
}

function chunkOf(piece: Piece, offset: number): Chunk {
  const { bytes } = piece;
  return { bytes, offset, framing: "lines", continuation: null, last: false, endsSegment: false };
}

function factsOf(source: LiveSource, identity: string, nowMs: number): SourceFacts {
  const { id, name, body, zoneMinutes, format } = source;
  return { file: name, source: id, identity, body, referenceMs: nowMs, zoneMinutes, format };
}

function latest(known: number | null, { hits }: ChunkResult, nowMs: number): number | null {
  let newest = known;
  for (const { timeMs } of hits)
    if (!isAhead(timeMs, nowMs) && (newest === null || timeMs > newest)) newest = timeMs;
  return newest;
}
