/**
 * Claims of others: who said what, when, with which evidence; and what can be said of each. Absence of evidence is never
 * written as falsehood, and attribution or intent is never supported by logs.
 * @module
 */
import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { errorText, type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Analysis, analyse, type Cell, cells, type Item } from "./hypotheses.ts";
import { weakestPair } from "./words.ts";

const kinds = ["fact", "attribution", "intent", "effect"] as const;

/** A finding for or against a claim: its id, and what a named person says it shows. */
interface Cited {
  readonly id: string;
  readonly says: "supports" | "contradicts" | "partly";
  /** Who read it that way. */
  readonly by: string;
  /** How reliable its source is and how credible what it says (Admiralty pair, such as "B2"); null when nobody rated it. */
  readonly rated: string | null;
}

/** How likely a named person thinks it is that the claim is true. A judgement, and kept as one. */
interface Likelihood {
  /** Above 0, below 100. */
  readonly percent: number;
  readonly by: string;
}

export interface Claim {
  readonly id: string;
  readonly text: string;
  readonly claimant: string;
  readonly date: string;
  readonly kind: (typeof kinds)[number];
  readonly quotation: string;
  readonly link: string | null;
  /** The claimant says that evidence exists, and shows none. */
  readonly classified: boolean;
  readonly evidence: readonly Cited[];
  readonly hypotheses: readonly string[];
  readonly items: readonly Item[];
  readonly likelihood: Likelihood | null;
}

const text = z.string().min(1).max(4000);
const claimShape = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
  text,
  claimant: text,
  date: z.iso.date(),
  kind: z.enum(kinds),
  quotation: text,
  link: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  classified: z.boolean().default(false),
  evidence: z
    .array(
      z.strictObject({
        id: z.string().min(6).max(80),
        says: z.enum(["supports", "contradicts", "partly"]),
        by: text,
        rated: z
          .string()
          .regex(/^[A-F][1-6]$/, "expected a letter A to F and a digit 1 to 6, such as B2")
          .nullable()
          .default(null),
      }),
    )
    .max(1000)
    .default([]),
  likelihood: z
    .strictObject({ percent: z.number().gt(0).lt(100), by: text })
    .nullable()
    .default(null),
  hypotheses: z.array(text).max(20).default([]),
  items: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(80),
        text,
        weight: z.number().positive().max(1).default(1),
        fits: z.record(z.string(), z.enum(cells as readonly Cell[] as [Cell, ...Cell[]])),
      }),
    )
    .max(500)
    .default([]),
});
/** Who was behind something, and why, is given no likelihood: it would be read as evidence. */
const claimSchema: z.ZodType<Claim> = claimShape.refine(
  ({ kind, likelihood }) => likelihood === null || kind === "fact" || kind === "effect",
  { path: ["likelihood"], message: "no likelihood is stated of an author or an intent" },
);
const fileSchema = z.strictObject({ claims: z.array(claimSchema).min(1).max(1000) });

/** Reads a file of claims (YAML or JSON). */
export function readClaims(file: string, source: string): Result<readonly Claim[], Problem> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, strict: true, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    const place = { file, line, column: col };
    return err(problem("config", place, fault.message.split("\n", 1)[0] ?? "is no YAML", "mend the file"));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return err(
      problem("config", { file }, errorText(error), "write the values out instead of using aliases"),
    );
  }
  const read = fileSchema.safeParse(value);
  if (read.success) return ok(read.data.claims);
  const [issue] = read.error.issues;
  const offset = placeOf(document, issue?.path ?? []);
  const { line, col } = lines.linePos(offset);
  const what = `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`;
  return err(problem("config", { file, line, column: col }, what, "docs/claims.md shows a whole claim"));
}

/** Where a value stands; of one that is missing, where what should hold it stands. */
function placeOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node)
      return (node.range as [number])?.[0] ?? 0;
  }
  return 0;
}

export type ClaimStatus =
  | "supported"
  | "partly supported"
  | "contradicted"
  | "not supported by the evidence supplied"
  | "not verifiable from outside";

export interface JudgedClaim {
  readonly claim: Claim;
  readonly status: ClaimStatus;
  /** Cited ids that exist and hold. */
  readonly held: readonly string[];
  /** Cited ids that are not there, or do not hold. */
  readonly lacking: readonly string[];
  readonly analysis: Analysis | null;
  /** The weakest rating among the evidence that holds, which bounds any confidence; null when one is not rated. */
  readonly weakest: string | null;
}

/**
 * What can be said of a claim.
 * @param holds whether the evidence behind an id exists and its digests hold
 */
export function judgeClaim(claim: Claim, holds: (id: string) => boolean): JudgedClaim {
  const held = claim.evidence.filter(({ id }) => holds(id));
  const lacking = claim.evidence.filter(({ id }) => !holds(id)).map(({ id }) => id);
  const analysis = claim.items.length === 0 ? null : analyse(claim.hypotheses, claim.items);
  const weakest = weakestPair(held.map(({ rated }) => rated));
  return { claim, status: statusOf(claim, held), held: held.map(({ id }) => id), lacking, analysis, weakest };
}

function statusOf({ kind, classified }: Claim, held: readonly Cited[]): ClaimStatus {
  const says = (what: Cited["says"]): boolean => held.some((one) => one.says === what);
  if (says("contradicts")) return "contradicted";
  // logs show what was done to a machine; who wanted it, and why, stands in none of them
  const beyondLogs = kind === "attribution" || kind === "intent";
  if (says("supports") && !beyondLogs) return "supported";
  if ((says("partly") || says("supports")) && !beyondLogs) return "partly supported";
  return classified ? "not verifiable from outside" : "not supported by the evidence supplied";
}
