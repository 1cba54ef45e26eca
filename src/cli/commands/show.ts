/**
 * `vigie show ID`: everything behind one id, with the raw records.
 * @module
 */
import { Command } from "commander";
import { countText, decimalText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import { type Alert, type EvidenceRef, shownAlert } from "../../model/alert.ts";
import type { Attack } from "../../model/attack.ts";
import type { Campaign } from "../../model/campaign.ts";
import type { Decision } from "../../model/decision.ts";
import { checkCommand, evidenceKey, type Raw, readEvidence } from "../../pipeline/evidence.ts";
import { attacksOf, campaignsNamed, linksOfAttack, triageStore } from "../../pipeline/triage.ts";
import type { Store } from "../../store/store.ts";
import type { Triaged } from "../../triage/triage.ts";
import { printAttacks } from "../answer.ts";
import { printCampaign, printLinks } from "../campaigns.ts";
import { printDecision } from "../decisions.ts";
import type { Effects } from "../effects.ts";
import { findOne } from "../find.ts";
import { type CommonOptions, openStore, outputOf, withCommonOptions } from "../options.ts";
import type { Output } from "../output.ts";

export function build(effects: Effects): Command {
  return withCommonOptions(new Command("show"), effects)
    .argument("<id>", "id of an attack, campaign, alert or decision, or its first six characters or more")
    .addHelpText("after", "\nExample:\n  $ vigie show 3f2a9c41b0d7")
    .action((id: string, options: CommonOptions) => run(id, options, effects));
}

async function run(id: string, options: CommonOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  const store = openStore(options);
  try {
    const campaign = campaignOf(store, id);
    if (campaign !== null) return await showCampaign(campaign, store, output);
    const thing = findOne(store, id, output);
    if ("attack" in thing) await showAttack(thing.attack, store, output);
    else if ("decision" in thing) await showDecision(thing.decision, store, output, effects.now());
    else await showAlerts([thing.alert], store, output);
  } finally {
    store.close();
  }
}

/** Alerts of an attack printed for a person; --json gives all. */
const SHOWN = 20;

interface FoundCampaign {
  readonly campaign: Campaign;
  readonly triaged: Triaged;
}

/** Campaigns are not kept but made from the attacks: looked for where no attack, alert or decision has the id. */
function campaignOf(store: Store, id: string): FoundCampaign | null {
  if (id.length < 6 || store.find(id.toLowerCase()).length > 0) return null;
  const triaged = triageStore(store);
  const [campaign, another] = campaignsNamed(triaged, id);
  return campaign === undefined || another !== undefined ? null : { campaign, triaged };
}

async function showCampaign(
  { campaign, triaged }: FoundCampaign,
  store: Store,
  output: Output,
): Promise<void> {
  if (output.json) await output.object(campaign);
  else await printCampaign(campaign, triaged, output);
  const cited = new Set(campaign.verdict.reasons.flatMap(({ alerts }) => alerts));
  for (const attack of attacksOf(campaign, triaged)) {
    if (output.json) await output.object(attack);
    const alerts = Iterator.from(store.alertsOf(attack.id)).filter(({ id }) => cited.has(id));
    await showAlerts(alerts.take(SHOWN).toArray(), store, output);
  }
}

/** As it is judged among all that the store holds. */
async function showAttack(found: Attack, store: Store, output: Output): Promise<void> {
  const triaged = triageStore(store);
  const attack = triaged.attacks.find(({ id }) => id === found.id) ?? found;
  const alerts = store.alertsOf(attack.id);
  if (output.json) {
    await output.object(attack);
    for (const alert of alerts) await showAlerts([alert], store, output);
    for (const link of linksOfAttack(attack, triaged)) await output.object({ kind: "link", ...link });
    return;
  }
  const { show: m, language } = output.messages;
  await output.line(output.color.bold(`${m.attack} ${attack.id}`));
  await printAttacks([attack], output);
  await printCase(attack, triaged, output);
  for (const { verdict, why, atMs } of store.judgements.about(attack.id))
    await output.line(`  ${timeText(atMs)}  ${output.messages.classes[verdict]}  ${terminalText(why, 400)}`);
  await output.line();
  const first = Iterator.from(alerts).take(SHOWN).toArray();
  await showAlerts(first, store, output);
  if (attack.alerts > first.length)
    await output.line(m.more(countText(attack.alerts - first.length, language)));
  await showElsewhere(attack, new Set(first.map(({ id }) => id)), store, output);
}

/** What it is tied to, by what, and what it would be without. */
async function printCase(attack: Attack, triaged: Triaged, output: Output): Promise<void> {
  if (attack.case === null) return;
  const { messages: m } = output;
  const links = linksOfAttack(attack, triaged);
  await output.line(`  ${m.ranking.ties(countText(attack.case.attacks - 1, m.language))}`);
  await printLinks(links.slice(0, LINKS_SHOWN), output);
  if (links.length > LINKS_SHOWN)
    await output.line(`    ${m.campaigns.moreLinks(countText(links.length - LINKS_SHOWN, m.language))}`);
  const alone = triaged.alone.get(attack.id);
  if (alone !== undefined)
    await output.line(`  ${m.ranking.alone(decimalText(alone.score, m.language), m.classes[alone.class])}`);
  if (attack.campaign !== null) await output.line(`  ${m.show.inCampaign(attack.campaign.slice(0, 12))}`);
}

const LINKS_SHOWN = 6;

/** Alerts that its reasons rest on and that were not shown yet: of the attacks that it was judged with. */
async function showElsewhere(
  { verdict }: Attack,
  shown: ReadonlySet<string>,
  store: Store,
  output: Output,
): Promise<void> {
  const cited = new Set(verdict.reasons.flatMap(({ alerts }) => alerts.slice(0, 2)));
  const missing = [...cited].filter((id) => !shown.has(id)).slice(0, SHOWN);
  const alerts = missing
    .flatMap((id) => store.find(id))
    .flatMap((one) => ("alert" in one ? [one.alert] : []));
  if (alerts.length === 0) return;
  await output.line(output.color.bold(output.messages.ranking.elsewhere));
  await showAlerts(alerts, store, output);
}

/** A decision with the alerts it rests on: down to the raw bytes. */
export async function showDecision(
  decision: Decision,
  store: Store,
  output: Output,
  nowMs: number,
): Promise<void> {
  if (output.json) await output.object(decision);
  else await printDecision(decision, store, output, nowMs);
  const alerts = decision.alerts
    .flatMap((id) => store.find(id))
    .flatMap((found) => ("alert" in found ? [found.alert] : []));
  await showAlerts(alerts, store, output);
}

async function showAlerts(alerts: readonly Alert[], store: Store, output: Output): Promise<void> {
  const refs = alerts.flatMap((alert) => alert.evidence.slice(0, output.json ? undefined : RECORDS_SHOWN));
  const raw = await readEvidence(refs, (ref) => store.record(ref));
  for (const alert of alerts) {
    if (output.json)
      await output.object({
        ...shownAlert(alert),
        records: alert.evidence.map((ref) => recordObject(ref, raw)),
      });
    else await printAlert(alert, raw, output);
  }
}

const RECORDS_SHOWN = 10;

function recordObject(ref: EvidenceRef, raw: ReadonlyMap<string, Raw>): unknown {
  const found = raw.get(evidenceKey(ref)) ?? { state: "gone" as const };
  const text = found.state === "verified" ? found.bytes.toString("utf8") : null;
  return { state: found.state, text, check: checkCommand(ref) };
}

async function printAlert(alert: Alert, raw: ReadonlyMap<string, Raw>, output: Output): Promise<void> {
  const { messages: m, color } = output;
  const { rule } = alert;
  await output.line(
    `${color.bold(terminalText(rule.title))}  ${m.levels[rule.level]}  ${alert.time ?? "-"}  ${color.dim(alert.id)}`,
  );
  const tags = rule.tags.length === 0 ? "" : `  ${terminalText(rule.tags.join(" "))}`;
  await output.line(color.dim(`  ${terminalText(rule.id)}${tags}`));
  for (const ref of alert.evidence.slice(0, RECORDS_SHOWN)) await printRecord(ref, raw, output);
  const rest = alert.evidence.length - RECORDS_SHOWN + alert.omitted;
  if (rest > 0) await output.line(`  ${m.show.more(countText(rest, m.language))}`);
  await output.line();
}

async function printRecord(ref: EvidenceRef, raw: ReadonlyMap<string, Raw>, output: Output): Promise<void> {
  const { messages: m, color } = output;
  const found = raw.get(evidenceKey(ref)) ?? { state: "gone" as const };
  const state = m.show[found.state];
  await output.line(
    `  ${terminalText(ref.file)} @${ref.offset}+${ref.length}  ${color.dim(`${ref.sha256.slice(0, 16)}… ${state}`)}`,
  );
  if (found.state === "verified")
    await output.line(`    ${terminalText(found.bytes.toString("utf8"), 2000)}`);
  const command = checkCommand(ref);
  if (command !== null) await output.line(color.dim(`    $ ${terminalText(command)}`));
}
