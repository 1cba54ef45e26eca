/**
 * `vigie claims check`: claims of others against the findings they cite.
 * @module
 */
import { type ClaimStatus, type JudgedClaim, judgeClaim, readClaims } from "../../assess/claims/claims.ts";
import { likelihoodWord, parseAdmiralty, stixConfidence, stixLikelihood } from "../../assess/claims/words.ts";
import { VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { terminalText } from "../../base/text.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, openStore, outputOf } from "../options.ts";
import type { Output } from "../output.ts";
import { isSealedOnce } from "../statement/gather.ts";
import { readText } from "./text.ts";

/** Judges the claims of a file, and prints what the evidence supports. */
export async function check(file: string, options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const claims = readClaims(file, readText(file));
  if (!claims.ok) throw new VigieError(claims.error);
  const store = openStore(options);
  try {
    const judged = claims.value.map((claim) => judgeClaim(claim, (id) => isSealedOnce(store, id)));
    for (const one of judged) await (options.json ? printClaimJson(one, output) : printClaim(one, output));
  } finally {
    store.close();
  }
}

async function printClaimJson(
  { claim, status, held, lacking, analysis, weakest }: JudgedClaim,
  output: Output,
): Promise<void> {
  const { id, text, claimant, date, kind: about, quotation, link, likelihood } = claim;
  await output.object({
    kind: "claim",
    id,
    text,
    claimant,
    date,
    about,
    quotation,
    link,
    status,
    held,
    lacking,
    analysis,
    likelihood:
      likelihood === null
        ? null
        : {
            ...likelihood,
            term: likelihoodWord(likelihood.percent, "en"),
            stix: stixLikelihood(likelihood.percent),
          },
    weakest_link: weakest,
    confidence: weakest === null ? null : stixConfidence(parseAdmiralty(weakest)),
  });
}

async function printClaim(
  { claim, status, held, lacking, analysis, weakest }: JudgedClaim,
  output: Output,
): Promise<void> {
  const { claims: m, language } = output.messages;
  const shown = (text: string): string => terminalText(text, 400);
  await output.line(output.color.bold(`${shown(claim.id)}  ${m.statuses[status as ClaimStatus]}`));
  await output.line(`  ${shown(claim.claimant)}, ${claim.date}: « ${shown(claim.quotation)} »`);
  if (claim.link !== null) await output.line(`  ${shown(claim.link)}`);
  await output.line(`  ${fill(m.cited, { held: held.length, lacking: lacking.length })}`);
  if (claim.kind === "attribution" || claim.kind === "intent") await output.line(`  ${m.beyondLogs}`);
  if (claim.likelihood !== null) {
    const word = likelihoodWord(claim.likelihood.percent, language);
    await output.line(`  ${fill(m.likelihood, { by: shown(claim.likelihood.by), word })}`);
  }
  if (weakest !== null) await output.line(`  ${fill(m.weakest, { pair: weakest })}`);
  if (analysis === null) return;
  for (const { hypothesis, inconsistency } of analysis.standings)
    await output.line(`  ${inconsistency.toFixed(2).padStart(6)}  ${shown(hypothesis)}`);
  await output.line(
    `  ${analysis.leading === null ? m.noLeader : fill(m.leader, { hypothesis: shown(analysis.leading) })}`,
  );
  if (analysis.decisive.length > 0)
    await output.line(`  ${fill(m.decisive, { items: shown(analysis.decisive.join(", ")) })}`);
}
