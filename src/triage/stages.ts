/**
 * How far an attack came, and in which order.
 * @module
 */
import { compareText } from "../base/text.ts";
import { levelRank } from "../model/alert.ts";
import type { Attack, Objective, Step } from "../model/attack.ts";
import { type Tactic, tactics } from "../model/technique.ts";

/** A step with the attack it belongs to. */
export interface Act {
  readonly attack: Attack;
  readonly step: Step;
  readonly timeMs: number;
}

const MEDIUM = levelRank("medium");
const LOW = levelRank("low");

/**
 * Steps that say something, by time: informational and low ones happen to everybody all day. A low one says something when
 * it is done inside by somebody who was just seen getting in.
 */
export function actsOf(attacks: readonly Attack[]): readonly Act[] {
  return attacks
    .flatMap((attack) =>
      attack.steps
        .filter((step) => levelRank(step.level) >= MEDIUM || isDoneInside(step, attack))
        .map((step) => ({ attack, step, timeMs: Date.parse(step.first) })),
    )
    .sort((a, b) => a.timeMs - b.timeMs || byRecord(a.step, b.step) || position(a.step) - position(b.step));
}

function isDoneInside(step: Step, attack: Attack): boolean {
  if (!isInside(step) || levelRank(step.level) < LOW) return false;
  return attack.steps.some(({ succeeded, first }) => succeeded && first <= step.first);
}

function byRecord({ record: a }: Step, { record: b }: Step): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareText(a.file, b.file) || a.offset - b.offset;
}

/**
 * Whether an act came after another. One request that three rules fire on is one act, not three, and so are two counts that
 * begin with it; of two acts in the same second the order is known only within one file.
 */
function isAfter(later: Act, earlier: Act): boolean {
  if (later.timeMs !== earlier.timeMs) return later.timeMs > earlier.timeMs;
  const [a, b] = [earlier.step.record, later.step.record];
  if (a === null || b === null) return true;
  return a.file === b.file && b.offset > a.offset;
}

/** Hiding goes with every stage: it has no place in the order. */
const HIDING: ReadonlySet<Tactic> = new Set(["stealth", "defense-impairment", "defense-evasion"]);

function position({ tactic }: Step): number {
  return tactic === null ? -1 : tactics.indexOf(tactic);
}

/**
 * The longest way through the tactics in their order, one act of each: the longest increasing subsequence over time.
 * Another act can only make it longer.
 */
export function stageOrder(acts: readonly Act[]): readonly Act[] {
  const ordered = acts.filter(({ step }) => step.tactic !== null && !HIDING.has(step.tactic));
  // by tactic: the longest way that ends in it, so far
  const best: (readonly Act[])[] = [];
  for (const act of ordered) {
    const at = position(act.step);
    const before = best
      .slice(0, at)
      .filter((way) => isAfter(act, way.at(-1) as Act))
      .reduce((longest, way) => (way.length > longest.length ? way : longest), []);
    if (before.length + 1 > (best[at]?.length ?? 0)) best[at] = [...before, act];
  }
  return best.reduce((longest, way) => (way.length > longest.length ? way : longest), []);
}

/** What is done once somebody is in. */
const INSIDE: ReadonlySet<Tactic> = new Set([
  "persistence",
  "privilege-escalation",
  "stealth",
  "defense-impairment",
  "defense-evasion",
  "discovery",
  "lateral-movement",
  "collection",
  "command-and-control",
  "exfiltration",
  "impact",
]);

export function isInside({ tactic }: Step): boolean {
  return tactic !== null && INSIDE.has(tactic);
}

/** The first act by which somebody may have got in: a success, or an entry of level high. */
function entryOf(acts: readonly Act[]): Act | undefined {
  return acts.find(({ step }) => isEntry(step));
}

function isEntry(step: Step): boolean {
  if (step.succeeded) return true;
  const serious = levelRank(step.level) > MEDIUM;
  return serious && (step.tactic === "initial-access" || step.tactic === "execution");
}

/** Acts of different tactics after the entry, the first of each. */
export function insideActs(acts: readonly Act[]): readonly Act[] {
  const entry = entryOf(acts);
  if (entry === undefined) return [];
  const found = new Map<Tactic, Act>();
  for (const act of acts) {
    const { tactic } = act.step;
    if (act === entry || tactic === null || !INSIDE.has(tactic) || !isAfter(act, entry)) continue;
    if (HIDING.has(tactic) && isOnlyDisguised(act)) continue;
    if (!found.has(tactic)) found.set(tactic, act);
  }
  return [...found.values()];
}

/** Who comes under many names from outside hides, and is not in. */
function isOnlyDisguised({ attack }: Act): boolean {
  return attack.origin !== null && !attack.steps.some(({ succeeded }) => succeeded);
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

export function objectiveOf(attacks: readonly Attack[]): Objective {
  if (attacks.some(({ techniques }) => techniques.some((id) => MANIPULATION.test(id)))) return "manipulation";
  const acts = actsOf(attacks);
  const steps = acts.length > 0 ? acts.map(({ step }) => step) : attacks.flatMap((one) => one.steps);
  const reached = new Set(steps.map(({ tactic }) => tactic));
  return OBJECTIVES.find(([tactic]) => reached.has(tactic))?.[1] ?? "unknown";
}
