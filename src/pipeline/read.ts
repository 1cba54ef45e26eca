/**
 * From inputs to detections, in order: reads ahead while threads detect, and knows the segments.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { digestOf } from "../base/digest.ts";
import type { Problem } from "../base/errors.ts";
import type { Detector } from "../detect/detector.ts";
import type { ChunkResult, SourceFacts } from "../detect/task.ts";
import { Preamble } from "../formats/preamble.ts";
import { Framer } from "../intake/framer.ts";
import type { Found, Input } from "../intake/input.ts";
import { readProblem } from "../intake/problems.ts";
import type { Chunk } from "../model/chunk.ts";
import { SegmentBuffers, type SegmentBytes } from "./buffers.ts";
import { firstLine, observeHeaders } from "./headers.ts";

/** What comes out, in the order of the inputs and of their bytes. */
export type Delivery =
  | {
      readonly kind: "chunk";
      readonly source: SourceFacts;
      readonly bytes: number;
      /** Stream offset of the chunk. */
      readonly offset: number;
      readonly result: ChunkResult;
      /** The segment that the chunk belongs to, whole. */
      readonly segment: WholeSegment;
      /** The segment ends with this chunk. */
      readonly endsSegment: boolean;
    }
  | {
      readonly kind: "end";
      readonly source: SourceFacts;
      readonly segments: readonly string[];
      readonly problem: Problem | null;
    }
  | { readonly kind: "unread"; readonly problem: Problem };

/** A segment that is closed. */
interface WholeSegment {
  /** "sha256:..." */
  readonly digest: string;
  /** Stream offset of its first byte. */
  readonly offset: number;
  /** Its bytes, kept only when asked for, and only until the delivery after its last chunk is asked for. */
  readonly bytes: Uint8Array | null;
}

export interface ReadOptions {
  readonly factsOf: (input: Input) => SourceFacts;
  readonly keepRaw: boolean;
  /** Told how many bytes (as stored) were read from an input. */
  readonly onRead: (bytes: number) => void;
}

export type ChunkDelivery = Extract<Delivery, { kind: "chunk" }>;

/** A segment while its bytes go by. */
interface Segment {
  readonly offset: number;
  readonly hash: Hash;
  readonly kept: SegmentBytes | null;
  /** Empty until the segment is closed. */
  digest: string;
}

type Step =
  | {
      readonly kind: "chunk";
      readonly source: SourceFacts;
      readonly bytes: number;
      readonly offset: number;
      readonly segment: Segment;
      readonly endsSegment: boolean;
      readonly result: Promise<ChunkResult>;
    }
  | Exclude<Delivery, { kind: "chunk" }>;

/**
 * Detects over all inputs. Memory is bounded: no more chunks are under way than a segment and the threads hold.
 * @example for await (const delivery of detectInputs(findInputs(["/var/log"]), detector, options)) use(delivery)
 */
export async function* detectInputs(
  inputs: AsyncIterable<Found>,
  detector: Detector,
  options: ReadOptions,
): AsyncIterable<Delivery> {
  const buffers = options.keepRaw ? new SegmentBuffers() : null;
  const underWay: Step[] = [];
  for await (const step of steps(inputs, detector, options, buffers)) {
    underWay.push(step);
    while (underWay.length > detector.ahead && isWhole(underWay[0]))
      yield* deliver(underWay.shift(), buffers);
  }
  while (underWay.length > 0) yield* deliver(underWay.shift(), buffers);
}

/** A chunk is delivered once its segment is closed, eight chunks later at most. */
function isWhole(step: Step | undefined): boolean {
  return step !== undefined && (step.kind !== "chunk" || step.segment.digest !== "");
}

async function* deliver(step: Step | undefined, buffers: SegmentBuffers | null): AsyncIterable<Delivery> {
  if (step === undefined) throw new Error("nothing under way");
  if (step.kind !== "chunk") return yield step;
  const { offset, digest, kept } = step.segment;
  const segment = { digest: `sha256:${digest}`, offset, bytes: kept?.view() ?? null };
  yield { ...step, result: await step.result, segment };
  if (step.endsSegment && kept !== null) buffers?.takeBack(kept);
}

async function* steps(
  inputs: AsyncIterable<Found>,
  detector: Detector,
  options: ReadOptions,
  buffers: SegmentBuffers | null,
): AsyncIterable<Step> {
  for await (const found of inputs) {
    if ("problem" in found) yield { kind: "unread", problem: found.problem };
    else yield* sourceSteps(found.input, detector, options, buffers);
  }
}

async function* sourceSteps(
  input: Input,
  detector: Detector,
  options: ReadOptions,
  buffers: SegmentBuffers | null,
): AsyncIterable<Step> {
  let source = options.factsOf(input);
  const segments: Segment[] = [];
  let segment: Segment | null = null;
  const preamble = new Preamble();
  let failure: Problem | null = null;
  for await (const item of chunksOf(input, options.onRead)) {
    if ("problem" in item) {
      failure = item.problem;
      continue;
    }
    const { chunk } = item;
    if (chunk.bytes.length > 0) {
      segment ??= open(segments, chunk.offset, buffers);
      if (chunk.offset === 0) {
        preamble.first = firstLine(chunk);
        source = { ...source, identity: digestOf("source", source.body, preamble.first) };
      }
      segment.hash.update(chunk.bytes);
      segment.kept?.append(chunk.bytes);
      await detector.ready();
      const result = detector.run({ source, chunk, preamble: preamble.toJSON() });
      result.catch(() => {}); // looked at when it is delivered; until then it is no unhandled rejection
      const { offset, endsSegment } = chunk;
      yield { kind: "chunk", source, bytes: chunk.bytes.length, offset, segment, endsSegment, result };
      observeHeaders(preamble, chunk);
    }
    if (chunk.endsSegment) segment = close(segment);
  }
  yield { kind: "end", source, segments: segments.map((s) => `sha256:${s.digest}`), problem: failure };
}

function open(segments: Segment[], offset: number, buffers: SegmentBuffers | null): Segment {
  const kept = buffers?.lend() ?? null;
  const segment: Segment = { offset, hash: createHash("sha256"), kept, digest: "" };
  segments.push(segment);
  return segment;
}

function close(segment: Segment | null): null {
  if (segment !== null) segment.digest = segment.hash.digest("hex");
  return null;
}

/** The chunks of an input; when reading fails, the problem, and then what was read until then. */
async function* chunksOf(
  input: Input,
  onRead: (bytes: number) => void,
): AsyncIterable<{ readonly chunk: Chunk } | { readonly problem: Problem }> {
  const framer = new Framer();
  try {
    for await (const piece of input.open(onRead)) for (const chunk of framer.push(piece)) yield { chunk };
  } catch (error) {
    yield { problem: readProblem(input.file, error) };
  }
  for (const chunk of framer.end()) yield { chunk };
}
