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
  readonly noiseBelow: number;
  readonly elaborateFrom: number;
  readonly elaborateCompanions: number;
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
  /** Below this nothing is unusual. */
  noiseBelow: 0.03,
  /** From this score on, and in the company of so many other unusual types, an attack is called elaborate. */
  elaborateFrom: 0.15,
  elaborateCompanions: 2,
};

/** The numbers of {@link verdict}. */
interface VerdictWeights {
  readonly rarity: number;
  /** By level, informational to critical. */
  readonly level: readonly [number, number, number, number, number];
  readonly stage: number;
  readonly maxStages: number;
  readonly success: number;
  readonly inside: number;
  readonly maxInside: number;
  readonly dwell: number;
  readonly dwellFullDays: number;
  readonly account: number;
  readonly actors: number;
  readonly maxActors: number;
  readonly onlyHere: number;
  readonly judged: number;
  readonly elaborateFrom: number;
}

/**
 * What makes an attack elaborate: terms that are added, none of which can fall when the attacker does more. Set from
 * published knowledge (rarity is the best single sign; order, success and what follows it come next; volume says
 * nothing) and calibrated once on the rehearsed year with development seeds. The largest possible sum is 1.
 */
export const verdict: VerdictWeights = {
  /** Times the rarity of the rarest rule, 0 to 1. */
  rarity: 0.15,
  level: [0, 0.01, 0.03, 0.07, 0.1],
  /** For each further tactic reached in the order of an intrusion. */
  stage: 0.06,
  maxStages: 4,
  success: 0.12,
  /** Acts of different tactics after the entry, at most so many. */
  inside: 0.13,
  maxInside: 3,
  /** Days from the first act to the last, by their logarithm. */
  dwell: 0.08,
  dwellFullDays: 60,
  /** An account was entered or used that hardly anybody else tries. */
  account: 0.06,
  /** Several origins or threads act together. */
  actors: 0.06,
  maxActors: 4,
  /** No other body saw the like in that week. */
  onlyHere: 0.06,
  /** What people's decisions on the same rules can add or take away, at most. */
  judged: 0.1,
  /** From this score on an attack of more than one stage is elaborate. */
  elaborateFrom: 0.55,
};

/** The numbers of {@link history}. */
interface HistoryWeights {
  readonly priorAttacks: number;
  readonly priorShare: readonly [number, number, number, number, number];
  readonly rarest: number;
}

/**
 * What is expected of a body without a history: the share of attacks in which a rule of each level fires. It counts as
 * much as that many attacks, so that a body's own history outweighs it within weeks.
 */
export const history: HistoryWeights = {
  priorAttacks: 100,
  priorShare: [0.3, 0.15, 0.05, 0.01, 0.003],
  /** A share as small as this is as rare as can be. */
  rarest: 0.0005,
};

/** The numbers of {@link links}. */
interface LinkWeights {
  readonly tieFrom: number;
  readonly address: number;
  readonly addressShared: number;
  readonly addressHalfLifeDays: number;
  readonly network: number;
  readonly networkShared: number;
  readonly networkHalfLifeDays: number;
  readonly account: number;
  readonly accountUsed: number;
  readonly accountShared: number;
  readonly accountUsedShared: number;
  readonly accountHalfLifeDays: number;
  readonly accountUsedHalfLifeDays: number;
  readonly accountOnlyTried: number;
  readonly accountMildly: number;
  readonly method: number;
  readonly methodShared: number;
  readonly methodHalfLifeDays: number;
  readonly trait: number;
  readonly traitShared: number;
  readonly traitPrior: number;
  readonly machine: number;
  readonly pivot: number;
  readonly pivotHalfLifeDays: number;
  readonly sequence: number;
  readonly way: number;
  readonly insideHalfLifeDays: number;
  readonly wayHalfLifeDays: number;
}

/** How strongly two attacks are tied by what they share. A thing shared by many ties nobody. */
export const links: LinkWeights = {
  /** Together at least this much ties two attacks. */
  tieFrom: 0.5,
  /** One address; in more than so many attacks it is a relay or a scanner that many use, and ties less and less. */
  address: 0.95,
  addressShared: 100,
  /** After this many days the address may be somebody else's: half. Never less than half, so that silence cuts nothing. */
  addressHalfLifeDays: 365,
  /** One /24 or /48; with so many attacking addresses it is a provider, and ties nobody. */
  network: 0.45,
  networkShared: 12,
  networkHalfLifeDays: 90,
  /** One account that was tried; tried by so many threads it is on everybody's list, and ties nobody. */
  account: 0.9,
  accountShared: 24,
  /** One account that both were in with; used from so many addresses it is everybody's. */
  accountUsed: 0.75,
  accountUsedShared: 2000,
  /** What was only tried grows stale: half after so many days. */
  accountHalfLifeDays: 30,
  accountUsedHalfLifeDays: 120,
  /** Where nobody got in with it, and where only mild rules saw it tried. */
  accountOnlyTried: 0.7,
  accountMildly: 0.65,
  /** One serious act at one body by different threads; not enough alone. So many threads of one season tie nobody. */
  method: 0.3,
  methodShared: 10,
  methodHalfLifeDays: 90,
  /** One tool or target; so many threads that share it tie nobody. */
  trait: 0.8,
  traitShared: 40,
  /** Threads that a body must have seen before it can say what is rare. */
  traitPrior: 400,
  /** An intruder got in on a machine, and something happens there later. */
  machine: 0.8,
  /** An intruder got in on a machine, and somebody comes from it later: half after so many days. */
  pivot: 0.85,
  pivotHalfLifeDays: 30,
  /** Somebody got in, and a body's insides stir soon after. */
  sequence: 0.75,
  /** Somebody else comes back who knows the way; not enough alone. */
  way: 0.35,
  /** Intruders stir soon after they came in; who knows the way comes back within weeks. */
  insideHalfLifeDays: 2,
  wayHalfLifeDays: 45,
};
