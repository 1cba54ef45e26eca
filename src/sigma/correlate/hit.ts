/**
 * What goes into a correlation and what comes out.
 * @module
 */
import type { FieldValue } from "../../model/fields.ts";
import type { Correlation } from "../rule.ts";

/** Fields of an event, as far as correlations read them. Values come from attackers. */
export type HitFields = Readonly<Record<string, FieldValue | undefined>>;

/** A base rule fired on a record. */
export interface Hit<R> {
  /** Key of the rule. */
  readonly rule: string;
  /** Event time in milliseconds since 1970. */
  readonly timeMs: number;
  /** At least those that {@link neededFields} names for the rule. */
  readonly fields: HitFields;
  /** Whatever stands for the record to the caller; passed on as it is, told apart by identity. */
  readonly record: R;
}

/** A record in a window. */
export interface Seen {
  readonly timeMs: number;
  readonly record: unknown;
}

/** A correlation held for a stretch of one group's events. */
export interface CorrelationHit<R> {
  readonly correlation: Correlation;
  /** Event time of the record that opened it. */
  readonly timeMs: number;
  /** The record that opened it: with the correlation's key it is the alert's identity. */
  readonly trigger: R;
  /** The records that belong to it, oldest first; at most {@link MAX_REFS}. */
  readonly refs: readonly R[];
  /** How many more records belong to it. */
  readonly omitted: number;
  /** Event times of its first and last record. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The group: field or alias -> value. */
  readonly group: Readonly<Record<string, string>>;
  /** The highest count reached: events, distinct values, or rules seen. Stops at {@link MAX_COUNTED}. */
  readonly count: number;
  /** It may still grow: told of a live stream only, where an alert is told when it begins and again when it has ended. */
  readonly open: boolean;
}

/** Records kept per alert, and remembered per group before an alert. */
export const MAX_REFS = 1000;
/** Events or distinct values told apart per group, unless the condition asks for more. */
export const MAX_COUNTED = 10_000;

/** How much each correlation remembers at most. */
export interface StateLimits {
  /** Groups; beyond it the group is given up that was silent longest among those of the fewest events. */
  readonly groups: number;
  /** Records, times and values; beyond it groups are given up likewise. */
  readonly items: number;
}

export const STATE_LIMITS: StateLimits = { groups: 100_000, items: 500_000 };
