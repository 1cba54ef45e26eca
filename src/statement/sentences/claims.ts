/**
 * Claims of others, apart from what Vigie says. Each is graded by what was shown for it.
 * @module
 */
import type { Grade } from "../../evidence/grade.ts";
import type { ClaimFacts } from "./facts.ts";
import { FINDINGS, type Sentence, type TemplateName, Voice } from "./sentence.ts";

const SAID: Readonly<Record<ClaimFacts["status"], readonly [TemplateName, Grade]>> = {
  supported: ["claimSupported", "attested"],
  "partly supported": ["claimPartly", "attested"],
  contradicted: ["claimContradicted", "attested"],
  "not supported by the evidence supplied": ["claimUnsupported", "asserted"],
  "not verifiable from outside": ["claimUnverifiable", "asserted"],
};

export function claimSentences(claims: readonly ClaimFacts[]): readonly Sentence[] {
  if (claims.length === 0) return [];
  const cites = [FINDINGS.claims];
  const unsupported = claims.filter(({ status }) => !/^(partly )?supported$/.test(status)).length;
  return [
    new Voice("answer", "attested", cites).say("claimsCount", { claims: claims.length, unsupported }),
    ...claims.flatMap((claim) => one(claim, cites)),
  ];
}

function one(
  { claimant, date, quotation, status, about, held }: ClaimFacts,
  cites: readonly string[],
): readonly Sentence[] {
  const [template, grade] = SAID[status];
  const said = [
    new Voice("claims", grade, cites).say(template, { claimant, date: { day: date }, quotation, held }),
  ];
  if (about === "attribution" || about === "intent")
    said.push(new Voice("claims", null, cites).say("claimBeyondLogs"));
  return said;
}
