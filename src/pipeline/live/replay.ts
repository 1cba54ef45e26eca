/**
 * What happened since the state of correlations was kept, made again from the bytes: which pieces came in which order is
 * kept with them, so reading them again gives the very hits. That costs nothing while all goes well, and a few seconds
 * after a kill.
 * @module
 */
import type { BaseHit, ChunkTask } from "../../detect/task.ts";
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { LiveStep, LiveStore } from "../../store/live.ts";

/** A step as it is kept: the task without its bytes. */
export function stepOf(task: ChunkTask): LiveStep {
  const { source, chunk, preamble } = task;
  const facts = JSON.stringify({ source, preamble });
  return { source: source.source, offset: chunk.offset, length: chunk.bytes.length, facts };
}

/** The task of a step, or null when its bytes are gone (erased): its hits are gone with them. */
function taskOf(step: LiveStep, live: LiveStore, segments: SegmentFolder): ChunkTask | null {
  const bytes = live.pieceAt(step.source, step.offset) ?? fromSegment(step, live, segments);
  if (bytes === null || bytes.length !== step.length) return null;
  const { source, preamble } = JSON.parse(step.facts) as Pick<ChunkTask, "source" | "preamble">;
  const { offset } = step;
  const chunk = {
    bytes,
    offset,
    framing: "lines",
    continuation: null,
    last: false,
    endsSegment: false,
  } as const;
  return { source, chunk, preamble };
}

function fromSegment(step: LiveStep, live: LiveStore, segments: SegmentFolder): Uint8Array | null {
  const segment = live.segmentAt(step.source, step.offset);
  if (segment === null) return null;
  const start = step.offset - segment.offset;
  return segments.read(segment.digest)?.subarray(start, start + step.length) ?? null;
}

/** Hits of the steps, in the order in which they came. @param detect reads the records of a task and fires the rules */
export function* replay(
  live: LiveStore,
  segments: SegmentFolder,
  detect: (task: ChunkTask) => readonly BaseHit[],
): Iterable<{ readonly body: string; readonly hit: BaseHit }> {
  for (const step of live.steps()) {
    const task = taskOf(step, live, segments);
    if (task === null) continue;
    for (const hit of detect(task)) yield { body: task.source.body, hit };
  }
}
