/**
 * Attacks by week, beside how much was watched in it. Counts without exposure say nothing: 339 days watched in one year and
 * 365 in the next look like growth.
 * @module
 */

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** The first Monday of 1970. */
const MONDAY = 4 * DAY;

/** A stretch of time in which a source gave records. */
export interface Watched {
  readonly source: string;
  readonly body: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Week {
  /** Monday, 00:00 UTC. */
  readonly beginMs: number;
  readonly attacks: number;
  /** Days on which sources gave records, summed over sources. */
  readonly sourceDays: number;
  readonly sources: number;
  readonly bodies: number;
}

export interface Year {
  readonly year: number;
  readonly attacks: number;
  readonly sourceDays: number;
}

/** Before this nobody kept logs that anybody still reads. */
const EARLIEST = Date.UTC(1990, 0, 1);

/**
 * Whether a time can be true. Who writes to a log may write any year into it, and one line of the year 9999 would make eight
 * thousand years of weeks.
 */
export function isPlausible(timeMs: number, nowMs: number): boolean {
  return timeMs >= EARLIEST && timeMs <= nowMs + DAY;
}

export function weekOf(timeMs: number): number {
  return Math.floor((timeMs - MONDAY) / WEEK) * WEEK + MONDAY;
}

/**
 * Weeks from the first in which something was watched or happened to the last, also those without either.
 * @param attacks times of the first alerts of attacks, plausible ones
 */
export function weeksOf(attacks: Iterable<number>, watched: Iterable<Watched>): readonly Week[] {
  const days = new Map<number, Map<string, { readonly days: Set<number>; readonly body: string }>>();
  for (const { source, body, fromMs, toMs } of watched)
    for (let day = Math.floor(fromMs / DAY); day <= Math.floor(toMs / DAY); day++) {
      const week = weekOf(day * DAY);
      const sources =
        days.get(week) ?? new Map<string, { readonly days: Set<number>; readonly body: string }>();
      days.set(week, sources);
      const key = JSON.stringify([body, source]);
      const seen = sources.get(key) ?? { days: new Set<number>(), body };
      sources.set(key, seen);
      seen.days.add(day);
    }
  const counts = new Map<number, number>();
  for (const timeMs of attacks) counts.set(weekOf(timeMs), (counts.get(weekOf(timeMs)) ?? 0) + 1);
  const all = [...days.keys(), ...counts.keys()];
  if (all.length === 0) return [];
  const [first, last] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const weeks: Week[] = [];
  for (let beginMs = first; beginMs <= last; beginMs += WEEK) {
    const sources = [...(days.get(beginMs)?.values() ?? [])];
    weeks.push({
      beginMs,
      attacks: counts.get(beginMs) ?? 0,
      sourceDays: sources.reduce((sum, one) => sum + one.days.size, 0),
      sources: sources.length,
      bodies: new Set(sources.map(({ body }) => body)).size,
    });
  }
  return weeks;
}

/** Calendar years (of the Mondays) in order. */
export function yearsOf(weeks: readonly Week[]): readonly Year[] {
  const years = Map.groupBy(weeks, ({ beginMs }) => new Date(beginMs).getUTCFullYear());
  return [...years].map(([year, own]) => ({
    year,
    attacks: own.reduce((sum, { attacks }) => sum + attacks, 0),
    sourceDays: own.reduce((sum, { sourceDays }) => sum + sourceDays, 0),
  }));
}
