/**
 * What the command `statement` gathers from files: the count, audits, claims, and the author's words.
 * @module
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type JudgedClaim, judgeClaim, readClaims } from "../../assess/claims/claims.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { readWhole } from "../../base/files.ts";
import { compareText } from "../../base/text.ts";
import { readProblem } from "../../intake/problems.ts";
import { auditFacts, type CountRecipe, countedBy } from "../../statement/bag/count.ts";
import type { StatementInput } from "../../statement/bag/publish.ts";
import { AUDITS, RESULTS } from "../../statement/sentences/count.ts";
import type { ClaimFacts } from "../../statement/sentences/facts.ts";
import type { Store } from "../../store/store.ts";
import { wholeFiles } from "../results/files.ts";
import { outcomeRule, type RuleOptions } from "../results/rule.ts";

export interface CountOptions extends RuleOptions {
  readonly official?: string;
  readonly collected?: string;
  readonly roll?: string;
  readonly audit: readonly string[];
}

/** The count, and the files it can be made from again; null when nothing was named. @throws VigieError */
export async function gatherCount(options: CountOptions): Promise<StatementInput["count"]> {
  const { official, collected, audit } = options;
  if ((official === undefined) !== (collected === undefined))
    throw new VigieError(
      problem(
        "usage",
        null,
        "published figures need the minutes beside them",
        "name both --official and --collected",
      ),
    );
  if (official === undefined && audit.length === 0) return null;
  const files = new Map<string, Uint8Array>();
  const recipe = await gatherResults(options, files);
  const counted = recipe === null ? { comparison: null, replay: null } : countedBy(recipe, files);
  const audits = audit.map((dir) => gatherAudit(dir, files)).toSorted((a, b) => compareText(a.name, b.name));
  return { facts: { ...counted, audits: audits.flatMap(({ facts }) => facts) }, recipe, files };
}

async function gatherResults(
  { official, collected, roll, ...rule }: CountOptions,
  files: Map<string, Uint8Array>,
): Promise<CountRecipe | null> {
  if (official === undefined || collected === undefined) return null;
  const add = async (role: string, path: string): Promise<string> => {
    const name = `${RESULTS}${role}-${plainName(path.replace(/\.(gz|zst|zip)$/, ""))}`;
    for await (const { bytes } of wholeFiles([path])) {
      if (files.has(name))
        throw new VigieError(problem("usage", { file: path }, "holds several files", "name one file"));
      files.set(name, bytes);
    }
    if (!files.has(name))
      throw new VigieError(problem("not-found", { file: path }, "holds no file", "name a file"));
    return name;
  };
  return {
    official: await add("published", official),
    collected: await add("minutes", collected),
    roll: roll === undefined ? null : await add("roll", roll),
    rule: outcomeRule(rule),
  };
}

const MAX_AUDIT_BYTES: number = 512 * 1024 * 1024;

function gatherAudit(
  dir: string,
  files: Map<string, Uint8Array>,
): { readonly name: string; readonly facts: ReturnType<typeof auditFacts> } {
  const facts = auditFacts(dir);
  const name = plainName(dir);
  let bytes = 0;
  for (const path of namesIn(dir)) {
    const stat = lstatSync(join(dir, path));
    if (stat.isDirectory()) continue;
    bytes += stat.size;
    const target = `${AUDITS}${name}/${path.replaceAll("\\", "/")}`;
    if (!stat.isFile() || bytes > MAX_AUDIT_BYTES || files.has(target) || /[\r\n%]/.test(path))
      throw new VigieError(
        problem(
          "usage",
          { file: join(dir, path) },
          "cannot go into a statement",
          "only plain files, 512 MiB together, and audits of different names",
        ),
      );
    files.set(target, readFileSync(join(dir, path)));
  }
  return { name, facts };
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new VigieError(readProblem(dir, error));
  }
}

/** A name that every system and manifest can hold. */
function plainName(path: string): string {
  return (
    basename(path)
      .replace(/[^\w.-]/g, "_")
      .slice(0, 100) || "file"
  );
}

/** Claims of a file, judged by what the store holds. @throws VigieError */
export function gatherClaims(file: string, store: Store): readonly ClaimFacts[] {
  const claims = readClaims(file, readWhole(file, { mib: 16, remedy: "split it" }).toString("utf8"));
  if (!claims.ok) throw new VigieError(claims.error);
  return claims.value.map((claim) => claimFactsOf(judgeClaim(claim, (cited) => isSealedOnce(store, cited))));
}

/** A judged claim as it is published. */
export function claimFactsOf({ claim, status, held }: JudgedClaim): ClaimFacts {
  const { id, claimant, date, quotation, link, kind, evidence } = claim;
  const own = evidence.filter((one) => held.includes(one.id) && (SAYS[status] ?? []).includes(one.says));
  return { id, claimant, date, quotation, link, about: kind, status, held: own.length };
}

/** Which of the cited findings a status speaks of: those that support a claim do not contradict it. */
const SAYS: Partial<Record<JudgedClaim["status"], readonly string[]>> = {
  supported: ["supports"],
  "partly supported": ["supports", "partly"],
  contradicted: ["contradicts"],
};

/** Of the author's own words, in bytes. */
const MAX_AUTHOR = 20_000;

/** The author's own words. @throws VigieError */
export function gatherText(file: string): string {
  const bytes = readWhole(file, { mib: 1, remedy: "shorten it" });
  if (bytes.length <= MAX_AUTHOR) return bytes.toString("utf8").trim();
  throw new VigieError(problem("too-large", { file }, `is larger than ${MAX_AUTHOR} bytes`, "shorten it"));
}

/** An id holds when exactly one thing has it, and it was sealed. */
export function isSealedOnce(store: Store, id: string): boolean {
  return store.find(id).length === 1 && store.findings(id).length > 0;
}
