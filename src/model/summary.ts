/**
 * What a scan read and found, in numbers.
 * @module
 */
import * as z from "zod";
import { type Outcome, outcomes } from "./attack.ts";

/** Something about a file that was survived; docs/errors.md explains the codes. */
const remarkCodes = ["oversize", "invalid-utf8", "nul", "undated"] as const;

export interface Remark {
  code: (typeof remarkCodes)[number];
  count: number;
}

export interface FileSummary {
  path: string;
  /** Events read, by format. */
  formats: Record<string, number>;
  records: number;
  /** Why the file (or the rest of it) could not be read; what came before was read. */
  error: string | null;
  remarks: Remark[];
}

/** How attacks were counted, and what other rules would give. */
interface Counting {
  /** Silence that ends an attack, in milliseconds. */
  gapMs: number;
  /** Attacks that belong to announced penetration tests; they are among the others, and counted apart in sentences. */
  announced: number;
  /** Attacks by what became of them; every outcome is named. */
  outcomes: Record<Outcome, number>;
  sensitivity: { gapMs: number; unit: "address" | "network"; attacks: number }[];
}

/** The last object that a scan prints. `records` = `events` + `unparsed` + `headers`. */
export interface Summary {
  kind: "summary";
  /** Decoded bytes read. */
  bytes: number;
  records: number;
  events: number;
  unparsed: number;
  oversize: number;
  alerts: number;
  attacks: number;
  campaigns: number;
  rules: { loaded: number; rejected: number };
  files: FileSummary[];
  seconds: number;
  /** Records that only say how others are to be read (Zeek, W3C, CSV). */
  headers: number;
  /** Alerts that the store did not know before; equal to `alerts` without a store. */
  fresh: number;
  counting: Counting;
}

const fileSummarySchema: z.ZodType<FileSummary> = z.strictObject({
  path: z.string(),
  formats: z.record(z.string(), z.int()),
  records: z.int(),
  error: z.string().nullable(),
  remarks: z.array(z.strictObject({ code: z.enum(remarkCodes), count: z.int().positive() })),
});

export const summarySchema: z.ZodType<Summary> = z.strictObject({
  kind: z.literal("summary"),
  bytes: z.int(),
  records: z.int(),
  events: z.int(),
  unparsed: z.int(),
  oversize: z.int(),
  alerts: z.int(),
  attacks: z.int(),
  campaigns: z.int(),
  rules: z.strictObject({ loaded: z.int(), rejected: z.int() }),
  files: z.array(fileSummarySchema),
  seconds: z.number(),
  headers: z.int(),
  fresh: z.int(),
  counting: z.strictObject({
    gapMs: z.int(),
    announced: z.int(),
    outcomes: z.record(z.enum(outcomes), z.int()),
    sensitivity: z.array(
      z.strictObject({ gapMs: z.int(), unit: z.enum(["address", "network"]), attacks: z.int() }),
    ),
  }),
});
