/**
 * What the sentences of a statement are made from, and nothing else: figures that were sealed as findings before. They are
 * read back from findings that strangers hand over, so every shape is checked and bounded.
 * @module
 */
import * as z from "zod";

const count: z.ZodType<number> = z.int().nonnegative();
/** Names of contests, choices, places, people: whoever wrote them. */
const text: z.ZodType<string> = z.string().max(4000);
const time: z.ZodType<string> = z.iso.datetime({ offset: true });

/** The published figures against collected minutes (ballots/tabulation/compare.ts). */
export interface ComparisonFacts {
  stations: number;
  compared: number;
  differing: number;
  /** Votes for choices that differ. */
  votes: number;
  missing: number;
  /** Stations with minutes, or on the roll, that the published figures leave out. */
  unknown: number;
  winners: string[];
  /** The inequality of the outcome that is nearest to failing. */
  margin: { inequality: { en: string; fr: string }; corrected: number; unknown: number } | null;
  couldChange: boolean;
  /** The bound on missing stations comes from a roll of its own. */
  ownRoll: boolean;
}

/** Published sums against the minutes added up again (ballots/tabulation/replay.ts). */
export interface ReplayFacts {
  stations: number;
  /** Published sums that could be compared. */
  units: number;
  differing: number;
  first: { unit: string; choice: string; official: number | null; replayed: number | null } | null;
  /** Who won by the published sums, and by the minutes. */
  published: string[];
  minutes: string[];
}

/** The last assessment of an audit (ballots/audit/folder). Shares as decimals. */
export interface AuditFacts {
  contest: string;
  /** Minutes of stations, or cards. */
  unit: "batches" | "cards";
  units: number;
  drawn: number;
  round: number;
  discrepancies: number;
  missing: number;
  risk: number;
  riskLimit: number;
  confirmed: boolean;
  full: boolean;
}

export interface CountFacts {
  comparison: ComparisonFacts | null;
  replay: ReplayFacts | null;
  audits: AuditFacts[];
}

/** What was watched and counted. */
export interface WatchFacts {
  sources: number;
  bodies: number;
  attacks: number;
  noise: number;
  opportunistic: number;
  elaborate: number;
  directed: number;
  campaigns: number;
  /** Attacks that belong to tests which were announced. */
  announced: number;
  succeeded: number;
  device: number;
  enforced: number;
  decided: number;
  gapMinutes: number;
  /** The least and the most that other ways of counting give. */
  least: number;
  most: number;
  gaps: number;
  gapHours: number;
  /** The first and the last time at which records are watched; null without any. */
  first: string | null;
  last: string | null;
  /** Share of the days on which the source that was up least gave records. */
  availability: number;
  growth:
    | { told: true; factor: number; low: number; high: number; weeks: number }
    | {
        told: false;
        why: "no-attack" | "no-exposure" | "too-short" | "too-few" | "rules-changed" | "no-fit";
      };
  /** Figures of bodies that agreed. */
  perBody: { body: string; attacks: number; elaborate: number }[];
  /** Digests of the sets of rules that watched. */
  rules: string[];
  /** How many findings are listed by commitment alone. */
  withheld: number;
}

/** What drills showed (assess/coverage). */
export interface DrillFacts {
  time: string;
  patterns: { pattern: string; drills: number; detected: number }[];
  notObservable: string[];
  /** Digest of the rules that were drilled. */
  rules: string;
}

/** A claim of somebody else, judged (assess/claims). */
export interface ClaimFacts {
  id: string;
  claimant: string;
  date: string;
  quotation: string;
  link: string | null;
  about: "fact" | "attribution" | "intent" | "effect";
  status:
    | "supported"
    | "partly supported"
    | "contradicted"
    | "not supported by the evidence supplied"
    | "not verifiable from outside";
  /** Sealed findings that say so, of those that are cited. */
  held: number;
}

/** Who says it, when, and what about. */
export interface StatementFacts {
  publisher: string;
  asOf: string;
  from: string | null;
  to: string | null;
  /** The author's own words, or nothing. */
  author: string | null;
  /** Witnesses whose cosignature is on the checkpoint. */
  witnesses: number;
  /** How often drills were sealed in this store: the last ones decide, and whoever drills until it suits has to say so. */
  drillRuns: number;
}

/** Everything together; null where there was nothing to say it from. */
export interface Facts {
  readonly statement: StatementFacts;
  readonly count: CountFacts | null;
  readonly watch: WatchFacts | null;
  readonly drills: DrillFacts | null;
  readonly claims: readonly ClaimFacts[];
}

const winners: z.ZodType<string[]> = z.array(text).max(1000);

export const countSchema: z.ZodType<CountFacts> = z.strictObject({
  comparison: z
    .strictObject({
      stations: count,
      compared: count,
      differing: count,
      votes: count,
      missing: count,
      unknown: count,
      winners,
      margin: z
        .strictObject({
          inequality: z.strictObject({ en: text, fr: text }),
          corrected: z.int(),
          unknown: count,
        })
        .nullable(),
      couldChange: z.boolean(),
      ownRoll: z.boolean(),
    })
    .nullable(),
  replay: z
    .strictObject({
      stations: count,
      units: count,
      differing: count,
      first: z
        .strictObject({ unit: text, choice: text, official: count.nullable(), replayed: count.nullable() })
        .nullable(),
      published: winners,
      minutes: winners,
    })
    .nullable(),
  audits: z
    .array(
      z.strictObject({
        contest: text,
        unit: z.enum(["batches", "cards"]),
        units: count,
        drawn: count,
        round: count,
        discrepancies: count,
        missing: count,
        risk: z.number().min(0).max(1),
        riskLimit: z.number().gt(0).max(0.5),
        confirmed: z.boolean(),
        full: z.boolean(),
      }),
    )
    .max(100),
});

export const watchSchema: z.ZodType<WatchFacts> = z.strictObject({
  sources: count,
  bodies: count,
  attacks: count,
  noise: count,
  opportunistic: count,
  elaborate: count,
  directed: count,
  campaigns: count,
  announced: count,
  succeeded: count,
  device: count,
  enforced: count,
  decided: count,
  gapMinutes: z.number().positive(),
  least: count,
  most: count,
  gaps: count,
  gapHours: count,
  first: time.nullable(),
  last: time.nullable(),
  availability: z.number().min(0).max(1),
  growth: z.discriminatedUnion("told", [
    z.strictObject({
      told: z.literal(true),
      factor: z.number().positive(),
      low: z.number().nonnegative(),
      high: z.number().positive(),
      weeks: count,
    }),
    z.strictObject({
      told: z.literal(false),
      why: z.enum(["no-attack", "no-exposure", "too-short", "too-few", "rules-changed", "no-fit"]),
    }),
  ]),
  perBody: z.array(z.strictObject({ body: text, attacks: count, elaborate: count })).max(1000),
  rules: z.array(text).max(10_000),
  withheld: count,
});

export const drillSchema: z.ZodType<DrillFacts> = z.object({
  time,
  patterns: z.array(z.strictObject({ pattern: text, drills: count, detected: count })).max(10_000),
  notObservable: z.array(text).max(100),
  rules: text,
});

export const claimsSchema: z.ZodType<ClaimFacts[]> = z
  .array(
    z
      .strictObject({
        id: text,
        claimant: text,
        date: z.iso.date(),
        quotation: text,
        link: text.nullable(),
        about: z.enum(["fact", "attribution", "intent", "effect"]),
        status: z.enum([
          "supported",
          "partly supported",
          "contradicted",
          "not supported by the evidence supplied",
          "not verifiable from outside",
        ]),
        held: count,
      })
      .refine(
        ({ about, status }) => !/attribution|intent/.test(about) || !/^(partly )?supported$/.test(status),
        "no finding supports who was behind something, or why",
      ),
  )
  .max(1000);

export const statementSchema: z.ZodType<StatementFacts> = z.strictObject({
  publisher: z.string().min(1).max(4000),
  asOf: time,
  from: time.nullable(),
  to: time.nullable(),
  author: z.string().max(20_000).nullable(),
  witnesses: count,
  drillRuns: count.default(0), // statements of older templates have none
});
