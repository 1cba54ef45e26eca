/**
 * The answer of a scan in a terminal: first the sentence, then the numbers, then the attacks, then how to look further.
 * @module
 */
import type { Messages } from "../base/messages/index.ts";
import { countText, decimalText, sizeText, terminalText } from "../base/text.ts";
import type { Attack, VerdictClass } from "../model/attack.ts";
import type { Summary } from "../model/summary.ts";
import type { ScanResult } from "../pipeline/scan-options.ts";
import { answerSentence, funnel } from "../statement/answer.ts";
import { reasonLine } from "../triage/reason.ts";
import type { Output } from "./output.ts";

const SHOWN = 10;

/** @param options what `vigie show` needs besides the id; null when there is nothing to show it from */
export async function printAnswer(result: ScanResult, output: Output, options: string | null): Promise<void> {
  const { summary, attacks } = result;
  const { messages: m, color } = output;
  await output.line(color.bold(answerSentence(result, m)));
  await output.line(color.dim(m.scan.caveat));
  await output.line();
  for (const line of funnelLines(result, m)) await output.line(line);
  await output.line();
  for (const line of readLines(summary, m)) await output.line(line);
  if (attacks.length === 0) return;
  await output.line();
  await output.line(
    color.bold(
      m.scan.attacksHeading(String(Math.min(SHOWN, attacks.length)), countText(attacks.length, m.language)),
    ),
  );
  await printAttacks(attacks.slice(0, SHOWN), output);
  if (options === null) return;
  await output.line();
  await output.line(m.scan.next((attacks[0]?.id ?? "").slice(0, 12), options));
}

const FUNNEL_WIDTH = 40;

/** Steps from records to elaborate attacks; bars on a logarithmic scale, since each step is a hundred times smaller. */
function funnelLines(result: ScanResult, m: Messages): readonly string[] {
  const steps = funnel(result, m);
  const names = Math.max(...steps.map(([name]) => name.length));
  const numbers = Math.max(...steps.map(([, value]) => countText(value, m.language).length));
  const scale = FUNNEL_WIDTH / Math.log10(Math.max(10, result.summary.records + 1));
  return steps.map(([name, value]) => {
    const bar = "▇".repeat(Math.round(Math.log10(value + 1) * scale));
    return `  ${name.padEnd(names)}  ${countText(value, m.language).padStart(numbers)}  ${bar}`;
  });
}

function readLines(summary: Summary, m: Messages): readonly string[] {
  const { language } = m;
  const share = summary.records === 0 ? 0 : (summary.records - summary.unparsed) / summary.records;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    share,
  );
  const read = summary.files.filter(({ error, records }) => error === null || records > 0);
  const counts = [countText(read.length, language), countText(summary.records, language)] as const;
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(summary.seconds);
  const lines = [m.scan.read(counts[0], counts[1], sizeText(summary.bytes, language), seconds)];
  if (summary.records > 0) lines.push(m.scan.recognised(percent, formatsText(summary, language)));
  if (summary.attacks > 0) lines.push(countingText(summary, m));
  if (summary.unparsed > 0) lines.push(m.scan.unparsed(countText(summary.unparsed, language)));
  if (summary.oversize > 0) lines.push(m.scan.oversize(countText(summary.oversize, language)));
  if (summary.rules.rejected > 0)
    lines.push(m.scan.rejectedRules(countText(summary.rules.rejected, language)));
  return lines.map((line) => `  ${line}`);
}

/** The figure with its rule, and what other rules would give. */
function countingText({ counting }: Summary, m: Messages): string {
  const others = counting.sensitivity.map(
    ({ gapMs, unit, attacks }) => `${minutes(gapMs)} ${m.scan.units[unit]} ${countText(attacks, m.language)}`,
  );
  return m.scan.counting(minutes(counting.gapMs), others.join(", "));
}

function minutes(ms: number): string {
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`;
}

const FORMATS_SHOWN = 8;

function formatsText(summary: Summary, language: string): string {
  const counts = new Map<string, number>();
  for (const file of summary.files) {
    for (const [format, count] of Object.entries(file.formats))
      counts.set(format, (counts.get(format) ?? 0) + count);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const shown = sorted
    .slice(0, FORMATS_SHOWN)
    .map(([format, count]) => `${format} ${countText(count, language)}`);
  return shown.join(", ") + (sorted.length > FORMATS_SHOWN ? ", …" : "");
}

const COLORS: Readonly<Record<VerdictClass, "red" | "yellow" | "dim">> = {
  elaborate: "red",
  opportunistic: "yellow",
  noise: "dim",
};

/** A table of attacks with the reasons of each below it. */
export async function printAttacks(attacks: readonly Attack[], output: Output): Promise<void> {
  const { messages: m, color } = output;
  const c = m.scan.columns;
  const heading = ["#", c.class, c.score, c.first, c.origin, c.alerts, c.outcome, "id"];
  const rows = attacks.map((attack) => [
    String(attack.rank),
    m.classes[attack.verdict.class],
    decimalText(attack.verdict.score, m.language),
    attack.first.slice(0, 16).replace("T", " "),
    terminalText(attack.origin?.ip ?? attack.thread, 40),
    countText(attack.alerts, m.language),
    m.outcomes[attack.outcome],
    attack.id.slice(0, 12),
  ]);
  const widths = heading.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const lay = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  await output.line(color.dim(`  ${lay(heading)}`));
  const told = new Map<string, number>();
  for (const [i, attack] of attacks.entries()) {
    await output.line(`  ${color[COLORS[attack.verdict.class]](lay(rows[i] ?? []))}`);
    for (const line of whyLines(attack, told, m)) await output.line(color.dim(`       ${line}`));
  }
}

/** The reasons; of attacks that were judged together with the first of them. @param told rank of the first, by case */
function whyLines(attack: Attack, told: Map<string, number>, m: Messages): readonly string[] {
  const marks = attack.announced === null ? [] : [m.ranking.announced(terminalText(attack.announced, 80))];
  const reasons = [
    ...marks,
    ...attack.verdict.reasons.map((reason) => terminalText(reasonLine(reason, m), 170)),
  ];
  if (attack.case === null) return reasons;
  const first = told.get(attack.case.id);
  if (first === undefined) {
    told.set(attack.case.id, attack.rank);
    return [...reasons, m.ranking.tied(countText(attack.case.attacks - 1, m.language))];
  }
  const same = attack.campaign === null ? m.ranking.sameCase : m.scan.sameCampaign;
  return [...marks, same(String(first))];
}
