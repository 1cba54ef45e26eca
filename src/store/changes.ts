/**
 * What changed in the set of decisions in force, by change numbers.
 * Bouncers ask "what changed since I last asked". A clock may be set back, and then times answer that wrongly; a change
 * number only grows, so that no change is lost or told too late.
 * @module
 */

/** A decision that is or was in force, as bouncers need it. */
export interface ForceRow {
  /** The number under which bouncers know it. */
  readonly number: number;
  readonly value: string;
  /** What it is for, as decided: "ssh:bruteforce". */
  readonly behaviour: string;
  /** When it ends or was ended. */
  readonly untilMs: number;
  /** Number of the change that put it in force. */
  readonly begun: number;
  /** Number of the change that ended it; null while it is in force. */
  readonly ended: number | null;
}

/** Where a page of rows goes on: change number and decision number of the last row seen. */
export interface PagePlace {
  readonly change: number;
  readonly number: number;
}

/** Changes after one number, up to another one. */
export interface ChangeSpan {
  readonly after: number;
  readonly upTo: number;
}

export interface DecisionChanges {
  /** Numbers the ends that came by the clock alone; what an earlier, wrong clock had ended comes into force again. */
  settle(nowMs: number): void;
  /** The number of the latest change. */
  latest(): number;
  /** Those in force whose begin lies in the span, newest change first; `below` is the place of the page before. */
  begun(span: ChangeSpan, below: PagePlace | null, limit: number): readonly ForceRow[];
  /** Those no longer in force whose end lies in the span, newest change first. */
  ended(span: ChangeSpan, below: PagePlace | null, limit: number): readonly ForceRow[];
  /** Those in force with one of these values. */
  ofValues(values: readonly string[]): readonly ForceRow[];
  /** Those in force with a greater decision number, by number. */
  inForceAfter(number: number, limit: number): readonly ForceRow[];
  /** How many are in force at a time, and how many of them are ranges. */
  counts(nowMs: number): { readonly all: number; readonly ranges: number };
}
