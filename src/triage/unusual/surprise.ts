/**
 * How surprising each type of a stretch is, from the body's own history alone: how rarely it happens around that time,
 * everywhere and on this thread; how many threads show it at once; how quiet the thread is otherwise.
 * Names carry no meaning here: renaming types or threads changes nothing.
 * @module
 */
import { firstFrom } from "../../base/search.ts";
import { unusual as W } from "../weights.ts";
import { Episodes } from "./episodes.ts";
import type { Share, Stretch } from "./stretches.ts";

/** A type at a moment of a stretch. */
export interface Point {
  readonly stretch: number;
  readonly type: number;
  readonly timeMs: number;
  /** 0 (routine) to 1 (never else). */
  readonly surprise: number;
}

const HOUR_MS = 3_600_000;
/** More threads than this at once change nothing more. */
const MAX_BREADTH = 64;
/** A record that covers less than this share of the memory is taken as covering it: one hour says nothing of a day. */
const MIN_COVERED = 0.25;
/** Moments of a long stream that are looked at, besides its first and last. */
const POINT_APART_MS = 30 * 60_000;

/** The points of every stretch. @param stretches of one body */
export function surprisesOf(stretches: readonly Stretch[]): readonly Point[] {
  const history = new History(stretches);
  return stretches.flatMap((stretch, number) =>
    stretch.shares.flatMap((share) =>
      momentsOf(share).map((timeMs) => ({
        stretch: number,
        type: share.type,
        timeMs,
        surprise: history.surprise(stretch.thread, share.type, timeMs),
      })),
    ),
  );
}

function momentsOf(share: Share): readonly number[] {
  const chosen: number[] = [];
  for (const timeMs of share.moments)
    if (timeMs - (chosen.at(-1) ?? Number.NEGATIVE_INFINITY) >= POINT_APART_MS) chosen.push(timeMs);
  if (share.lastMs > (chosen.at(-1) ?? 0)) chosen.push(share.lastMs);
  return chosen;
}

class History {
  readonly #firstMs: number;
  readonly #lastMs: number;
  readonly #everywhere = new Map<number, Episodes>();
  readonly #onThread = new Map<string, Episodes>();
  readonly #quietness: ReadonlyMap<number, number>;
  readonly #breadth: ReadonlyMap<number, Breadth>;

  constructor(stretches: readonly Stretch[]) {
    this.#firstMs = stretches.reduce((min, one) => Math.min(min, one.firstMs), Number.POSITIVE_INFINITY);
    this.#lastMs = stretches.reduce((max, one) => Math.max(max, one.lastMs), Number.NEGATIVE_INFINITY);
    const everywhere = new Map<number, number[]>();
    const onThread = new Map<string, number[]>();
    for (const { thread, shares } of stretches) {
      for (const { type, firstMs } of shares) {
        listOf(everywhere, type).push(firstMs);
        listOf(onThread, `${thread} ${type}`).push(firstMs);
      }
    }
    for (const [type, times] of everywhere)
      this.#everywhere.set(type, new Episodes(times, W.episodeMs, W.memoryMs));
    for (const [key, times] of onThread)
      this.#onThread.set(key, new Episodes(times, W.episodeMs, W.memoryMs));
    this.#quietness = quietnessOf(stretches, this.#lastMs - this.#firstMs);
    this.#breadth = breadthOf(stretches);
  }

  surprise(thread: number, type: number, timeMs: number): number {
    const rarity =
      W.everywhere * this.#rarity(this.#everywhere.get(type), timeMs) +
      (1 - W.everywhere) * this.#rarity(this.#onThread.get(`${thread} ${type}`), timeMs);
    const age = 1 - Math.exp(-(timeMs - this.#firstMs) / W.ageMs);
    const quiet = (1 + W.quiet * (this.#quietness.get(thread) ?? 0)) / (1 + W.quiet);
    const breadth = this.#breadth.get(type)?.threads(timeMs) ?? 1;
    return (age * rarity * quiet) / (1 + W.breadth * Math.log(breadth));
  }

  /** 1 when it happens at no other time, 0 when it happens every hour. */
  #rarity(episodes: Episodes | undefined, timeMs: number): number {
    if (episodes === undefined) return 1;
    const covered =
      1 -
      (Math.exp(-(timeMs - this.#firstMs) / W.memoryMs) + Math.exp(-(this.#lastMs - timeMs) / W.memoryMs)) /
        2;
    const others = episodes.around(timeMs, W.episodeMs) / Math.max(covered, MIN_COVERED);
    const every = (2 * W.memoryMs) / W.episodeMs;
    return Math.max(0, 1 - Math.log1p(others) / Math.log1p(every));
  }
}

function listOf<K>(lists: Map<K, number[]>, key: K): number[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: number[] = [];
  lists.set(key, made);
  return made;
}

/** 1 for a thread that shows something in hardly any hour, 0 for one that does in every hour; alerts are not counted. */
function quietnessOf(stretches: readonly Stretch[], spanMs: number): ReadonlyMap<number, number> {
  const hours = new Map<number, Set<number>>();
  for (const { thread, firstMs, lastMs } of stretches) {
    const known = hours.get(thread) ?? new Set<number>();
    if (known.size === 0) hours.set(thread, known);
    for (let hour = Math.floor(firstMs / HOUR_MS); hour * HOUR_MS <= lastMs; hour++) known.add(hour);
  }
  const all = Math.log1p(Math.max(1, spanMs / HOUR_MS));
  return new Map([...hours].map(([thread, set]) => [thread, Math.max(0, 1 - Math.log1p(set.size) / all)]));
}

/** On how many threads a type is seen around a time. */
class Breadth {
  readonly #moments: readonly (readonly [timeMs: number, thread: number])[];

  constructor(moments: (readonly [number, number])[]) {
    this.#moments = moments.sort((a, b) => a[0] - b[0]);
  }

  threads(timeMs: number): number {
    const first = firstFrom(this.#moments.length, (i) => (this.#moments[i]?.[0] ?? 0) < timeMs - W.breadthMs);
    const seen = new Set<number>();
    for (let i = first; i < this.#moments.length && seen.size < MAX_BREADTH; i++) {
      const [at, thread] = this.#moments[i] ?? [Number.POSITIVE_INFINITY, 0];
      if (at > timeMs + W.breadthMs) break;
      seen.add(thread);
    }
    return Math.max(1, seen.size);
  }
}

function breadthOf(stretches: readonly Stretch[]): ReadonlyMap<number, Breadth> {
  const moments = new Map<number, (readonly [number, number])[]>();
  for (const { thread, shares } of stretches) {
    for (const share of shares) {
      const known = moments.get(share.type) ?? [];
      if (known.length === 0) moments.set(share.type, known);
      for (const timeMs of share.moments) known.push([timeMs, thread]);
    }
  }
  return new Map([...moments].map(([type, list]) => [type, new Breadth(list)]));
}
