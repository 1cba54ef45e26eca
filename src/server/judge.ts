/**
 * Whether a watch is well, and if not, why.
 * @module
 */
import { timeText } from "../base/time.ts";
import type { WatchState } from "./state.ts";

/** docs/operating.md says what to do about each. */
export type ReasonCode =
  | "source-silent"
  | "source-behind"
  | "store-trouble"
  | "notify-failing"
  | "notify-given-up"
  | "log-behind";

export interface Reason {
  readonly code: ReasonCode;
  /** The source or the channel, or "". */
  readonly about: string;
  readonly text: string;
}

export interface Health {
  readonly status: "ok" | "degraded";
  readonly version: string;
  readonly started: string;
  readonly sources: number;
  readonly reasons: readonly Reason[];
}

/** A source may be behind for a moment: a rotation, a start. */
const BEHIND_MS = 60_000;
/** The log follows within a second; this much means that it cannot be written. */
const UNFLUSHED = 2000;
/** A single failure is retried and says little. */
const FAILURES = 3;
const GIVEN_UP_MS = 24 * 3_600_000;
const MAX_REASONS = 50;

/** @example judge(state, Date.now()).status // "ok" */
export function judge(state: WatchState, nowMs: number): Health {
  const reasons = [...sourceReasons(state, nowMs), ...storeReasons(state), ...notifyReasons(state, nowMs)];
  return {
    status: reasons.length === 0 ? "ok" : "degraded",
    version: state.version,
    started: timeText(state.startedMs),
    sources: [...state.watch.streams].length,
    reasons: reasons.slice(0, MAX_REASONS),
  };
}

function* sourceReasons({ watch }: WatchState, nowMs: number): Iterable<Reason> {
  for (const [source, sinceMs] of watch.silent)
    yield { code: "source-silent", about: source, text: `silent since ${timeText(sinceMs)}` };
  for (const [source, { behindSinceMs }] of watch.tallies.sources)
    if (behindSinceMs !== null && nowMs - behindSinceMs > BEHIND_MS)
      yield {
        code: "source-behind",
        about: source,
        text: `more comes in than is read, since ${timeText(behindSinceMs)}`,
      };
}

function* storeReasons(state: WatchState): Iterable<Reason> {
  // what the engine says of itself holds no log text
  const trouble = state.watch.tallies.trouble ?? state.trouble();
  if (trouble !== "") yield { code: "store-trouble", about: "", text: trouble.slice(0, 300) };
  const unflushed = state.unflushed();
  if (unflushed > UNFLUSHED)
    yield { code: "log-behind", about: "", text: `${unflushed} entries are not in the log yet` };
}

function* notifyReasons({ store }: WatchState, nowMs: number): Iterable<Reason> {
  for (const { channel, failures, lastError, givenUp, lastFailedMs } of store.notices.states()) {
    if (failures >= FAILURES)
      yield {
        code: "notify-failing",
        about: channel,
        text: `the last ${failures} tries failed: ${lastError}`,
      };
    if (givenUp > 0 && lastFailedMs !== null && nowMs - lastFailedMs < GIVEN_UP_MS)
      yield { code: "notify-given-up", about: channel, text: `${givenUp} events were never told` };
  }
}
