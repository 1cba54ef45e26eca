/**
 * Company: how many different unusual types are seen around a time, anywhere in the body, each by how unusual it is
 * and how near. What stands among other unusual things is worth looking at even where it is a single alert.
 * @module
 */
import { unusual as W } from "../weights.ts";
import type { Point } from "./surprise.ts";

const MINUTE_MS = 60_000;
/** Less is no company at all; most points are routine, and need not be looked at again and again. */
const MIN_SURPRISE = 0.1;
/** Of the types of one minute the most unusual ones; more would change the logarithm by nothing. */
const MAX_TYPES = 64;
/** Beyond this many times the fading time, less than 2 % is left. */
const REACH = 4;

export interface Companion {
  readonly type: number;
  readonly stretch: number;
  readonly worth: number;
}

/** Unusual points by minute. */
export class Company {
  readonly #minutes: readonly number[];
  readonly #points: readonly (readonly Point[])[];
  readonly #known = new Map<number, number>();

  constructor(points: readonly Point[]) {
    const byMinute = new Map<number, Map<number, Point>>();
    for (const point of points) {
      if (point.surprise < MIN_SURPRISE) continue;
      const minute = Math.floor(point.timeMs / MINUTE_MS);
      const types = byMinute.get(minute) ?? new Map<number, Point>();
      if (types.size === 0) byMinute.set(minute, types);
      if (point.surprise > (types.get(point.type)?.surprise ?? 0)) types.set(point.type, point);
    }
    this.#minutes = [...byMinute.keys()].sort((a, b) => a - b);
    this.#points = this.#minutes.map((minute) => strongest(byMinute.get(minute) ?? new Map()));
  }

  /** The sum over types, by its logarithm above a scale; minute by minute, since nothing depends on seconds. */
  at(timeMs: number): number {
    const minute = Math.floor(timeMs / MINUTE_MS);
    const known = this.#known.get(minute);
    if (known !== undefined) return known;
    let sum = 0;
    for (const { worth } of this.companions(timeMs)) sum += worth;
    const company = W.companyScale * Math.log1p(sum / W.companyScale);
    this.#known.set(minute, company);
    return company;
  }

  /** Each type around a time at its nearest and most unusual, the worthiest first. */
  companions(timeMs: number): readonly Companion[] {
    const minute = Math.floor(timeMs / MINUTE_MS);
    const reach = (REACH * W.companyMs) / MINUTE_MS;
    const best = new Map<number, Companion>();
    for (let i = this.#from(minute - reach); i < this.#minutes.length; i++) {
      const other = this.#minutes[i] ?? 0;
      if (other > minute + reach) break;
      const near = Math.exp((-Math.abs(other - minute) * MINUTE_MS) / W.companyMs);
      for (const { type, stretch, surprise } of this.#points[i] ?? []) {
        const worth = surprise ** W.company * near;
        if (worth > (best.get(type)?.worth ?? 0)) best.set(type, { type, stretch, worth });
      }
    }
    return [...best.values()].sort((a, b) => b.worth - a.worth || a.stretch - b.stretch);
  }

  #from(minute: number): number {
    let low = 0;
    let high = this.#minutes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#minutes[middle] ?? 0) < minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function strongest(types: ReadonlyMap<number, Point>): readonly Point[] {
  const points = [...types.values()].sort((a, b) => b.surprise - a.surprise || a.stretch - b.stretch);
  return points.slice(0, MAX_TYPES);
}
