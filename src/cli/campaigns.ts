/**
 * A campaign in a terminal: its attacks by time, what ties them, and what would break it.
 * @module
 */
import { countText, decimalText, terminalText } from "../base/text.ts";
import type { Campaign, Link } from "../model/campaign.ts";
import { attacksOf } from "../pipeline/triage.ts";
import { linkText, reasonLine } from "../triage/reason.ts";
import type { Triaged } from "../triage/triage.ts";
import type { Output } from "./output.ts";

const LINKS_SHOWN = 12;

export async function printCampaign(campaign: Campaign, triaged: Triaged, output: Output): Promise<void> {
  const { messages: m, color } = output;
  const { verdict } = campaign;
  const period = `${campaign.first.slice(0, 10)} – ${campaign.last.slice(0, 10)}`;
  const bodies = campaign.bodies.map((body) => terminalText(body)).join(", ");
  const head = `#${campaign.rank}  ${m.classes[verdict.class]}  ${decimalText(verdict.score, m.language)}  ${period}  ${bodies}`;
  await output.line(`${color.bold(head)}  ${color.dim(campaign.id.slice(0, 12))}`);
  const by = attacksOf(campaign, triaged)[0]?.announced ?? null;
  if (by !== null) await output.line(`  ${m.ranking.announced(terminalText(by, 80))}`);
  await output.line(`  ${verdict.directed ? m.campaigns.directed : m.campaigns.undirected}`);
  for (const reason of verdict.reasons)
    await output.line(color.dim(`  ${terminalText(reasonLine(reason, m), 170)}`));
  for (const attack of attacksOf(campaign, triaged)) {
    const steps = attack.steps.map(({ title }) => title).join("; ");
    const who = terminalText(attack.origin?.ip ?? attack.thread, 40);
    const time = attack.first.slice(0, 16).replace("T", " ");
    await output.line(
      `  ${time}  ${who.padEnd(16)}  ${terminalText(steps, 120)}  ${color.dim(attack.id.slice(0, 12))}`,
    );
  }
  await printLinks(campaign.links.slice(0, LINKS_SHOWN), output);
  const more = campaign.links.length - LINKS_SHOWN;
  if (more > 0) await output.line(`    ${m.campaigns.moreLinks(countText(more, m.language))}`);
  const { weakest } = campaign;
  if (weakest !== null) {
    const apart = countText(weakest.attacks.length, m.language);
    await output.line(`  ${m.campaigns.weakest(apart, decimalText(weakest.strength, m.language))}`);
  }
  await output.line();
}

/** Ties, the strongest first. */
export async function printLinks(links: readonly Link[], output: Output): Promise<void> {
  const { messages: m } = output;
  for (const link of links) {
    const [a, b] = link.attacks.map((id) => id.slice(0, 8));
    const strength = decimalText(link.strength, m.language);
    const text = terminalText(linkText(link, m), 160);
    await output.line(`    ${strength}  ${link.time.slice(0, 10)}  ${a} – ${b}  ${text}`);
  }
}
