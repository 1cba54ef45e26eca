/**
 * A campaign: attacks that are tied together by dated, cited evidence. It says that they belong together, never whose
 * they are.
 * @module
 */
import * as z from "zod";
import { type Verdict, verdictSchema } from "./attack.ts";

/** By what two attacks can be tied. */
const linkCodes = [
  "address",
  "network",
  "account",
  "method",
  "tool",
  "target",
  "machine",
  "sequence",
  "domain",
  "certificate",
  "pivot",
] as const;
export type LinkCode = (typeof linkCodes)[number];

/** One tie between two attacks, the earlier first. */
export interface Link {
  code: LinkCode;
  /** In English; other languages are made from `facts`. */
  text: string;
  attacks: [string, string];
  /** Alerts that show it, on both sides. */
  alerts: string[];
  /** 0 to 1: how unlikely it is that two strangers share this. */
  strength: number;
  /** RFC 3339 time of the later attack's first alert: from then on the tie could be seen. */
  time: string;
  facts: string[];
}

/** The tie whose loss would cost most: without it these attacks would stand apart. */
export interface Weakest {
  /** Attacks on the smaller side. */
  attacks: string[];
  /** Strength of everything that ties them to the rest. */
  strength: number;
}

export interface Campaign {
  kind: "campaign";
  /** Digest of the id of its first attack: it stays when the campaign grows. */
  id: string;
  /** Ids of its attacks, by time. */
  attacks: string[];
  bodies: string[];
  first: string;
  last: string;
  links: Link[];
  /** 1 is first. */
  rank: number;
  /** Over all its attacks together. */
  verdict: Verdict;
  /** Null where every tie is as good as certain. */
  weakest: Weakest | null;
}

const linkSchema: z.ZodType<Link> = z.strictObject({
  code: z.enum(linkCodes),
  text: z.string(),
  attacks: z.tuple([z.string(), z.string()]),
  alerts: z.array(z.string()),
  strength: z.number(),
  time: z.string(),
  facts: z.array(z.string()),
});

export const campaignSchema: z.ZodType<Campaign> = z.strictObject({
  kind: z.literal("campaign"),
  id: z.string(),
  attacks: z.array(z.string()),
  bodies: z.array(z.string()),
  first: z.string(),
  last: z.string(),
  links: z.array(linkSchema),
  rank: z.int().positive(),
  verdict: verdictSchema,
  weakest: z.strictObject({ attacks: z.array(z.string()), strength: z.number() }).nullable(),
});
