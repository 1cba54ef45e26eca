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

/** What is known of a minute. A body may have a hundred thousand attacks in it: it is worked out once for all of them. */
interface Around {
  readonly company: number;
  readonly worthiest: readonly Companion[];
}

/** Unusual points by minute. */
export class Company {
  readonly #minutes: readonly number[];
  readonly #points: readonly (readonly Point[])[];
  readonly #known = new Map<number, Around>();

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
    return this.#around(timeMs).company;
  }

  /** The worthiest companions of a stretch: those of other stretches, or where there are none its own. */
  companions(timeMs: number, stretch: number): readonly Companion[] {
    const { worthiest } = this.#around(timeMs);
    const elsewhere = worthiest.filter((one) => one.stretch !== stretch);
    return (elsewhere.length > 0 ? elsewhere : worthiest).slice(0, SHOWN);
  }

  #around(timeMs: number): Around {
    const minute = Math.floor(timeMs / MINUTE_MS);
    const known = this.#known.get(minute);
    if (known !== undefined) return known;
    const all = this.#typesAround(minute);
    const sum = all.reduce((total, { worth }) => total + worth, 0);
    const company = W.companyScale * Math.log1p(sum / W.companyScale);
    const made = { company, worthiest: enoughForEach(all) };
    this.#known.set(minute, made);
    return made;
  }

  /** Each type around a minute at its nearest and most unusual, the worthiest first. */
  #typesAround(minute: number): readonly Companion[] {
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
    return firstFrom(this.#minutes.length, (i) => (this.#minutes[i] ?? 0) < minute);
  }
}

function strongest(types: ReadonlyMap<number, Point>): readonly Point[] {
  const points = [...types.values()].sort((a, b) => b.surprise - a.surprise || a.stretch - b.stretch);
  return points.slice(0, MAX_TYPES);
}

/** So many, and of one stretch only so many, that whichever stretch is left out, as many as are told remain. */
function enoughForEach(sorted: readonly Companion[]): readonly Companion[] {
  const kept: Companion[] = [];
  const ofStretch = new Map<number, number>();
  for (const one of sorted) {
    const count = ofStretch.get(one.stretch) ?? 0;
    if (count === SHOWN) continue;
    ofStretch.set(one.stretch, count + 1);
    if (kept.push(one) === 2 * SHOWN) break;
  }
  return kept;
}
