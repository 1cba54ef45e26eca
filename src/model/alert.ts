/**
 * An alert: a rule that fired on a record, or a correlation with all its records.
 * @module
 */
import * as z from "zod";

/** Sigma's levels, from least to most serious. */
export const levels = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof levels)[number];

/** 0 for informational to 4 for critical. */
export function levelRank(level: Level): number {
  return levels.indexOf(level);
}

/** A client, as the server wrote it. */
export type Origin = { ip: string } | null;

/** Where the bytes of a record are, and what they hash to. */
export interface EvidenceRef {
  /** "sha256:..." of the segment that holds the record. */
  segment: string;
  /** Path as given, or "archive.zip!member". */
  file: string;
  /** Counts the decoded stream: after gunzip, inside a zip member. */
  offset: number;
  /** Where the record begins in the original, where that was binary (.evtx) and the stream is made of it. */
  place?: number;
  length: number;
  /** Of the record's bytes. */
  sha256: string;
}

/** The alert as it is printed, stored and counted. */
export interface Alert {
  kind: "alert";
  /** Digest of (rule, source, stream offset, record digest); of the opening record for a correlation. */
  id: string;
  /** RFC 3339 in UTC, or null when the record states no time. */
  time: string | null;
  rule: { id: string; title: string; level: Level; tags: string[]; type: "rule" | "correlation" };
  body: string;
  /** Identity of the source, part of the id. */
  source: string;
  origin: Origin;
  entities: { user: string[]; host: string[] };
  /** The group-by fields of a correlation and their values. */
  group: Record<string, string>;
  evidence: EvidenceRef[];
  /** Records of a correlation beyond those listed as evidence. */
  omitted: number;
  /** What a device says that it did with every record of this alert; null when it does not say. */
  verdict: "allowed" | "denied" | null;
  /** What its records name: "agent NAME", "path /PATH", "ja3 DIGEST", "ja4 DIGEST", "from MACHINE", "domain NAME", "certificate DIGEST"; at most ten. */
  traits: string[];
}

/** The alert as it is printed: a record of a binary log is cited by its place in that log. @example shownAlert(alert) */
export function shownAlert(alert: Alert): Alert {
  if (alert.evidence.every(({ place }) => place === undefined)) return alert;
  return { ...alert, evidence: alert.evidence.map(shownRef) };
}

/** A reference as it is printed. */
function shownRef({ place, ...ref }: EvidenceRef): EvidenceRef {
  return place === undefined ? ref : { ...ref, offset: place };
}

export const originSchema: z.ZodType<Origin> = z.strictObject({ ip: z.string() }).nullable();

const evidenceSchema: z.ZodType<EvidenceRef> = z.strictObject({
  segment: z.string(),
  file: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  sha256: z.string(),
});

export const alertSchema: z.ZodType<Alert> = z.strictObject({
  kind: z.literal("alert"),
  id: z.string(),
  time: z.string().nullable(),
  rule: z.strictObject({
    id: z.string(),
    title: z.string(),
    level: z.enum(levels),
    tags: z.array(z.string()),
    type: z.enum(["rule", "correlation"]),
  }),
  body: z.string(),
  source: z.string(),
  origin: originSchema,
  entities: z.strictObject({ user: z.array(z.string()), host: z.array(z.string()) }),
  group: z.record(z.string(), z.string()),
  evidence: z.array(evidenceSchema).min(1),
  omitted: z.int().nonnegative(),
  verdict: z.enum(["allowed", "denied"]).nullable(),
  traits: z.array(z.string()),
});
