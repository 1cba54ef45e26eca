/**
 * From a counted attack to one that can be judged: what each rule saw, with its words.
 * @module
 */
import { compareText } from "../base/text.ts";
import { timeText } from "../base/time.ts";
import type { Level } from "../model/alert.ts";
import type { Attack, Outcome, Step } from "../model/attack.ts";
import { tacticOf, techniqueOf } from "../model/technique.ts";
import type { CountedAttack } from "./attack.ts";

/** What ranking needs to know of a rule. */
export interface RuleFacts {
  readonly title: string;
  readonly level: Level;
  readonly tags: readonly string[];
  /** The rule says that the attacker got what he tried for. */
  readonly succeeded: boolean;
}

/** A rule that nothing is known of counts as a dull one. */
const UNKNOWN: RuleFacts = { title: "", level: "informational", tags: [], succeeded: false };

/** The attack, not judged yet. @example describeAttack(counted, rules).steps[0]?.title */
export function describeAttack(counted: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Attack {
  const steps = stepsOf(counted, rules);
  return {
    kind: "attack",
    id: counted.id,
    body: counted.body,
    origin: counted.ip === null ? null : { ip: counted.ip },
    first: timeText(counted.firstMs),
    last: timeText(counted.lastMs),
    alerts: counted.alerts,
    rules: [...counted.rules.keys()].sort(compareText),
    techniques: techniquesOf(counted, rules),
    outcome: outcomeOf(steps, counted.allDenied),
    verdict: { class: "noise", directed: false, objective: "unknown", score: 0, reasons: [] },
    rank: 1,
    thread: counted.thread,
    steps,
    entities: { user: namesOf(counted.users), host: namesOf(counted.hosts) },
    traits: namesOf(counted.traits),
    shown: shownBy(counted),
    announced: null,
    case: null,
    campaign: null,
  };
}

function namesOf(names: ReadonlyMap<string, string>): string[] {
  return [...names.keys()].sort(compareText);
}

/** The first alert that holds each name, in a fixed order. */
function shownBy({ users, hosts, traits }: CountedAttack): Record<string, string> {
  const all = [
    ...[...users].map(([name, alert]) => [`user ${name}`, alert] as const),
    ...[...hosts].map(([name, alert]) => [`host ${name}`, alert] as const),
    ...traits,
  ];
  return Object.fromEntries(all.sort(([a], [b]) => compareText(a, b)));
}

function stepsOf(counted: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): Step[] {
  const steps = [...counted.rules].map(([rule, share]): Step => {
    const { title, level, tags, succeeded } = rules.get(rule) ?? UNKNOWN;
    // a rule with several tactics is one act: it counts for its first tactic only
    const tactic = tags.map(tacticOf).find((found) => found !== null) ?? null;
    return {
      rule,
      title: title === "" ? rule : title,
      level,
      tactic,
      succeeded,
      first: timeText(share.firstMs),
      last: timeText(share.lastMs),
      alerts: share.count,
      examples: [...share.examples],
      users: [...share.users].sort(compareText),
      record: share.record,
    };
  });
  return steps.sort((a, b) => compareText(a.first, b.first) || compareText(a.rule, b.rule));
}

function techniquesOf(counted: CountedAttack, rules: ReadonlyMap<string, RuleFacts>): string[] {
  const tags = [...counted.rules.keys()].flatMap((rule) => rules.get(rule)?.tags ?? []);
  const found = tags.map(techniqueOf).filter((technique) => technique !== null);
  return [...new Set(found)].sort(compareText);
}

function outcomeOf(steps: readonly Step[], allDenied: boolean): Outcome {
  if (steps.some(({ succeeded }) => succeeded)) return "succeeded";
  return allDenied ? "blocked_by_device" : "observed";
}
