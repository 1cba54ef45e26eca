/**
 * What the health page and the metrics are made from: counts of a running watch. No log text is in it.
 * @module
 */
import type { Watch } from "../pipeline/live/watch.ts";
import type { Store } from "../store/store.ts";

/** The part of a watch that is looked at. */
export type WatchView = Pick<Watch, "tallies" | "correlationState" | "streams" | "silent">;

export interface WatchState {
  readonly version: string;
  readonly startedMs: number;
  readonly watch: WatchView;
  readonly store: {
    readonly notices: Pick<Store["notices"], "states">;
    readonly decisions: Pick<Store["decisions"], "counts">;
  };
  /** Entries that are in the store's outbox and not in the log yet. */
  unflushed(): number;
  /** Why the last round of what is due failed, or "". */
  trouble(): string;
}
