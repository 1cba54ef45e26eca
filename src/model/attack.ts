/**
 * An attack: alerts of one origin (or one thread) against one body, without a gap longer than the counting window.
 * @module
 */
import * as z from "zod";
import { type Level, levels, type Origin, originSchema } from "./alert.ts";
import { type Tactic, tactics } from "./technique.ts";

/** What became of an attack, as far as the evidence says. */
export const outcomes = [
  "observed",
  "blocked_by_device",
  "decided",
  "pulled",
  "enforced",
  "succeeded",
] as const;
export type Outcome = (typeof outcomes)[number];

export const verdictClasses = ["noise", "opportunistic", "elaborate"] as const;
export type VerdictClass = (typeof verdictClasses)[number];

const objectives = ["unknown", "reconnaissance", "access", "theft", "disruption", "manipulation"] as const;
export type Objective = (typeof objectives)[number];

/** Why an attack stands where it stands: one term of the sum, with the alerts it rests on. */
export interface Reason {
  code: string;
  /** In English; other languages are made from `facts`. */
  text: string;
  alerts: string[];
  /** What it adds to the score. */
  weight: number;
  /** What was measured, in the unit of its code. */
  value: number;
  /** Names and figures that its text is made of. */
  facts: string[];
}

export interface Verdict {
  class: VerdictClass;
  /** Aimed at this body, with evidence among the reasons. */
  directed: boolean;
  objective: Objective;
  /** 0 to 1; comparable within one scan. */
  score: number;
  reasons: Reason[];
}

/** Where a record stands: file and stream offset. */
export interface RecordPlace {
  file: string;
  offset: number;
}

/** What one rule saw of an attack. */
export interface Step {
  rule: string;
  title: string;
  level: Level;
  /** The ATT&CK tactic that the rule names first, or null. */
  tactic: Tactic | null;
  /** The rule says that the attacker got what he tried for. */
  succeeded: boolean;
  /** RFC 3339 times of its first and last alert. */
  first: string;
  last: string;
  alerts: number;
  /** Ids of its first alerts. */
  examples: string[];
  /** Accounts that its alerts name, at most twenty. */
  users: string[];
  /** The record that its first alert begins with; null where that is not known. */
  record: RecordPlace | null;
}

/** The unit that a minister counts. */
export interface Attack {
  kind: "attack";
  id: string;
  body: string;
  origin: Origin;
  /** RFC 3339 times of the first and last alert. */
  first: string;
  last: string;
  /** How many alerts. */
  alerts: number;
  /** Ids of the rules that fired. */
  rules: string[];
  /** ATT&CK techniques of those rules. */
  techniques: string[];
  outcome: Outcome;
  verdict: Verdict;
  /** 1 is first. */
  rank: number;
  /** What ties the alerts: "ip:address" or, where no origin is known, "host:name", "user:name", "source:name". */
  thread: string;
  /** By the time of their first alert. */
  steps: Step[];
  /** Accounts and machines that the alerts name, at most twenty of each, in small letters. */
  entities: { user: string[]; host: string[] };
  /** Tools and targets that the alerts name, at most twenty. */
  traits: string[];
  /** The first alert that names each of them: "user NAME", "host NAME", and traits as they are. */
  shown: Record<string, string>;
  /** Who announced the penetration test that it belongs to, or null. */
  announced: string | null;
  /** The attacks that it is tied to and judged with, and how many they are with it; null where it stands alone. */
  case: { id: string; attacks: number } | null;
  /** The id of its case where that is elaborate, or null. */
  campaign: string | null;
}

const reasonSchema: z.ZodType<Reason> = z.strictObject({
  code: z.string(),
  text: z.string(),
  alerts: z.array(z.string()),
  weight: z.number(),
  value: z.number(),
  facts: z.array(z.string()),
});

export const verdictSchema: z.ZodType<Verdict> = z.strictObject({
  class: z.enum(verdictClasses),
  directed: z.boolean(),
  objective: z.enum(objectives),
  score: z.number(),
  reasons: z.array(reasonSchema),
});

const stepSchema: z.ZodType<Step> = z.strictObject({
  rule: z.string(),
  title: z.string(),
  level: z.enum(levels),
  tactic: z.enum(tactics).nullable(),
  succeeded: z.boolean(),
  first: z.string(),
  last: z.string(),
  alerts: z.int().positive(),
  examples: z.array(z.string()),
  users: z.array(z.string()),
  record: z.strictObject({ file: z.string(), offset: z.int().nonnegative() }).nullable(),
});

export const attackSchema: z.ZodType<Attack> = z.strictObject({
  kind: z.literal("attack"),
  id: z.string(),
  body: z.string(),
  origin: originSchema,
  first: z.string(),
  last: z.string(),
  alerts: z.int().positive(),
  rules: z.array(z.string()),
  techniques: z.array(z.string()),
  outcome: z.enum(outcomes),
  verdict: verdictSchema,
  rank: z.int().positive(),
  thread: z.string(),
  steps: z.array(stepSchema),
  entities: z.strictObject({ user: z.array(z.string()), host: z.array(z.string()) }),
  traits: z.array(z.string()),
  shown: z.record(z.string(), z.string()),
  announced: z.string().nullable(),
  case: z.strictObject({ id: z.string(), attacks: z.int().positive() }).nullable(),
  campaign: z.string().nullable(),
});
