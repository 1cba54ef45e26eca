/**
 * What goes to a thread and what comes back: chunks of bytes out, alerts and counts in.
 * Everything here is plain data.
 * @module
 */
import type { Alert } from "../model/alert.ts";
import type { Chunk, PreambleState } from "../model/chunk.ts";
import type { FieldValue } from "../model/fields.ts";

/** What a thread has to know of the source of a chunk. */
export interface SourceFacts {
  readonly file: string;
  readonly source: string;
  /** What makes it the same source under another name (after a rotation, compressed): part of alert ids. Else the name. */
  readonly identity?: string;
  readonly body: string;
  readonly referenceMs: number;
  readonly zoneMinutes: number;
  /** Read every record by this format and no other; null to recognise. */
  readonly format: string | null;
}

export interface ChunkTask {
  readonly source: SourceFacts;
  readonly chunk: Chunk;
  readonly preamble: PreambleState;
}

/** A hit of a rule that a correlation needs, with the record it stands for. */
export interface BaseHit {
  readonly rule: string;
  readonly timeMs: number;
  /** The fields the correlations over this rule read. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly record: RecordFacts;
}

/** A record that an alert cites. */
export interface RecordFacts {
  /** Set by whoever knows the segments; "" on the way there. */
  readonly segment: string;
  readonly file: string;
  readonly source: string;
  readonly identity: string;
  readonly offset: number;
  /** Where it begins in a binary original. */
  readonly place?: number;
  readonly length: number;
  readonly sha256: string;
  readonly ip: string | null;
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  readonly traits: readonly string[];
  readonly verdict: "allowed" | "denied" | null;
}

/** A place in the bytes of a chunk. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

export interface ChunkResult {
  readonly records: number;
  readonly headers: number;
  readonly oversize: number;
  readonly invalidUtf8: number;
  readonly nul: number;
  /** Hits of correlation base rules on records that state no time. */
  readonly undated: number;
  readonly formats: Readonly<Record<string, number>>;
  readonly unparsed: number;
  /** Where the unparsed records lie; empty unless asked for. */
  readonly unparsedSpans: readonly Span[];
  /** In stream order, by rule within a record; `segment` is still "". */
  readonly alerts: readonly Alert[];
  readonly hits: readonly BaseHit[];
}

/** What a thread is told once. */
export interface KernelOptions {
  readonly trustedProxies: readonly string[];
  /** Alerts of a milder level are not made. */
  readonly minimumLevel: number;
  /** Events outside are passed over, as are undated ones when a bound is given. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly keepUnparsed: boolean;
}
