/**
 * The nouns of Sigma: rules, correlations and filters, as plain data that can be sent to another thread.
 * @module
 */
import type { Place } from "../base/errors.ts";
import type { Tree } from "./plan/tree.ts";

/** The levels of the specification, mildest first. */
export const levels = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof levels)[number];

/** The states of the specification. */
export const statuses = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;
export type Status = (typeof statuses)[number];

/** Which events a rule is about; null = any. Spelled as in the rule. */
export interface RuleLogsource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
}

/** What rules, correlations and filters have in common. */
export interface Meta {
  /** What the engine calls it everywhere: its id, else its name, else a digest of its text. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly title: string;
  readonly place: Place;
  readonly status: Status | null;
  readonly level: Level | null;
  readonly description: string | null;
  readonly author: string | null;
  /** As written: the specification's ISO date. */
  readonly date: string | null;
  readonly modified: string | null;
  readonly license: string | null;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsepositives: readonly string[];
  readonly related: readonly { readonly id: string; readonly type: string }[];
  /** The rule's own `vigie:` map, as written: Sigma allows extra keys. */
  readonly custom: Readonly<Record<string, unknown>>;
}

/** A detection rule, ready to be compiled. */
export interface SigmaRule extends Meta {
  readonly kind: "rule";
  readonly logsource: RuleLogsource;
  /** What must hold, with conditions expanded, modifiers applied and filters joined. */
  readonly tree: Tree;
  /** False when a correlation uses the rule and does not say `generate: true`: its hits are no alerts of their own. */
  readonly alerts: boolean;
}

export const correlationTypes = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

/** Bounds on a count; all given ones must hold. */
export interface Range {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly eq?: number;
  readonly neq?: number;
}

/** A condition over rules: as written by id or name, after loading by key. */
export type RuleExpression =
  | { readonly kind: "seen"; readonly rule: string }
  | { readonly kind: "not"; readonly item: RuleExpression }
  | { readonly kind: "and" | "or"; readonly items: readonly RuleExpression[] };

/** A correlation over the hits of rules or of other correlations. */
export interface Correlation extends Meta {
  readonly kind: "correlation";
  readonly type: CorrelationType;
  /** As written: ids or names. After loading, the keys of what they name. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  /** null only for the temporal types: all rules must be seen. */
  readonly range: Range | null;
  /** value_count: the fields whose values are counted together; value_*: the one field whose numbers are taken. */
  readonly fields: readonly string[];
  /** value_percentile: which one, 0 to 100; null asks for the share of each value among all. */
  readonly percentile: number | null;
  /** temporal: which rules must be seen, and which not; null where all (or as many as the range asks for) must. */
  readonly expression: RuleExpression | null;
  /** Alias -> rule -> field. As written the rule is a name; after loading, a key. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly generate: boolean;
  readonly alerts: boolean;
}

/** A condition that is joined to other rules. */
export interface Filter extends Meta {
  readonly kind: "filter";
  readonly logsource: RuleLogsource;
  /** Ids or names, or null for `any`. */
  readonly rules: readonly string[] | null;
  readonly tree: Tree;
}
