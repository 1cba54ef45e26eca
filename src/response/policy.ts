/**
 * The block policy: vigie.yaml's `block` section, read once.
 * @module
 */
import { parseDuration } from "../base/time.ts";
import type { BlockConfig } from "../config/block.ts";
import { type Level, levelRank } from "../model/alert.ts";

export interface BlockPolicy {
  readonly active: boolean;
  readonly include: ReadonlySet<string>;
  readonly exclude: ReadonlySet<string>;
  readonly durationMs: number;
  readonly maxDurationMs: number;
  readonly memoryMs: number;
  readonly latenessMs: number;
  readonly perMinute: number;
  readonly minRecords: number;
  /** The mildest level that leads to a decision; null where none does. */
  levelFor(behaviour: string): Level | null;
}

/**
 * @param active whether decisions are put in force; false makes a dry run whatever the file says
 * @example policyOf(config.block, config.block.mode === "active")
 */
export function policyOf(config: BlockConfig, active: boolean): BlockPolicy {
  const durationMs = parseDuration(config.duration) ?? 0;
  const patterns = Object.entries(config.behaviours).map(
    ([pattern, level]) => [pattern.split(":"), level] as const,
  );
  return {
    active,
    include: new Set(config.rules.include),
    exclude: new Set(config.rules.exclude),
    durationMs,
    maxDurationMs: Math.max(durationMs, parseDuration(config.max_duration) ?? 0),
    memoryMs: parseDuration(config.memory) ?? 0,
    latenessMs: parseDuration(config.lateness) ?? 0,
    perMinute: config.per_minute,
    minRecords: config.min_records,
    levelFor: (behaviour) => {
      const [service = "", deed = ""] = behaviour.split(":");
      const found = patterns.find(([[left, right]]) => fits(left, service) && fits(right, deed));
      const level = found?.[1] ?? config.level;
      return level === "never" ? null : level;
    },
  };
}

function fits(pattern: string | undefined, word: string): boolean {
  return pattern === "*" || pattern === word;
}

/** What the policy says of a rule and its behaviour: null when it leads to a decision, else why not. */
export function outsidePolicy(
  policy: BlockPolicy,
  rule: { readonly id: string; readonly level: Level },
  behaviour: string,
): string | null {
  if (policy.exclude.has(rule.id)) return "the rule is excluded by the block policy";
  if (policy.include.has(rule.id)) return null;
  const level = policy.levelFor(behaviour);
  if (level === null) return `${behaviour} never leads to a block by policy`;
  if (levelRank(rule.level) >= levelRank(level)) return null;
  return `level ${rule.level} is below ${level}, from which the policy blocks ${behaviour}`;
}

/**
 * How long a block lasts: (earlier blocks + 1) times the duration, up to the maximum.
 * @example escalated(policy, 2) // three times block.duration
 */
export function escalated(policy: BlockPolicy, earlier: number): number {
  return Math.min(policy.durationMs * (earlier + 1), policy.maxDurationMs);
}
