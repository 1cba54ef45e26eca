/**
 * A first, transparent rank: a sum of four terms, each shown with its weight and its alerts.
 * Volume is no term, nor is country, nor an indicator list: ten thousand dull alerts never outrank a rare one.
 * @module
 */
import { timeText } from "../base/time.ts";
import { type Level, levelRank } from "../model/alert.ts";
import type { Attack, Objective, Outcome, Reason, Verdict, VerdictClass } from "../model/attack.ts";
import { type Tactic, tacticOf, tactics, techniqueOf } from "../model/technique.ts";
import type { CountedAttack } from "./attack.ts";

/** What ranking needs to know of a rule. */
export interface RuleFacts {
  readonly title: string;
  readonly level: Level;
  readonly tags: readonly string[];
  /** The rule says that the attacker got what he tried for. */
  readonly succeeded: boolean;
}

/**
 * The weights, set by hand from published experience (rarity is the best single signal, order and success come next)
 * and not fitted to any data set. The largest possible sum is 1.
 */
const WEIGHTS = {
  /** Times the rarity of the rarest rule, 0 to 1. */
  rarity: 0.25,
  /** For each ATT&CK tactic after the first, at most three. */
  stage: 0.12,
  /** The attacker succeeded at something. */
  success: 0.24,
  /** By the highest level of its rules: informational to critical. */
  level: [0, 0.02, 0.05, 0.1, 0.15],
} as const;

const MAX_STAGES = 3;
const ELABORATE = 0.5;

/** In how many attacks each rule was seen. */
export interface Rarity {
  readonly attacks: number;
  readonly holding: ReadonlyMap<string, number>;
}

/**
 * Judges and orders attacks.
 * @param attacks as counted
 * @param rules facts of every rule that can occur
 * @param seen over how many attacks a rule is called rare; of a scan, over its own
 * @returns attacks by rank, the first first
 * @example rankAttacks([...countAttacks(facts)], rules)[0]?.verdict.reasons
 */
export function rankAttacks(
  attacks: readonly CountedAttack[],
  rules: ReadonlyMap<string, RuleFacts>,
  seen: Rarity = countRules(attacks),
): readonly Attack[] {
  const rarity = rarityOfRules(seen);
  const judged = attacks.map((counted) => ({ counted, verdict: judge(counted, rules, rarity) }));
  judged.sort((a, b) => compare(a, b));
  return judged.map(({ counted, verdict }, index) => toAttack(counted, verdict, rules, index + 1));
}

type Judged = { readonly counted: CountedAttack; readonly verdict: Verdict };

function compare(a: Judged, b: Judged): number {
  const byScore = b.verdict.score - a.verdict.score;
  if (byScore !== 0) return byScore;
  const byTime = a.counted.firstMs - b.counted.firstMs;
  if (byTime !== 0) return byTime;
  return a.counted.id < b.counted.id ? -1 : 1;
}

function countRules(attacks: readonly CountedAttack[]): Rarity {
  const holding = new Map<string, number>();
  for (const attack of attacks)
    for (const rule of attack.rules.keys()) holding.set(rule, (holding.get(rule) ?? 0) + 1);
  return { attacks: attacks.length, holding };
}

/**
 * 0 (in every attack) to 1 (in one of very many): inverse document frequency over the attacks of this scan.
 * With few attacks nothing can be called rare, so the scale is that of at least a hundred.
 */
function rarityOfRules({ attacks, holding }: Rarity): ReadonlyMap<string, number> {
  const scale = Math.log(Math.max(attacks, 100) + 1);
  const rarity = new Map<string, number>();
  for (const [rule, count] of holding)
    rarity.set(rule, Math.max(0, Math.log((attacks + 1) / (count + 1)) / scale));
  return rarity;
}

function judge(
  attack: CountedAttack,
  rules: ReadonlyMap<string, RuleFacts>,
  rarity: ReadonlyMap<string, number>,
): Verdict {
  const reasons = [
    rarityReason(attack, rules, rarity),
    stageReason(attack, rules),
    successReason(attack, rules),
    levelReason(attack, rules),
  ].filter((reason) => reason !== null);
  const score = round(reasons.reduce((sum, reason) => sum + reason.weight, 0));
  return {
    class: classify(attack, rules, score),
    directed: false, // needs evidence that this body was meant; a single scan of generic rules has none
    objective: objectiveOf(attack, rules),
    score,
    reasons,
  };
}

function rarityReason(
  attack: CountedAttack,
  rules: ReadonlyMap<string, RuleFacts>,
  rarity: ReadonlyMap<string, number>,
): Reason | null {
  let rarest: string | null = null;
  for (const rule of attack.rules.keys()) {
    if (rarest === null || (rarity.get(rule) ?? 0) > (rarity.get(rarest) ?? 0)) rarest = rule;
  }
  if (rarest === null) return null;
  const value = rarity.get(rarest) ?? 0;
  const weight = round(WEIGHTS.rarity * value);
  if (weight === 0) return null;
  const title = rules.get(rarest)?.title ?? rarest;
  return reason(
    "rarity",
    `rare here: "${title}" (rarity ${value.toFixed(2)} of 1)`,
    attack,
    [rarest],
    weight,
  );
}

function stageReason(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Reason | null {
  const stages = stagesOf(attack, rules);
  const counted = Math.min(stages.size - 1, MAX_STAGES);
  if (counted < 1) return null;
  const names = [...stages.keys()];
  const text = `${stages.size} stages: ${names.join(", ")}`;
  return reason("stages", text, attack, [...stages.values()], round(WEIGHTS.stage * counted));
}

/** The tactics of an attack in order of an intrusion, each with a rule that shows it. */
function stagesOf(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): ReadonlyMap<Tactic, string> {
  const shown = new Map<Tactic, string>();
  for (const id of attack.rules.keys()) {
    // a rule with several tactics is one act: it counts for its first tactic only
    const tactic = (rules.get(id)?.tags ?? []).map(tacticOf).find((found) => found !== null);
    if (tactic !== undefined && !shown.has(tactic)) shown.set(tactic, id);
  }
  return new Map([...shown].sort(([a], [b]) => tactics.indexOf(a) - tactics.indexOf(b)));
}

function successReason(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Reason | null {
  const succeeded = [...attack.rules.keys()].filter((id) => rules.get(id)?.succeeded === true);
  if (succeeded.length === 0) return null;
  const titles = succeeded.map((id) => `"${rules.get(id)?.title ?? id}"`).join(", ");
  return reason("success", `succeeded: ${titles}`, attack, succeeded, WEIGHTS.success);
}

function levelReason(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Reason | null {
  let highest: { readonly id: string; readonly level: Level } | null = null;
  for (const id of attack.rules.keys()) {
    const level = rules.get(id)?.level ?? "informational";
    if (highest === null || levelRank(level) > levelRank(highest.level)) highest = { id, level };
  }
  if (highest === null) return null;
  const weight = WEIGHTS.level[levelRank(highest.level)] ?? 0;
  if (weight === 0) return null;
  return reason("level", `a rule of level ${highest.level} fired`, attack, [highest.id], weight);
}

function reason(
  code: string,
  text: string,
  attack: CountedAttack,
  ruleIds: readonly string[],
  weight: number,
): Reason {
  const alerts = ruleIds.flatMap((id) => attack.rules.get(id)?.examples ?? []);
  return { code, text, alerts, weight, value: weight, facts: [] };
}

/**
 * Noise: stopped by a device, or nothing above level low. Elaborate: a high score over more than one stage.
 * Everything else is opportunistic.
 */
function classify(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>, score: number): VerdictClass {
  if (score >= ELABORATE && stagesOf(attack, rules).size > 1) return "elaborate";
  const serious = [...attack.rules.keys()].some(
    (id) => levelRank(rules.get(id)?.level ?? "informational") > 1,
  );
  return attack.allDenied || !serious ? "noise" : "opportunistic";
}

/** What the last stage reached was after, in the words of the verdict; never an intent. */
const OBJECTIVES: readonly (readonly [Tactic, Objective])[] = [
  ["impact", "disruption"],
  ["exfiltration", "theft"],
  ["collection", "theft"],
  ["lateral-movement", "access"],
  ["persistence", "access"],
  ["credential-access", "access"],
  ["initial-access", "access"],
  ["reconnaissance", "reconnaissance"],
  ["discovery", "reconnaissance"],
];

/** Changing data or a public page: ATT&CK data manipulation and defacement. */
const MANIPULATION = /^T(1565|1491)(\.|$)/;

function objectiveOf(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Objective {
  if (techniquesOf(attack, rules).some((id) => MANIPULATION.test(id))) return "manipulation";
  const stages = stagesOf(attack, rules);
  return OBJECTIVES.find(([tactic]) => stages.has(tactic))?.[1] ?? "unknown";
}

function techniquesOf(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): string[] {
  const found = new Set<string>();
  for (const id of attack.rules.keys()) {
    for (const tag of rules.get(id)?.tags ?? []) {
      const technique = techniqueOf(tag);
      if (technique !== null) found.add(technique);
    }
  }
  return [...found].sort();
}

function outcomeOf(attack: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Outcome {
  if ([...attack.rules.keys()].some((id) => rules.get(id)?.succeeded === true)) return "succeeded";
  return attack.allDenied ? "blocked_by_device" : "observed";
}

function toAttack(
  counted: CountedAttack,
  verdict: Verdict,
  rules: ReadonlyMap<string, RuleFacts>,
  rank: number,
): Attack {
  return {
    kind: "attack",
    id: counted.id,
    body: counted.body,
    origin: counted.ip === null ? null : { ip: counted.ip },
    first: timeText(counted.firstMs),
    last: timeText(counted.lastMs),
    alerts: counted.alerts,
    rules: [...counted.rules.keys()].sort(),
    techniques: techniquesOf(counted, rules),
    outcome: outcomeOf(counted, rules),
    verdict,
    rank,
    thread: counted.thread,
  };
}

/** Four decimals: the same sum on every machine, whatever the order of its terms. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
