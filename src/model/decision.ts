/**
 * A decision: a block of one address (or, confirmed by a person, of a range) until a time, with its reasons.
 * A decision is not a block: only the enforcing side can say that something was stopped.
 * @module
 */
import * as z from "zod";

/**
 * What holds of a decision, apart from its time:
 * `active` is served to bouncers until its end; `dry_run` would have been; `proposed` waits for a person; `lifted` was
 * ended before its time.
 */
export const decisionStatuses = ["active", "dry_run", "proposed", "lifted"] as const;
export type DecisionStatus = (typeof decisionStatuses)[number];

/** Who decided: the block policy, a person, or a list that somebody else shares. */
const decisionAuthors = ["policy", "operator", "import"] as const;
type DecisionAuthor = (typeof decisionAuthors)[number];

export interface Decision {
  kind: "decision";
  /** Stable: digest of what led to it, so that a restart decides nothing twice. */
  id: string;
  /** Canonical address, or a range in CIDR notation with its host bits zero. */
  value: string;
  scope: "ip" | "range";
  status: DecisionStatus;
  by: DecisionAuthor;
  body: string;
  /** What it is for, in the field's words: "ssh:bruteforce". */
  behaviour: string;
  /** Id of the rule that fired, or null for a decision of a person. */
  rule: string | null;
  /** Ids of the alerts that led to it. */
  alerts: string[];
  /** One sentence for a person. */
  why: string;
  /** RFC 3339: the event that led to it, when it was decided, when it ends. */
  eventTime: string;
  created: string;
  until: string;
  /** Set when it was lifted. */
  lifted: { time: string; why: string } | null;
}

export const decisionSchema: z.ZodType<Decision> = z.strictObject({
  kind: z.literal("decision"),
  id: z.string(),
  value: z.string(),
  scope: z.enum(["ip", "range"]),
  status: z.enum(decisionStatuses),
  by: z.enum(decisionAuthors),
  body: z.string(),
  behaviour: z.string(),
  rule: z.string().nullable(),
  alerts: z.array(z.string()),
  why: z.string(),
  eventTime: z.string(),
  created: z.string(),
  until: z.string(),
  lifted: z.strictObject({ time: z.string(), why: z.string() }).nullable(),
});
