/**
 * The verdict: a sum of few terms, each shown with its value, its weight and its alerts. None falls when the attacker does
 * more, none counts alerts, and none knows names, countries or lists of indicators.
 * @module
 */
import { levelRank } from "../model/alert.ts";
import type { Attack, Reason, Step, Verdict, VerdictClass } from "../model/attack.ts";
import type { History } from "./history.ts";
import type { Judgements } from "./judgements.ts";
import { makeReason, round } from "./reason.ts";
import { type Act, actsOf, insideActs, isInside, objectiveOf, stageOrder } from "./stages.ts";
import { verdict as W } from "./weights.ts";

const DAY_MS = 86_400_000;
const CITED = 12;
/** An account that more others try than this is on everybody's list. */
const RARELY_TRIED = 3;

/**
 * Judges attacks that belong together (or one alone).
 * @param attacks of one campaign, by time
 */
export function judge(attacks: readonly Attack[], history: History, judgements: Judgements): Verdict {
  const acts = actsOf(attacks);
  const order = stageOrder(acts);
  const found = [
    rarityReason(attacks, history),
    levelReason(attacks),
    stageReason(order),
    successReason(attacks),
    insideReason(acts),
    dwellReason(acts),
    accountReason(attacks, acts, history),
    actorsReason(attacks, acts),
    onlyHereReason(attacks, acts, history),
  ].filter((reason) => reason !== null);
  const sum = found.reduce((total, { weight }) => total + weight, 0);
  const learnt = judgements.reason(attacks, sum);
  const reasons = learnt === null ? found : [...found, learnt];
  const score = round(reasons.reduce((total, { weight }) => total + weight, 0));
  const kind = classify(attacks, acts, Math.max(order.length, 1 + insideActs(acts).length), score);
  return { class: kind, directed: isDirected(kind, found), objective: objectiveOf(attacks), score, reasons };
}

/** The rarest rule: everything that a person needs to see is in what hardly ever happens. */
function rarityReason(attacks: readonly Attack[], history: History): Reason | null {
  const all = attacks.flatMap(({ steps, body }) =>
    steps.map((step) => ({ step, value: history.rarity(step, body, attacks) })),
  );
  const rarest = best(all, ({ value }) => value);
  if (rarest === null) return null;
  const { step, value } = rarest;
  return reason("rarity", W.rarity * value, value, [value.toFixed(2), step.title], step.examples);
}

function levelReason(attacks: readonly Attack[]): Reason | null {
  const step = best(
    attacks.flatMap((attack) => attack.steps),
    ({ level }) => levelRank(level),
  );
  if (step === null) return null;
  const rank = levelRank(step.level);
  return reason("level", W.level[rank] ?? 0, rank, [step.level, step.title], step.examples);
}

function stageReason(order: readonly Act[]): Reason | null {
  const further = Math.min(order.length - 1, W.maxStages);
  if (further < 1) return null;
  const names = order.map(({ step }) => step.tactic ?? "");
  return reason(
    "stages",
    W.stage * further,
    order.length,
    [String(order.length), names.join(", ")],
    order.flatMap(({ step }) => step.examples.slice(0, 1)),
  );
}

function successReason(attacks: readonly Attack[]): Reason | null {
  const steps = attacks.flatMap((attack) => attack.steps).filter((step) => step.succeeded);
  if (steps.length === 0) return null;
  return reason("success", W.success, 1, [titlesOf(steps)], examplesOf(steps));
}

/** What is done after the entry tells an intruder from a scanner that was lucky. */
function insideReason(acts: readonly Act[]): Reason | null {
  const inside = insideActs(acts);
  if (inside.length === 0) return null;
  const share = Math.min(inside.length, W.maxInside) / W.maxInside;
  const steps = inside.map(({ step }) => step);
  // without a success it is not known that anybody got in, and the reason must not say so
  const code = acts.some(({ step }) => step.succeeded) ? "inside" : "inside-perhaps";
  return reason(code, W.inside * share, inside.length, [titlesOf(steps)], examplesOf(steps));
}

/** From the first act to the last new one: going on with the same act is no further act, else a flood would earn this. */
function dwellReason(acts: readonly Act[]): Reason | null {
  const [first, last] = [acts[0], acts.at(-1)];
  if (first === undefined || last === undefined) return null;
  const days = (last.timeMs - first.timeMs) / DAY_MS;
  if (days < 1) return null;
  const share = Math.min(1, Math.log1p(days) / Math.log1p(W.dwellFullDays));
  const cited = [...first.step.examples.slice(0, 1), ...last.step.examples.slice(0, 1)];
  return reason("dwell", W.dwell * share, days, [days.toFixed(0)], cited);
}

/** An account that was entered, or used inside, and that hardly anybody else tries: it was known before. */
function accountReason(attacks: readonly Attack[], acts: readonly Act[], history: History): Reason | null {
  for (const { step, attack } of acts) {
    if (attack.origin === null || !(step.succeeded || isInside(step))) continue;
    const user = step.users.find((name) => history.othersTrying(name, attack.body, attacks) <= RARELY_TRIED);
    if (user !== undefined) return reason("account", W.account, 1, [user, step.title], step.examples);
  }
  return null;
}

function actorsReason(attacks: readonly Attack[], acts: readonly Act[]): Reason | null {
  const threads = [...new Set(acts.map(({ attack }) => attack.thread))];
  if (threads.length < 2) return null;
  const share = (Math.min(threads.length, W.maxActors) - 1) / (W.maxActors - 1);
  const cited = threads.flatMap((thread) => {
    const own = attacks.find((attack) => attack.thread === thread);
    return own?.steps[0]?.examples.slice(0, 1) ?? [];
  });
  const facts = [String(threads.length), threads.slice(0, 5).join(", ")];
  return reason("actors", W.actors * share, threads.length, facts, cited);
}

/** With several bodies watched: what no other one saw is not what everybody gets. */
function onlyHereReason(attacks: readonly Attack[], acts: readonly Act[], history: History): Reason | null {
  if (history.bodies < 2) return null;
  const own = new Set(attacks.map(({ id }) => id));
  const only = acts.find(
    ({ step, attack, timeMs }) =>
      levelRank(step.level) > 2 &&
      !history.spreads(attack.thread, attack.body, timeMs) &&
      !history.elsewhere(step, attack.body, own),
  );
  if (only === undefined) return null;
  const { step, attack } = only;
  return reason("only-here", W.onlyHere, 1, [step.title, attack.body], step.examples);
}

/**
 * Noise: stopped by a device, or nothing above level low. Elaborate: a high score over more than one stage.
 * Everything else is opportunistic.
 */
function classify(
  attacks: readonly Attack[],
  acts: readonly Act[],
  stages: number,
  score: number,
): VerdictClass {
  if (score >= W.elaborateFrom && stages > 1) return "elaborate";
  const denied = attacks.every(({ outcome }) => outcome === "blocked_by_device");
  return denied || acts.length === 0 ? "noise" : "opportunistic";
}

/** Aimed at this body: elaborate, and its reasons hold something that only fits here. Never an intent. */
function isDirected(kind: VerdictClass, reasons: readonly Reason[]): boolean {
  const codes = new Set(reasons.map(({ code }) => code));
  return kind === "elaborate" && (codes.has("account") || codes.has("only-here"));
}

function reason(
  code: Parameters<typeof makeReason>[0],
  weight: number,
  value: number,
  facts: readonly string[],
  alerts: readonly string[],
): Reason | null {
  const made = makeReason(code, weight, value, facts, [...new Set(alerts)].slice(0, CITED));
  return made.weight === 0 ? null : made;
}

function titlesOf(steps: readonly Step[]): string {
  return [...new Set(steps.map(({ title }) => `"${title}"`))].slice(0, 5).join(", ");
}

function examplesOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ examples }) => examples.slice(0, 2));
}

/** The first of those with the highest value. */
function best<T>(items: readonly T[], value: (item: T) => number): T | null {
  return items.reduce<T | null>((top, item) => (top === null || value(item) > value(top) ? item : top), null);
}
