/**
 * Triage over what the store holds: the same judgement for `attacks`, `campaigns` and `show`, whoever found the attacks.
 * @module
 */
import type { Attack } from "../model/attack.ts";
import type { Campaign, Link } from "../model/campaign.ts";
import type { Store } from "../store/store.ts";
import { linksOf } from "../triage/campaign.ts";
import { Judgements } from "../triage/judgements.ts";
import { type Triaged, triage } from "../triage/triage.ts";
import { outcomesOf, withOutcome } from "./outcomes.ts";

/** Every attack of the store, judged, tied and ranked anew, with what became of it by now. */
export function triageStore(store: Store): Triaged {
  const outcomes = outcomesOf(store);
  const triaged = triage([...store.attacks({})], new Judgements(store.judgements.all()));
  return { ...triaged, attacks: triaged.attacks.map((attack) => withOutcome(attack, outcomes)) };
}

/** What an id of a campaign, or its beginning, stands for. */
export function campaignsNamed(triaged: Triaged, id: string): readonly Campaign[] {
  return triaged.campaigns.filter((campaign) => campaign.id.startsWith(id.toLowerCase()));
}

/** The attacks of a campaign, by time. */
export function attacksOf(campaign: Campaign, { attacks }: Triaged): readonly Attack[] {
  const byId = new Map(attacks.map((attack) => [attack.id, attack]));
  return campaign.attacks.map((id) => byId.get(id)).filter((attack) => attack !== undefined);
}

/** What ties an attack to those that it was judged with, the strongest first. */
export function linksOfAttack(attack: Attack, { cases }: Triaged): readonly Link[] {
  const own = attack.case === null ? undefined : cases.get(attack.case.id);
  return own === undefined ? [] : linksOf(own, attack.id);
}
