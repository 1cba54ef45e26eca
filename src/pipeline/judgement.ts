/**
 * Sealing what a person decided about an attack or a campaign: the row and its finding are written in one transaction,
 * so that nobody can say later that it was decided otherwise, or earlier. The log gets the entry with the next flush.
 * @module
 */
import { timeText } from "../base/time.ts";
import type { JudgementRecord } from "../store/judgements.ts";
import type { SealedFinding } from "../store/seal.ts";
import type { Store } from "../store/store.ts";
import type { Sealer } from "./seal.ts";

/** Keeps and seals a decision. @example sealJudgement(store, sealer, { about: id, verdict: "noise", why, rules, atMs }) */
export function sealJudgement(store: Store, sealer: Sealer, judgement: JudgementRecord): void {
  const { about, verdict, why, rules, atMs } = judgement;
  store.together(() => {
    store.judgements.add(judgement);
    sealer.sealFinding(
      {
        kind: "judgement",
        claim: `judged ${verdict} by a person: ${why}`,
        grade: "attested", // a person's word: nothing computes it again
        subjects: [],
        evidence: [],
        result: { about, verdict, why, rules: [...rules], time: timeText(atMs) },
        recompute: ["vigie", "judge", about],
      },
      about,
    );
  });
}

/**
 * What Vigie itself last sealed about a thing: an attack that grew was sealed again, and the last one counts; what people
 * said of it since is another matter.
 */
export function lastFinding(store: Store, id: string): SealedFinding | null {
  return store.findings(id).findLast(({ kind }) => kind !== "judgement") ?? null;
}
