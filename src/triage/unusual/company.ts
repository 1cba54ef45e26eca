/**
 * Company: how many different unusual types are seen around a time, anywhere in the body, each by how unusual it is
 * and how near. What stands among other unusual things is worth looking at even where it is a single alert.
 * @module
 */
import { firstFrom } from "../../base/search.ts";
import { unusual as W } from "../weights.ts";
import type { Point } from "./surprise.ts";

const MINUTE_MS = 60_000;
/** Less is no company at all; most points are routine, and need not be looked at again and again. */
const MIN_SURPRISE = 0.1;
/** Of the types of one minute the most unusual ones; more would change the logarithm by nothing. */
const MAX_TYPES = 64;
/** Beyond this many times the fading time, less than 2 % is left. */
const REACH = 4;
/** Companions that are told of one attack. */
const SHOWN = 5;

interface Companion {
  readonly type: number;
  readonly stretch: number;
  readonly worth: number;
}

/** Unusual points by minute. */
export class Company {
  readonly #minutes: readonly number[];
  /** Of each minute, by how unusual they are alone. */
  readonly #points: readonly (readonly Companion[])[];
  /** What is known of a minute. A body may have a hundred thousand attacks in it: it is worked out once for all of them. */
  readonly #sums = new Map<number, number>();
  readonly #worthiest = new Map<number, readonly Companion[]>();
  /** By type: its worth around the minute that is looked at, and whose it is. Two columns, since there may be many types. */
  readonly #worth: Float64Array;
  readonly #stretch: Uint32Array;
  #types: number[] = [];

  constructor(points: readonly Point[]) {
    const byMinute = new Map<number, Map<number, Point>>();
    let types = 0;
    for (const point of points) {
      if (point.surprise < MIN_SURPRISE) continue;
      types = Math.max(types, point.type + 1);
      const minute = Math.floor(point.timeMs / MINUTE_MS);
      const known = byMinute.get(minute) ?? new Map<number, Point>();
      if (known.size === 0) byMinute.set(minute, known);
      if (point.surprise > (known.get(point.type)?.surprise ?? 0)) known.set(point.type, point);
    }
    this.#minutes = [...byMinute.keys()].sort((a, b) => a - b);
    this.#points = this.#minutes.map((minute) => strongest(byMinute.get(minute) ?? new Map()));
    this.#worth = new Float64Array(types);
    this.#stretch = new Uint32Array(types);
  }

  /** The sum over types, by its logarithm above a scale; minute by minute, since nothing depends on seconds. */
  at(timeMs: number): number {
    const minute = Math.floor(timeMs / MINUTE_MS);
    const known = this.#sums.get(minute);
    if (known !== undefined) return known;
    this.#look(minute);
    let sum = 0;
    for (const type of this.#types) sum += this.#worth[type] ?? 0;
    const company = W.companyScale * Math.log1p(sum / W.companyScale);
    this.#sums.set(minute, company);
    return company;
  }

  /** The worthiest companions of a stretch: those of other stretches, or where there are none its own. */
  companions(timeMs: number, stretch: number): readonly Companion[] {
    const worthiest = this.#worthiestOf(Math.floor(timeMs / MINUTE_MS));
    const elsewhere = worthiest.filter((one) => one.stretch !== stretch);
    return (elsewhere.length > 0 ? elsewhere : worthiest).slice(0, SHOWN);
  }

  /** So many, and of one stretch only so many, that whichever stretch is left out, as many as are told remain. */
  #worthiestOf(minute: number): readonly Companion[] {
    const known = this.#worthiest.get(minute);
    if (known !== undefined) return known;
    this.#look(minute);
    const kept: Companion[] = [];
    const ofStretch = new Map<number, number>();
    while (kept.length < 2 * SHOWN) {
      const next = this.#best((stretch) => (ofStretch.get(stretch) ?? 0) < SHOWN);
      if (next === null) break;
      kept.push(next);
      ofStretch.set(next.stretch, (ofStretch.get(next.stretch) ?? 0) + 1);
      this.#worth[next.type] = 0;
    }
    this.#worthiest.set(minute, kept);
    return kept;
  }

  #best(isWanted: (stretch: number) => boolean): Companion | null {
    let best: Companion | null = null;
    for (const type of this.#types) {
      const worth = this.#worth[type] ?? 0;
      if (worth <= 0 || worth < (best?.worth ?? 0)) continue;
      const stretch = this.#stretch[type] ?? 0;
      const isBetter = best === null || worth > best.worth || stretch < best.stretch;
      if (isBetter && isWanted(stretch)) best = { type, stretch, worth };
    }
    return best;
  }

  /** Each type around a minute at its nearest and most unusual. */
  #look(minute: number): void {
    for (const type of this.#types) this.#worth[type] = 0;
    this.#types = [];
    const reach = (REACH * W.companyMs) / MINUTE_MS;
    const from = firstFrom(this.#minutes.length, (i) => (this.#minutes[i] ?? 0) < minute - reach);
    for (let i = from; i < this.#minutes.length; i++) {
      const other = this.#minutes[i] ?? 0;
      if (other > minute + reach) break;
      const near = Math.exp((-Math.abs(other - minute) * MINUTE_MS) / W.companyMs);
      for (const point of this.#points[i] ?? []) this.#take(point, point.worth * near);
    }
  }

  #take({ type, stretch }: Companion, worth: number): void {
    const known = this.#worth[type] ?? 0;
    if (worth <= known) return;
    if (known === 0) this.#types.push(type);
    this.#worth[type] = worth;
    this.#stretch[type] = stretch;
  }
}

function strongest(types: ReadonlyMap<number, Point>): readonly Companion[] {
  return [...types.values()]
    .sort((a, b) => b.surprise - a.surprise || a.stretch - b.stretch)
    .slice(0, MAX_TYPES)
    .map(({ type, stretch, surprise }) => ({ type, stretch, worth: surprise ** W.company }));
}
