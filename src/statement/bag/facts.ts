/**
 * The facts of a statement, read back from the findings in its payload: only what was sealed can be said.
 * @module
 */
import type * as z from "zod";
import { type Finding, parseFinding } from "../../evidence/finding.ts";
import {
  claimsSchema,
  countSchema,
  drillSchema,
  type Facts,
  type StatementFacts,
  statementSchema,
  watchSchema,
} from "../sentences/facts.ts";
import { FINDINGS, type FindingName } from "../sentences/sentence.ts";

/** Of which kind the finding in each folder must be: none can stand in for another. */
const KINDS: Readonly<Record<FindingName, Finding["kind"]>> = {
  count: "count",
  watch: "watch",
  drills: "drill",
  claims: "claims",
  statement: "statement",
};

/**
 * @param payload files by path
 * @param own of the statement itself, while it is made; null reads them from its finding
 * @returns a text that says which finding cannot be read
 */
export function factsOf(
  payload: ReadonlyMap<string, Uint8Array>,
  own: StatementFacts | null = null,
): Facts | string {
  try {
    const statement = own ?? resultOf(payload, "statement", statementSchema.nullable(), "statement");
    if (statement === null) return "there is no finding of the statement";
    return {
      statement,
      count: resultOf(payload, "count", countSchema.nullable(), "count"),
      watch: resultOf(payload, "watch", watchSchema.nullable(), "watch"),
      drills: resultOf(payload, "drills", drillSchema.nullable(), null),
      claims: resultOf(payload, "claims", claimsSchema.nullable(), "claims") ?? [],
    };
  } catch (error) {
    return error instanceof UnreadableFinding ? error.message : String(error);
  }
}

class UnreadableFinding extends Error {}

/** @param key of the result that holds the facts; null takes the whole result */
function resultOf<T>(
  payload: ReadonlyMap<string, Uint8Array>,
  name: FindingName,
  schema: z.ZodType<T>,
  key: string | null,
): T {
  const path = `${FINDINGS[name]}finding.json`;
  const bytes = payload.get(path);
  if (bytes === undefined) return schema.parse(null);
  const finding = parseFinding(bytes);
  if (finding === null || finding.kind !== KINDS[name])
    throw new UnreadableFinding(`${path} is no finding of kind ${KINDS[name]}`);
  const read = schema.safeParse(key === null ? finding.result : finding.result[key]);
  if (!read.success)
    throw new UnreadableFinding(
      `${path}: ${read.error.issues[0]?.path.join(".") ?? ""} ${read.error.issues[0]?.message ?? ""}`,
    );
  return read.data;
}
