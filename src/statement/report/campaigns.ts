/**
 * The campaigns of a report: each as a timeline of its attacks with what ties them, and its reasons.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { countText, decimalText, htmlText, signedText } from "../../base/text.ts";
import type { Attack } from "../../model/attack.ts";
import type { Campaign, Link } from "../../model/campaign.ts";
import { linkText, reasonText } from "../../triage/reason.ts";

/** A page stays readable. */
const CAMPAIGNS = 20;
const ATTACKS = 40;
const LINKS = 40;

const WIDTH = 900;
const LEFT = 12;
const RIGHT = 24;
/** Ties arch over the line on which attacks stand. */
const ARCH = 120;
const ROW = 26;

export function campaignSection(
  campaigns: readonly Campaign[],
  attacks: readonly Attack[],
  m: Messages,
): string {
  if (campaigns.length === 0) return "";
  const byId = new Map(attacks.map((attack) => [attack.id, attack]));
  const shown = campaigns.slice(0, CAMPAIGNS);
  const counts = [countText(shown.length, m.language), countText(campaigns.length, m.language)] as const;
  return (
    `<section aria-labelledby="campaigns"><h2 id="campaigns">${htmlText(m.report.campaigns)}</h2>` +
    `<p class="faint">${htmlText(m.report.showing(...counts))} ${htmlText(m.report.campaignText)}</p>` +
    `${shown.map((campaign) => campaignHtml(campaign, byId, m)).join("\n")}</section>`
  );
}

function campaignHtml(campaign: Campaign, byId: ReadonlyMap<string, Attack>, m: Messages): string {
  const { verdict, id } = campaign;
  const own = campaign.attacks.map((attack) => byId.get(attack)).filter((attack) => attack !== undefined);
  const title = `${campaign.bodies.join(", ")} · ${day(campaign.first)} – ${day(campaign.last)}`;
  const head =
    `<span class="rank">#${campaign.rank}</span><span class="class ${verdict.class}">${htmlText(m.classes[verdict.class])}</span>` +
    `<span class="origin">${htmlText(title)}</span><span class="faint">${countText(own.length, m.language)} ${htmlText(m.scan.funnel.attacks)}</span>`;
  const meant = verdict.directed ? m.campaigns.directed : m.campaigns.undirected;
  return (
    `<details${campaign.rank <= 3 ? " open" : ""} id="campaign-${id.slice(0, 12)}"><summary>${head}</summary><div>` +
    `<p>${htmlText(meant)}</p>${timeline(own, campaign.links, m)}${attackList(own, m)}${linkTable(campaign, own, m)}${reasonTable(campaign, m)}</div></details>`
  );
}

/** Attacks as numbered points on a line of time; ties as arches, the stronger the darker. */
function timeline(own: readonly Attack[], links: readonly Link[], m: Messages): string {
  const shown = own.slice(0, ATTACKS);
  const times = shown.map(({ first }) => Date.parse(first));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const x = placesOf(times, from, to);
  const at = new Map(shown.map(({ id }, i) => [id, x[i] ?? LEFT]));
  const arches = links.map((link) => archOf(link, at, m)).filter((arch) => arch !== "");
  const ground = ARCH + 14;
  const points = shown.map((attack, i) => {
    const label = `${i + 1}. ${minute(attack.first)} ${attack.origin?.ip ?? attack.thread}: ${attack.steps.map((step) => step.title).join("; ")}`;
    const place = (x[i] ?? 0).toFixed(1);
    return (
      `<g><title>${htmlText(label, 400)}</title><circle class="point" cx="${place}" cy="${ground}" r="9"/>` +
      `<text class="onpoint" x="${place}" y="${ground + 4}" text-anchor="middle">${i + 1}</text></g>`
    );
  });
  const words = m.report.campaignLabel(
    countText(shown.length, m.language),
    minute(shown[0]?.first ?? ""),
    minute(shown.at(-1)?.first ?? ""),
  );
  return (
    `<svg viewBox="0 0 ${WIDTH} ${ground + ROW + 14}" role="img" aria-label="${htmlText(words)}">` +
    `<line class="axis" x1="${LEFT}" y1="${ground}" x2="${WIDTH - LEFT}" y2="${ground}"/>${arches.join("")}${points.join("")}` +
    `<text class="faint" x="${LEFT}" y="${ground + ROW + 8}">${day(shown[0]?.first ?? "")}</text>` +
    `<text class="faint" x="${WIDTH - LEFT}" y="${ground + ROW + 8}" text-anchor="end">${day(shown.at(-1)?.first ?? "")}</text></svg>`
  );
}

/** By time, but never so close that two points cover each other. */
function placesOf(times: readonly number[], from: number, to: number): readonly number[] {
  const room = WIDTH - LEFT - RIGHT;
  const apart = Math.min(20, room / Math.max(1, times.length));
  const places: number[] = [];
  for (const [i, time] of times.entries()) {
    const wanted = LEFT + 10 + (to === from ? 0 : ((time - from) / (to - from)) * (room - 10));
    const before = places.at(-1);
    const last = WIDTH - RIGHT - (times.length - 1 - i) * apart; // room for those that follow
    places.push(Math.min(last, before === undefined ? wanted : Math.max(wanted, before + apart)));
  }
  return places;
}

function archOf(link: Link, at: ReadonlyMap<string, number>, m: Messages): string {
  const [a, b] = [at.get(link.attacks[0]), at.get(link.attacks[1])];
  if (a === undefined || b === undefined) return "";
  const ground = ARCH + 5;
  const height = Math.min(ARCH - 6, 18 + Math.abs(b - a) / 4);
  const title = `${decimalText(link.strength, m.language)} ${linkText(link, m)}`;
  return (
    `<path class="tie" d="M ${a.toFixed(1)} ${ground} Q ${((a + b) / 2).toFixed(1)} ${(ground - 2 * height).toFixed(1)} ${b.toFixed(1)} ${ground}" ` +
    `stroke-opacity="${Math.max(0.15, link.strength).toFixed(2)}"><title>${htmlText(title, 400)}</title></path>`
  );
}

function attackList(own: readonly Attack[], m: Messages): string {
  const items = own.slice(0, ATTACKS).map((attack) => {
    const steps = attack.steps.map((step) => step.title).join("; ");
    const who = attack.origin?.ip ?? attack.thread;
    return `<li>${minute(attack.first)} UTC · <code>${htmlText(who, 120)}</code> · ${htmlText(steps, 400)} · ${htmlText(m.outcomes[attack.outcome])}</li>`;
  });
  return `<ol>${items.join("")}</ol>`;
}

function linkTable({ links, weakest }: Campaign, own: readonly Attack[], m: Messages): string {
  const number = new Map(own.map(({ id }, i) => [id, i + 1]));
  const rows = links.slice(0, LINKS).map((link) => {
    const [a, b] = link.attacks.map((id) => number.get(id) ?? 0);
    return `<tr><td class="number">${decimalText(link.strength, m.language)}</td><td>${a} – ${b}</td><td>${day(link.time)}</td><td>${htmlText(linkText(link, m), 400)}</td></tr>`;
  });
  const more = links.length - LINKS;
  const rest =
    more > 0 ? `<p class="faint">${htmlText(m.campaigns.moreLinks(countText(more, m.language)))}</p>` : "";
  const breaks =
    weakest === null
      ? ""
      : `<p>${htmlText(m.campaigns.weakest(countText(weakest.attacks.length, m.language), decimalText(weakest.strength, m.language)))}</p>`;
  const r = m.report;
  return (
    `<h3>${htmlText(r.ties)}</h3><table><thead><tr><th scope="col" class="number">${htmlText(r.strength)}</th><th scope="col">${htmlText(r.between)}</th>` +
    `<th scope="col">${htmlText(r.time)}</th><th scope="col">${htmlText(r.tie)}</th></tr></thead><tbody>${rows.join("")}</tbody></table>${rest}${breaks}`
  );
}

function reasonTable({ verdict }: Campaign, m: Messages): string {
  const rows = verdict.reasons.map(
    (reason) =>
      `<tr><td class="number">${signedText(reason.weight, m.language)}</td><td>${htmlText(reasonText(reason, m), 400)}</td></tr>`,
  );
  return `<h3>${htmlText(m.report.reasons)}</h3><table><tbody>${rows.join("")}</tbody></table>`;
}

function day(time: string): string {
  return time.slice(0, 10);
}

function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
