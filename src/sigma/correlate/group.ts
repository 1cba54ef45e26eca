/**
 * What a correlation remembers of one group, whatever its type.
 * @module
 */
import type { Correlation } from "../rule.ts";
import type { InnerHit, Stretch } from "./stretch.ts";

/** What became of a hit that was given to a group. */
export interface Outcome {
  /** An alert began: correlations that use this one hear of it at this time. */
  readonly opened: Stretch | null;
  readonly openedMs: number;
  /** An alert that can no longer grow. */
  readonly closed: Stretch | null;
}

export const NOTHING: Outcome = Object.freeze({ opened: null, openedMs: 0, closed: null });

/** State of one group. Times never go back. */
export interface Group {
  add(hit: InnerHit): Outcome;
  /** The last time at which a further event could still belong; after it the group is closed. */
  readonly deadlineMs: number;
  /** Records, times and values remembered, for the bound on memory. */
  readonly size: number;
  /** Ends the group: an open alert closes; types that judge a whole window judge it now. */
  close(): Outcome;
}

/** What a group has to know of its correlation. */
export interface GroupContext {
  readonly correlation: Correlation;
  readonly group: Readonly<Record<string, string>>;
  /** Called for every record that a bound makes the group forget. */
  readonly forget: () => void;
}

/** A record in a window. */
export interface Seen {
  readonly timeMs: number;
  readonly record: unknown;
}
