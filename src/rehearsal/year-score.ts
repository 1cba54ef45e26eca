/**
 * How much of a rehearsed year's truth triage told.
 * @module
 */
import { clopperPearson } from "../base/quantiles.ts";
import type { Attack } from "../model/attack.ts";
import type { Campaign } from "../model/campaign.ts";
import type { Part } from "./year/stage.ts";

/** Found of all, with the exact one-sided 95 % lower bound of the share. */
interface Share {
  readonly found: number;
  readonly of: number;
  readonly share: number;
  readonly lower95: number;
}

export interface YearScore {
  readonly attacks: number;
  /** Campaigns of which at least one attack is called elaborate. */
  readonly recall: Share;
  /** Patterns of which nine in ten campaigns were found: campaigns of one pattern are no independent trials. */
  readonly patterns: Share;
  readonly byPattern: Readonly<Record<string, Share>>;
  /** Attacks that were marked as announced tests, and those of campaigns among them: these would be overlooked. */
  readonly announced: number;
  readonly overlooked: number;
  /** Attacks of others that are called elaborate, and campaigns or single attacks that they make up. */
  readonly falseAttacks: number;
  readonly falseEscalations: number;
  /** False escalations by what they really were. */
  readonly escalated: Readonly<Record<string, number>>;
  /** Of a campaign's attacks, those in its largest case; of a case's attacks, those of one campaign. Means. */
  readonly completeness: number;
  readonly purity: number;
  readonly missed: readonly string[];
}

/** @param attacks as ranked */
export function scoreYear(
  attacks: readonly Attack[],
  campaigns: readonly Campaign[],
  truth: ReadonlyMap<string, Part>,
): YearScore {
  const partOf = (attack: Attack): Part | undefined => truth.get(attack.steps[0]?.examples[0] ?? "");
  const staged = Map.groupBy(
    attacks.filter((attack) => partOf(attack)?.kind === "campaign"),
    (attack) => partOf(attack)?.name ?? "",
  );
  const isFound = (own: readonly Attack[]): boolean => own.some((one) => one.verdict.class === "elaborate");
  const byPattern = Map.groupBy(staged.values(), (own) => partOf(own[0] as Attack)?.pattern ?? "");
  const shares = new Map(
    [...byPattern].map(([name, all]) => [name, share(all.filter(isFound).length, all.length)]),
  );
  const wrong = attacks.filter(
    (attack) =>
      attack.verdict.class === "elaborate" &&
      attack.announced === null &&
      partOf(attack)?.kind !== "campaign",
  );
  // a case that holds a campaign is no false escalation, whoever else is in it: that is what purity is for
  const guilty = new Set([...staged.values()].flat().map(({ campaign }) => campaign));
  const escalations = new Map(
    wrong
      .filter(({ campaign }) => campaign === null || !guilty.has(campaign))
      .map((attack) => [attack.campaign ?? attack.id, partOf(attack)?.pattern ?? ""]),
  );
  return {
    attacks: attacks.length,
    recall: share([...staged.values()].filter(isFound).length, staged.size),
    patterns: share([...shares.values()].filter((one) => one.share >= 0.9).length, shares.size),
    byPattern: Object.fromEntries(shares),
    announced: attacks.filter(({ announced }) => announced !== null).length,
    overlooked: attacks.filter((one) => one.announced !== null && partOf(one)?.kind === "campaign").length,
    falseAttacks: wrong.length,
    falseEscalations: escalations.size,
    escalated: tally(escalations.values()),
    completeness: mean([...staged.values()].map(completenessOf)),
    purity: mean(
      campaigns.map((campaign) => purityOf(campaign, attacks, partOf)).filter((one) => one !== null),
    ),
    missed: [...staged].filter(([, own]) => !isFound(own)).map(([name]) => name),
  };
}

function share(found: number, of: number): Share {
  return {
    found,
    of,
    share: of === 0 ? 0 : found / of,
    lower95: of === 0 ? 0 : clopperPearson(found, of, 0.05).low,
  };
}

/** Attacks that stand alone are cases of one. */
function completenessOf(own: readonly Attack[]): number {
  const cases = tally(own.map(({ campaign, id }) => campaign ?? id));
  return Math.max(...Object.values(cases)) / own.length;
}

/** Of campaigns that hold a staged one; what holds none is counted as a false escalation. */
function purityOf(
  campaign: Campaign,
  attacks: readonly Attack[],
  partOf: (attack: Attack) => Part | undefined,
): number | null {
  const names = attacks
    .filter((attack) => attack.campaign === campaign.id)
    .map((attack) => {
      const part = partOf(attack);
      return part?.kind === "campaign" ? part.name : "";
    });
  const { "": _, ...staged } = tally(names);
  const most = Math.max(0, ...Object.values(staged));
  return most === 0 ? null : most / names.length;
}

function tally(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
