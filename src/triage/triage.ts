/**
 * Triage: from attacks to a ranked list with reasons, and to campaigns. Given the same attacks in any order it says the same.
 * @module
 */
import { compareText } from "../base/text.ts";
import type { Attack, Verdict } from "../model/attack.ts";
import type { Campaign } from "../model/campaign.ts";
import { byTime, type Case, linksOf, tieAttacks, weakestOf } from "./campaign.ts";
import { History } from "./history.ts";
import { Judgements } from "./judgements.ts";
import { judge } from "./verdict.ts";

export interface Triaged {
  /** By rank. */
  readonly attacks: readonly Attack[];
  /** By rank; only what is more than noise that comes back. */
  readonly campaigns: readonly Campaign[];
  /** Attacks that are tied together, elaborate or not, by the id of their case. */
  readonly cases: ReadonlyMap<string, Case>;
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
  const sorted = attacks.toSorted(byTime); // the history is bounded: what it forgets must not depend on the input's order
  const history = new History(sorted);
  const judged = tieAttacks(sorted).map((one) => ({ one, verdict: judge(one.attacks, history, judgements) }));
  const all = judged.flatMap((found) =>
    found.one.attacks.map((attack) => ({
      attack: { ...attack, ...placeOf(found) },
      alone: found.one.attacks.length === 1 ? found.verdict : judge([attack], history, judgements),
    })),
  );
  all.sort(
    (a, b) =>
      b.attack.verdict.score - a.attack.verdict.score ||
      b.alone.score - a.alone.score ||
      byTime(a.attack, b.attack),
  );
  for (const [i, { attack }] of all.entries()) attack.rank = i + 1;
  const tied = judged.filter(({ one }) => one.attacks.length > 1);
  return {
    attacks: all.map(({ attack }) => attack),
    campaigns: tied
      .filter(isCampaign)
      .sort((a, b) => b.verdict.score - a.verdict.score || compareText(a.one.id, b.one.id))
      .map(({ one, verdict }, i) => campaignOf(one, verdict, i + 1)),
    cases: new Map(tied.map(({ one }) => [one.id, one])),
    alone: new Map(all.map(({ attack, alone }) => [attack.id, alone])),
  };
}

interface Judged {
  readonly one: Case;
  readonly verdict: Verdict;
}

/** What an attack is told about the case it is in. */
function placeOf({ one, verdict }: Judged): Pick<Attack, "verdict" | "case" | "campaign"> {
  const isTied = one.attacks.length > 1;
  return {
    verdict,
    case: isTied ? { id: one.id, attacks: one.attacks.length } : null,
    campaign: isCampaign({ one, verdict }) ? one.id : null,
  };
}

/** A scanner that comes back is tied to itself; that is true, and not worth a name of its own. */
function isCampaign({ one, verdict }: Judged): boolean {
  return one.attacks.length > 1 && verdict.class === "elaborate";
}

function campaignOf(one: Case, verdict: Verdict, rank: number): Campaign {
  const { attacks } = one;
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
    links: [...linksOf(one)],
    rank,
    verdict,
    weakest: weakestOf(one),
  };
}
