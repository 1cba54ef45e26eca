/**
 * Ranks stretches of alerts by how unusual they are for their body. The score is a sum of three terms, each shown:
 * what is unusual in the stretch itself, the company it stands in, and a stream that ran on and on.
 * @module
 */
import { unusual as W } from "../weights.ts";
import { Company } from "./company.ts";
import type { Sightings } from "./sightings.ts";
import { cutStretches, type Share, type Stretch } from "./stretches.ts";
import { type Point, surprisesOf } from "./surprise.ts";

/** One term of a score. */
export interface Term {
  readonly code: "unusual" | "company" | "sustained";
  /** What was measured, in the unit of its code: surprise 0 to 1, company from 0, hours. */
  readonly value: number;
  readonly weight: number;
  /** Types it rests on, and numbers of alerts to look at. */
  readonly types: readonly number[];
  /** For company: the threads of those types. */
  readonly threads: readonly number[];
  readonly alerts: readonly number[];
}

export interface RankedStretch {
  readonly stretch: Stretch;
  /** 0 to 1: the sum of the weights of its terms. */
  readonly score: number;
  readonly terms: readonly Term[];
}

const MAX_OWN_TYPES = 8;
const SHOWN_TYPES = 5;
const HOUR_MS = 3_600_000;

/**
 * @param gapMs a silence longer than this ends a stretch
 * @returns by score, the most unusual first; equal ones by time
 * @example rankStretches(sightings, 600_000)[0]?.terms
 */
export function rankStretches(sightings: Sightings, gapMs: number): readonly RankedStretch[] {
  const stretches = cutStretches(sightings, gapMs);
  const points = surprisesOf(stretches);
  const company = new Company(points);
  const streams = streamsOf(stretches);
  const byStretch = Map.groupBy(points, (point) => point.stretch);
  const ranked = stretches.map((stretch, number) => {
    const terms = [
      ...ownTerms(stretch, byStretch.get(number) ?? [], company, stretches),
      ...(streams[number] ?? []),
    ];
    return scored(stretch, terms);
  });
  return ranked.sort(
    (a, b) =>
      b.score - a.score ||
      a.stretch.firstMs - b.stretch.firstMs ||
      (a.stretch.members[0] ?? 0) - (b.stretch.members[0] ?? 0),
  );
}

/** Puts the sum on a scale from 0 to 1, and each weight by the same factor. */
function scored(stretch: Stretch, terms: readonly Term[]): RankedStretch {
  const sum = terms.reduce((total, { weight }) => total + weight, 0);
  const factor = 1 / (1 + sum);
  const scaled = terms.map((term) => ({ ...term, weight: term.weight * factor }));
  return { stretch, score: sum * factor, terms: scaled };
}

function ownTerms(
  stretch: Stretch,
  points: readonly Point[],
  company: Company,
  stretches: readonly Stretch[],
): readonly Term[] {
  const own = strongestByType(points).slice(0, MAX_OWN_TYPES);
  const surprise = own.reduce((sum, point, i) => sum + (1 - W.further) * point.surprise * W.further ** i, 0);
  if (surprise <= 0) return [];
  const root = surprise ** W.own;
  const top = own.slice(0, SHOWN_TYPES);
  const unusual: Term = {
    code: "unusual",
    value: surprise,
    weight: W.alone * root,
    types: top.map(({ type }) => type),
    threads: [],
    alerts: top.flatMap(({ type }) => examplesOf(stretch, type)),
  };
  const best = bestMoment(points, company);
  const around = company.at(best.timeMs);
  if (around <= 0) return [unusual];
  const others = company.companions(best.timeMs, best.stretch);
  const together: Term = {
    code: "company",
    value: around,
    weight: root * around,
    types: others.map(({ type }) => type),
    threads: others.map((one) => stretches[one.stretch]?.thread ?? 0),
    alerts: others.flatMap(({ type, stretch: number }) => examplesOf(stretches[number], type)),
  };
  return [unusual, together];
}

function strongestByType(points: readonly Point[]): readonly Point[] {
  const best = new Map<number, Point>();
  for (const point of points)
    if (point.surprise > (best.get(point.type)?.surprise ?? 0)) best.set(point.type, point);
  return [...best.values()].sort((a, b) => b.surprise - a.surprise || a.timeMs - b.timeMs);
}

/** The moment at which the stretch is most unusual in the most unusual company. */
function bestMoment(points: readonly Point[], company: Company): Point {
  const worth = (point: Point): number => point.surprise * company.at(point.timeMs);
  return points.reduce((best, point) => (worth(point) > worth(best) ? point : best));
}

function examplesOf(stretch: Stretch | undefined, type: number): readonly number[] {
  return stretch?.shares.find((share) => share.type === type)?.examples.slice(0, 1) ?? [];
}

/**
 * A stream of one type that ran for hours without a pause, and is most of what its thread ever showed of that type.
 * A leak through name queries looks like this: nothing in it is rare but its duration.
 */
function streamsOf(stretches: readonly Stretch[]): readonly (readonly Term[])[] {
  const usual = new Map<string, number>();
  const key = (stretch: Stretch, share: Share): string => `${stretch.thread} ${share.type}`;
  for (const stretch of stretches)
    for (const share of stretch.shares)
      usual.set(key(stretch, share), (usual.get(key(stretch, share)) ?? 0) + share.runsMs);
  return stretches.map((stretch) => {
    const value = (share: Share): number =>
      sustained(share.longestRunMs, usual.get(key(stretch, share)) ?? 0);
    const longest = stretch.shares.reduce<Share | null>(
      (best, share) => (best === null || value(share) > value(best) ? share : best),
      null,
    );
    if (longest === null || value(longest) <= 0) return [];
    return [
      {
        code: "sustained",
        value: longest.longestRunMs / HOUR_MS,
        weight: W.sustained * value(longest),
        types: [longest.type],
        threads: [],
        alerts: longest.examples,
      },
    ];
  });
}

function sustained(runMs: number, allRunsMs: number): number {
  if (runMs <= W.sustainedFromMs) return 0;
  const length = Math.log(runMs / W.sustainedFromMs) / Math.log(W.sustainedFullMs / W.sustainedFromMs);
  return (runMs / allRunsMs) * Math.min(1, length);
}
