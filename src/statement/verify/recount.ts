/**
 * `vigie verify --recompute` of a statement: the count is made again from the result files and audits in the folder, and
 * must give the very facts that were sealed.
 * @module
 */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { recompute } from "../../ballots/audit/folder/recompute.ts";
import { errorText } from "../../base/errors.ts";
import { parseFinding } from "../../evidence/finding.ts";
import { auditFacts, countedBy, recipeSchema } from "../bag/count.ts";
import { type CountFacts, countSchema } from "../sentences/facts.ts";
import { FINDINGS } from "../sentences/sentence.ts";
import { type Check, failed } from "./check.ts";
import type { Files } from "./files.ts";

/** @param folder where the bag lies: audits are folders */
export function recount(folder: string, payload: Files): readonly Check[] {
  const finding = parseFinding(payload.get(`${FINDINGS.count}finding.json`) ?? Buffer.alloc(0));
  if (finding === null) return [{ name: "recompute", ok: true, detail: "the statement has no count" }];
  const facts = countSchema.safeParse(finding.result["count"]);
  if (!facts.success) return [failed("recompute the count", "the finding has no figures of a count")];
  return [
    ...filesAgain(finding.result["recipe"], facts.data, payload),
    ...auditsAgain(folder, facts.data, payload),
  ];
}

function filesAgain(recipe: unknown, facts: CountFacts, payload: Files): readonly Check[] {
  if (facts.comparison === null && facts.replay === null) return [];
  return [
    attempt("recompute the count", () => {
      const again = countedBy(recipeSchema.parse(recipe), payload);
      const same = isDeepStrictEqual(again, { comparison: facts.comparison, replay: facts.replay });
      return same ? null : "the files of this folder give other figures";
    }),
  ];
}

function auditsAgain(folder: string, facts: CountFacts, payload: Files): readonly Check[] {
  const names = new Set([...payload.keys()].map((path) => /^audits\/([^/]+)\//.exec(path)?.[1]));
  const dirs = [...names].filter((name) => name !== undefined).sort();
  const path = (name: string): string => join(folder, "data", "audits", name);
  const checks = dirs.map((name) =>
    attempt(`recompute audit ${name}`, () => recompute(path(name)).find(({ ok }) => !ok)?.text ?? null),
  );
  if (dirs.length + facts.audits.length === 0) return checks;
  const figures = attempt("figures of the audits", () =>
    isDeepStrictEqual(
      dirs.flatMap((name) => auditFacts(path(name))),
      facts.audits,
    )
      ? null
      : "are not those that were sealed",
  );
  return [...checks, figures];
}

/** @param action returns what is wrong, or null */
function attempt(name: string, action: () => string | null): Check {
  try {
    const wrong = action();
    return { name, ok: wrong === null, detail: wrong ?? "the same figures" };
  } catch (error) {
    return failed(name, errorText(error));
  }
}
