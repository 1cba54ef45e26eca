/**
 * Every number that ranking uses, in one place and with a version: whoever sees two ranks differ can see whether the
 * weights did. How each was obtained is told in docs/triage.md.
 * @module
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The numbers of {@link unusual}; times in milliseconds. */
interface UnusualWeights {
  readonly episodeMs: number;
  readonly memoryMs: number;
  readonly ageMs: number;
  readonly everywhere: number;
  readonly breadth: number;
  readonly breadthMs: number;
  readonly quiet: number;
  readonly further: number;
  readonly own: number;
  readonly alone: number;
  readonly company: number;
  readonly companyMs: number;
  readonly companyScale: number;
  readonly sustained: number;
  readonly sustainedFromMs: number;
  readonly sustainedFullMs: number;
}

/**
 * What is unusual among alerts that somebody else's rules raised, where nothing is known but time, type and thread.
 * The values are round numbers from the middle of a plateau found on four published networks; docs/triage.md tells what
 * half and twice of each would do there.
 */
export const unusual: UnusualWeights = {
  /** Alerts of one type closer than this are one episode. */
  episodeMs: HOUR_MS,
  /** How quickly an episode is forgotten when a type's rate is estimated. */
  memoryMs: DAY_MS,
  /** A history younger than this cannot call much unusual: everything is new on the first day. */
  ageMs: 12 * HOUR_MS,
  /** Share of a type's rarity that is its rarity everywhere; the rest is its rarity on this thread. */
  everywhere: 0.5,
  /** How much a type loses that many threads show in the same half hour: a sweep means nobody in particular. */
  breadth: 3,
  breadthMs: 30 * MINUTE_MS,
  /** How much a thread gains that hardly ever shows anything. */
  quiet: 4,
  /** Each further unusual type of one attack counts this much of the one before. */
  further: 0.3,
  /** Exponent by which an attack's own surprise enters: a quiet step beside a loud one must not vanish. */
  own: 0.5,
  /** Worth of standing alone; the company of other unusual types comes on top. */
  alone: 0.1,
  /** Exponent that lets only what is truly unusual be company. */
  company: 3,
  /** How quickly company fades with time. */
  companyMs: 30 * MINUTE_MS,
  /** Company in this amount counts in full; more counts by its logarithm. */
  companyScale: 10,
  /** Worth of a stream of one type that ran for a day and is not the thread's habit: a slow leak. */
  sustained: 0.3,
  sustainedFromMs: 3 * HOUR_MS,
  sustainedFullMs: DAY_MS,
};
