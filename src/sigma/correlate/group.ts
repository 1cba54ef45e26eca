/**
 * What a correlation remembers of one group, whatever its type.
 * @module
 */
import type { Correlation } from "../rule.ts";
import type { Seen } from "./hit.ts";
import type { Freezer, State, Thawer } from "./state.ts";
import { freezeRecord, type InnerHit, Stretch, thawRecord, type Visit } from "./stretch.ts";
import type { Window, WindowState } from "./window.ts";

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
  /** What it remembers, as plain data. */
  state(freezer: Freezer): State;
  /** Tells of every record that it remembers, each once or more often. */
  visit(visit: Visit): void;
  /** Ends the group: an open alert closes; types that judge a whole window judge it now. */
  close(): Outcome;
}

/** What a group has to know of its correlation. */
export interface GroupContext {
  readonly correlation: Correlation;
  readonly group: Readonly<Record<string, string>>;
  /** Called for every record that a bound makes the group forget. */
  readonly forget: () => void;
  /** What the group remembered before a restart; null for a new group. */
  readonly kept: Kept | null;
}

/** Records of a window as plain data: one that is an alert of another correlation is frozen with it. */
export function freezeSeen(seen: Seen, freezer: Freezer): State {
  return freezer.freeze(seen, ({ timeMs, record }) => ({ timeMs, ...freezeRecord(record, freezer) }));
}

export function freezeWindow(window: Window, freezer: Freezer): WindowState<State> {
  const { records, forgotten } = window.kept;
  return { records: records.map((seen) => freezeSeen(seen, freezer)), forgotten };
}

/** The correlations of a rule set by key. */
export type Correlations = ReadonlyMap<string, Correlation>;

/** Reads the kept state of a group. */
export class Kept {
  readonly state: State;
  readonly #thawer: Thawer;
  readonly #correlations: Correlations;

  constructor(state: State, thawer: Thawer, correlations: Correlations) {
    this.state = state;
    this.#thawer = thawer;
    this.#correlations = correlations;
  }

  seen(state: State): Seen {
    return this.#thawer.thaw(state, (kept) => ({
      timeMs: Number(kept["timeMs"]),
      record: thawRecord(kept, this.#thawer, this.#correlations),
    }));
  }

  window(name: string): WindowState<Seen> {
    const { records, forgotten } = this.state[name] as WindowState<State>;
    return { records: records.map((seen) => this.seen(seen)), forgotten };
  }

  stretch(name: string): Stretch | null {
    const state = this.state[name];
    return state === null ? null : Stretch.thaw(state as State, this.#thawer, this.#correlations);
  }
}
