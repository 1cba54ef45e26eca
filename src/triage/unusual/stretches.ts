/**
 * Stretches: alerts of one thread without a gap longer than the counting window. The same rule as for Vigie's own
 * attacks (see attack.ts), over columns.
 * @module
 */
import type { Sightings } from "./sightings.ts";

/** What one type did in one stretch. */
export interface Share {
  readonly type: number;
  count: number;
  readonly firstMs: number;
  lastMs: number;
  /** A few moments, never more than one in five minutes: enough to see when and how widely. */
  readonly moments: number[];
  /** The first alerts, to look at. */
  readonly examples: number[];
  /** The longest run without a gap, and all runs together. */
  longestRunMs: number;
  runsMs: number;
  runFromMs: number;
}

export interface Stretch {
  readonly thread: number;
  /** Numbers of its alerts, by time. */
  readonly members: Uint32Array;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly shares: readonly Share[];
}

const MOMENT_MS = 5 * 60_000;
const EXAMPLES = 3;

/**
 * Cuts the alerts of every thread.
 * @param gapMs a silence longer than this ends a stretch
 */
export function cutStretches(sightings: Sightings, gapMs: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [thread, list] of sightings.byThread().entries()) {
    let from = 0;
    for (let i = 1; i <= list.length; i++) {
      const ends =
        i === list.length || sightings.timeMs(list[i] ?? 0) - sightings.timeMs(list[i - 1] ?? 0) > gapMs;
      if (!ends) continue;
      stretches.push(stretchOf(sightings, thread, list.subarray(from, i), gapMs));
      from = i;
    }
  }
  return stretches;
}

function stretchOf(sightings: Sightings, thread: number, members: Uint32Array, gapMs: number): Stretch {
  const shares = new Map<number, Share>();
  for (const number of members) {
    const type = sightings.type(number);
    const timeMs = sightings.timeMs(number);
    const known = shares.get(type);
    if (known === undefined) shares.set(type, begun(type, timeMs, number));
    else extend(known, timeMs, number, gapMs);
  }
  for (const share of shares.values()) endRun(share);
  const firstMs = sightings.timeMs(members[0] ?? 0);
  const lastMs = sightings.timeMs(members.at(-1) ?? 0);
  return { thread, members, firstMs, lastMs, shares: [...shares.values()] };
}

function begun(type: number, timeMs: number, number: number): Share {
  return {
    type,
    count: 1,
    firstMs: timeMs,
    lastMs: timeMs,
    moments: [timeMs],
    examples: [number],
    longestRunMs: 0,
    runsMs: 0,
    runFromMs: timeMs,
  };
}

function extend(share: Share, timeMs: number, number: number, gapMs: number): void {
  share.count++;
  if (timeMs - share.lastMs > gapMs) {
    endRun(share);
    share.runFromMs = timeMs;
  }
  share.lastMs = timeMs;
  if (timeMs - (share.moments.at(-1) ?? 0) > MOMENT_MS) share.moments.push(timeMs);
  if (share.examples.length < EXAMPLES) share.examples.push(number);
}

function endRun(share: Share): void {
  const runMs = share.lastMs - share.runFromMs;
  share.runsMs += runMs;
  share.longestRunMs = Math.max(share.longestRunMs, runMs);
}
