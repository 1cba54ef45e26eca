/**
 * What happened since the state of correlations was kept, made again from the bytes: which pieces came in which order is
 * kept with them, so reading them again gives the very hits. That costs nothing while all goes well, and a few seconds
 * after a kill.
 * @module
 */
import type { BaseHit, ChunkTask } from "../../detect/task.ts";
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { LiveStep, LiveStore } from "../../store/live.ts";
import { ClosedPieces } from "./closed.ts";

/** A record may be so much ahead of the clock; a wrong date must not drag the windows of others with it. */
const AHEAD_MS = 10 * 60_000;

/** Whether an event time cannot be right, at the moment when it was read. */
export function isAhead(timeMs: number, nowMs: number): boolean {
  return timeMs > nowMs + AHEAD_MS;
}

/**
 * Where a hit is correlated: with those of its body, and apart from what anybody could have sent under another's address.
 * Else one such line would make an alert on good records useless, or a bad one believed.
 */
export function laneOf(body: string, spoofable: boolean): string {
  return JSON.stringify([body, spoofable]);
}

/** The body of a lane. */
export function bodyOf(lane: string): string {
  return (JSON.parse(lane) as [string, boolean])[0];
}

/** A hit with where it is correlated. */
export interface LaneHit {
  readonly lane: string;
  readonly hit: BaseHit;
}

/** A step as it is kept: the task without its bytes. */
export function stepOf(task: ChunkTask, lane: string): LiveStep {
  const { source, chunk, preamble } = task;
  const facts = JSON.stringify({ lane, source, preamble });
  return { source: source.source, offset: chunk.offset, length: chunk.bytes.length, facts };
}

/** The hits of a task that have a time which can be right, in the order in which they came. */
export function plausible(hits: readonly BaseHit[], task: ChunkTask): readonly BaseHit[] {
  return hits.filter(({ timeMs }) => !isAhead(timeMs, task.source.referenceMs));
}

/** Steps of a source follow one another, and sources take turns: each should find its segment still unpacked. */
const UNPACKED = 8;

interface Step {
  readonly lane: string;
  readonly task: ChunkTask;
}

/** The task of a step, or null when its bytes are gone (erased): its hits are gone with them. */
function taskOf(step: LiveStep, live: LiveStore, closed: ClosedPieces): Step | null {
  const bytes = live.pieceAt(step.source, step.offset) ?? closed.read(step.source, step.offset, step.length);
  if (bytes === null || bytes.length !== step.length) return null;
  const { lane, source, preamble } = JSON.parse(step.facts) as Pick<ChunkTask, "source" | "preamble"> &
    Pick<Step, "lane">;
  const { offset } = step;
  const chunk = {
    bytes,
    offset,
    framing: "lines",
    continuation: null,
    last: false,
    endsSegment: false,
  } as const;
  return { lane, task: { source, chunk, preamble } };
}

/** Hits of the steps, in the order in which they came. @param detect reads the records of a task and fires the rules */
export function* replay(
  live: LiveStore,
  segments: SegmentFolder,
  detect: (task: ChunkTask) => readonly BaseHit[],
): Iterable<LaneHit> {
  const closed = new ClosedPieces(live, segments, UNPACKED);
  for (const kept of live.steps()) {
    const step = taskOf(kept, live, closed);
    if (step === null) continue;
    for (const hit of plausible(detect(step.task), step.task)) yield { lane: step.lane, hit };
  }
}
