/**
 * Erasure: record, finding and salt are deleted for good; that and why it was done is logged; every other proof stays
 * valid, since the log holds salted commitments and nothing else.
 * @module
 */
import type { Erasable, Erased } from "../store/seal.ts";
import type { Store } from "../store/store.ts";
import { closeLeftOpen } from "./live/close.ts";
import { methodOf } from "./method.ts";
import type { Spine } from "./spine.ts";
import { triageStore } from "./triage.ts";

/**
 * Erases alerts and attacks. Alerts that cite one of their records, and attacks that hold one of these alerts, are erased
 * with them: a record cannot be erased and shown.
 * What people wrote about campaigns that hold one of the attacks goes with them, and
 * decisions that rest on them, or that block an address which nothing else names any more, go with them.
 * The segments that held the records go as well; records that other alerts cite are kept on their own.
 * @param why the reason; it is part of a finding
 */
export async function eraseThings(
  things: Erasable,
  why: string,
  store: Store,
  spine: Spine,
  version: string,
): Promise<Erased> {
  const sealer = spine.sealer(methodOf(version, "", []));
  closeLeftOpen({ store, sealer }); // bytes in the database become a segment, which can be erased whole
  const named = [...things.alerts, ...store.alertsIn(things.segments)];
  const alerts = [...new Set([...named, ...store.alertsSharing(named)])];
  const attacks = new Set([...things.attacks, ...store.attacksOf(alerts)]);
  const decisions = [...new Set([...(things.decisions ?? []), ...store.decisions.about(alerts)])];
  const campaigns = judgedCampaigns(store, attacks);
  await sealer.flush(); // what is sealed gets its entry before anything of it is taken away
  const erased = store.erase({
    alerts,
    attacks: [...attacks, ...campaigns],
    segments: things.segments,
    decisions,
  });
  for (const digest of erased.segments) spine.segments.remove(digest);
  const { findings, records } = erased;
  const counts = {
    attacks: erased.attacks,
    alerts: erased.alerts,
    findings,
    records,
    decisions: erased.decisions,
    segments: erased.segments.length,
  };
  sealer.sealFinding(
    {
      kind: "erasure",
      claim: `erased ${erased.attacks} attacks, ${erased.alerts} alerts and ${records} records: ${why}`,
      grade: "attested",
      subjects: [],
      evidence: [],
      result: { why, ...counts },
      recompute: [],
    },
    "erasure",
  );
  await sealer.flush();
  return erased;
}

/** Campaigns that hold one of these attacks, where anybody judged a campaign at all: what was written may name somebody. */
function judgedCampaigns(store: Store, attacks: ReadonlySet<string>): readonly string[] {
  if (store.judgements.all().length === 0) return [];
  return triageStore(store)
    .campaigns.filter((campaign) => campaign.attacks.some((id) => attacks.has(id)))
    .map(({ id }) => id);
}
