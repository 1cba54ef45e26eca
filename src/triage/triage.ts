/**
 * Triage: from attacks to a ranked list with reasons, and to campaigns. Given the same attacks in any order it says the same.
 * @module
 */
import { compareText } from "../base/text.ts";
import type { Attack, Verdict } from "../model/attack.ts";
import type { Campaign } from "../model/campaign.ts";
import { type Case, tieAttacks } from "./campaign.ts";
import { History } from "./history.ts";
import { Judgements } from "./judgements.ts";
import { round } from "./reason.ts";
import { judge } from "./verdict.ts";

export interface Triaged {
  /** By rank. */
  readonly attacks: readonly Attack[];
  /** By rank; only what is more than noise that comes back. */
  readonly campaigns: readonly Campaign[];
  /**
   * Each attack judged alone, by its id. This is what is kept and sealed of it: it tells of nobody else, so that another
   * attack can be erased without a trace.
   */
  readonly alone: ReadonlyMap<string, Verdict>;
}

/**
 * Judges, ties and ranks. An attack of a campaign is judged with it: what it did alone orders those of one campaign.
 * @param attacks as described; their verdict, rank and campaign are set anew
 * @param judgements what people decided before
 * @example triage(attacks).attacks[0]?.verdict.reasons
 */
export function triage(attacks: readonly Attack[], judgements: Judgements = new Judgements([])): Triaged {
  const history = new History(attacks);
  const judged = tieAttacks(attacks).map((one) => ({
    one,
    verdict: judge(one.attacks, history, judgements),
  }));
  const campaigns = judged.filter(isCampaign);
  const named = new Set(campaigns.map(({ one }) => one.id));
  const all = judged.flatMap(({ one, verdict }) =>
    one.attacks.map((attack) => ({
      attack: { ...attack, verdict, campaign: named.has(one.id) ? one.id : null },
      alone: one.attacks.length === 1 ? verdict : judge([attack], history, judgements),
    })),
  );
  all.sort(
    (a, b) =>
      b.attack.verdict.score - a.attack.verdict.score ||
      b.alone.score - a.alone.score ||
      compareText(a.attack.first, b.attack.first) ||
      compareText(a.attack.id, b.attack.id),
  );
  return {
    alone: new Map(all.map(({ attack, alone }) => [attack.id, alone])),
    attacks: all.map(({ attack }, i) => ({ ...attack, rank: i + 1 })),
    campaigns: campaigns
      .toSorted((a, b) => b.verdict.score - a.verdict.score || compareText(a.one.id, b.one.id))
      .map(({ one, verdict }, i) => campaignOf(one, verdict, i + 1)),
  };
}

/** A scanner that comes back is tied to itself; that is true, and not worth a name of its own. */
function isCampaign({ one, verdict }: { readonly one: Case; readonly verdict: Verdict }): boolean {
  return one.attacks.length > 1 && verdict.class === "elaborate";
}

function campaignOf(one: Case, verdict: Verdict, rank: number): Campaign {
  const { attacks, links, weakest } = one;
  return {
    kind: "campaign",
    id: one.id,
    attacks: attacks.map(({ id }) => id),
    bodies: [...new Set(attacks.map(({ body }) => body))].sort(compareText),
    first: attacks[0]?.first ?? "",
    last:
      attacks
        .map((attack) => attack.last)
        .sort(compareText)
        .at(-1) ?? "",
    links: [...links],
    rank,
    verdict: { ...verdict, score: round(verdict.score) },
    weakest,
  };
}
