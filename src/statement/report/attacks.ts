/**
 * The attacks of a report, each with its reasons and raw records.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import { compareText, countText, decimalText, htmlText, signedText } from "../../base/text.ts";
import type { Alert, EvidenceRef } from "../../model/alert.ts";
import type { Attack } from "../../model/attack.ts";
import { checkCommand, evidenceKey, type Raw, readEvidence } from "../../pipeline/evidence.ts";
import type { Store } from "../../store/store.ts";
import { reasonText } from "../../triage/reason.ts";

/** A page stays readable: so many attacks, alerts of each and records of each alert. */
const ATTACKS = 50;
const ALERTS = 8;
const RECORDS = 3;

export interface CitedAttack {
  readonly attack: Attack;
  readonly alerts: readonly Alert[];
  readonly raw: ReadonlyMap<string, Raw>;
}

/** The first attacks with the alerts that carry their reasons, and the bytes behind these. */
export async function citedAttacks(
  attacks: readonly Attack[],
  store: Store,
): Promise<readonly CitedAttack[]> {
  const chosen = attacks.slice(0, ATTACKS).map((attack) => ({ attack, alerts: chooseAlerts(attack, store) }));
  const raw = await readEvidence(
    chosen.flatMap(({ alerts }) => alerts.flatMap((alert) => alert.evidence.slice(0, RECORDS))),
    (ref) => store.record(ref),
  );
  return chosen.map(({ attack, alerts }) => ({ attack, alerts, raw }));
}

/** One alert of each rule first, in order of time; then more of the same. */
function chooseAlerts(attack: Attack, store: Store): readonly Alert[] {
  const firstOfRule: Alert[] = [];
  const others: Alert[] = [];
  const seen = new Set<string>();
  for (const alert of store.alertsOf(attack.id)) {
    if (!seen.has(alert.rule.id)) firstOfRule.push(alert);
    else if (others.length < ALERTS) others.push(alert);
    seen.add(alert.rule.id);
  }
  const chosen = [...firstOfRule.slice(0, ALERTS), ...others].slice(0, ALERTS);
  return chosen.sort((a, b) => compareText(a.time ?? "", b.time ?? ""));
}

export function attackSection(cited: readonly CitedAttack[], all: number, m: Messages): string {
  if (cited.length === 0) return "";
  const showing = m.report.showing(countText(cited.length, m.language), countText(all, m.language));
  return (
    `<section aria-labelledby="attacks"><h2 id="attacks">${htmlText(m.report.attacks)}</h2>` +
    `<p class="faint">${htmlText(showing)} ${htmlText(m.report.evidenceText)}</p>${cited.map((one) => attackHtml(one, m)).join("\n")}</section>`
  );
}

function attackHtml(cited: CitedAttack, m: Messages): string {
  const { attack } = cited;
  const open = attack.rank <= 3 ? " open" : "";
  return `<details${open} id="attack-${attack.id.slice(0, 12)}"><summary>${headline(attack, m)}</summary><div>${facts(attack, m)}${reasons(attack, m)}${evidence(cited, m)}</div></details>`;
}

function headline(attack: Attack, m: Messages): string {
  const { verdict } = attack;
  const cells = [
    `<span class="rank">#${attack.rank}</span>`,
    `<span class="class ${verdict.class}">${htmlText(m.classes[verdict.class])}</span>`,
    `<span class="origin">${htmlText(attack.origin?.ip ?? attack.thread, 120)}</span>`,
    `<span>${htmlText(m.outcomes[attack.outcome])}</span>`,
    `<span class="faint">${countText(attack.alerts, m.language)} ${htmlText(m.scan.funnel.alerts)} · ${minute(attack.first)}</span>`,
  ];
  if (attack.announced !== null)
    cells.push(`<span>${htmlText(m.ranking.announced(attack.announced), 200)}</span>`);
  return cells.join("");
}

function facts(attack: Attack, m: Messages): string {
  const r = m.report;
  const rows: readonly (readonly [string, string])[] = [
    [r.body, attack.body],
    [attack.origin === null ? r.thread : r.origin, attack.origin?.ip ?? attack.thread],
    [r.period, `${minute(attack.first)} – ${minute(attack.last)} UTC`],
    [r.outcome, m.outcomes[attack.outcome]],
    [r.techniques, attack.techniques.join(", ") || r.none],
    ["id", attack.id],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${htmlText(name)}</dt><dd>${htmlText(value)}</dd>`).join("")}</dl>`;
}

function reasons(attack: Attack, m: Messages): string {
  const rows = attack.verdict.reasons.map(
    (reason) =>
      `<tr><td class="number">${signedText(reason.weight, m.language)}</td><td>${htmlText(reasonText(reason, m), 400)}</td></tr>`,
  );
  const sum = `<tr><th class="number">${decimalText(attack.verdict.score, m.language)}</th><th>${htmlText(m.classes[attack.verdict.class])}</th></tr>`;
  const tied =
    attack.case === null
      ? ""
      : `<p class="faint">${htmlText(m.ranking.tied(countText(attack.case.attacks - 1, m.language)))}</p>`;
  return `<h3>${htmlText(m.report.reasons)}</h3><table><tbody>${rows.join("")}${sum}</tbody></table>${tied}`;
}

function evidence({ attack, alerts, raw }: CitedAttack, m: Messages): string {
  const rest = attack.alerts - alerts.length;
  const more =
    rest > 0 ? `<p class="faint">${htmlText(m.report.moreRecords(countText(rest, m.language)))}</p>` : "";
  const shown = alerts.map((alert) => alertHtml(alert, raw, m)).join("");
  return `<h3>${htmlText(m.report.evidence)}</h3>${shown}${more}${checkHtml(alerts[0]?.evidence[0], m)}`;
}

function alertHtml(alert: Alert, raw: ReadonlyMap<string, Raw>, m: Messages): string {
  const time = alert.time === null ? "–" : `${alert.time.slice(0, 19).replace("T", " ")} UTC`;
  const records = alert.evidence.slice(0, RECORDS).map((ref) => recordHtml(ref, raw, m));
  return `<p><strong>${htmlText(alert.rule.title)}</strong> · ${htmlText(m.levels[alert.rule.level])} · ${time}</p>${records.join("")}`;
}

function recordHtml(ref: EvidenceRef, raw: ReadonlyMap<string, Raw>, m: Messages): string {
  const found = raw.get(evidenceKey(ref)) ?? { state: "gone" as const };
  const text =
    found.state === "verified"
      ? `<pre tabindex="0">${htmlText(found.bytes.toString("utf8"), 4000)}</pre>`
      : "";
  const place = `${ref.file} @${ref.offset}+${ref.length}`;
  return `${text}<p class="faint">${htmlText(place)} · sha256 <code>${ref.sha256}</code> · ${htmlText(m.show[found.state])}</p>`;
}

/** The command for the first record; those for the others differ in two numbers. */
function checkHtml(ref: EvidenceRef | undefined, m: Messages): string {
  const command = ref === undefined ? null : checkCommand(ref);
  if (command === null) return "";
  return `<h3>${htmlText(m.report.check)}</h3><p class="faint">${htmlText(m.report.checkText)}</p><pre tabindex="0">${htmlText(command)}</pre>`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
