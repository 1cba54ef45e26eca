/**
 * What the store remembers of telling people: what waits for each channel, what is under way, what went wrong.
 * A notice that was added in a transaction is told after it, whatever is killed in between.
 * @module
 */
import type { Level } from "../model/alert.ts";
import type { Notice, NoticeKind } from "../model/notice.ts";

/** Notices of one group, as they are told: once, with a count. */
export interface GatheredNotice {
  readonly kind: NoticeKind;
  readonly level: Level;
  readonly body: string;
  /** Id of the alert or decision that came first; "" when there is none, or when it was erased. */
  readonly about: string;
  readonly text: string;
  readonly count: number;
  /** The group was told of before; these came since. */
  readonly again: boolean;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A message of a channel; the same id and notices each time it is tried. */
export interface NoticeMessage {
  readonly id: string;
  readonly createdMs: number;
  /** How often it was tried in vain. */
  readonly tries: number;
  readonly notices: readonly GatheredNotice[];
}

/** How a channel fares. */
export interface ChannelState {
  readonly channel: string;
  /** Events that are not told yet. */
  readonly waiting: number;
  /** Messages that arrived. */
  readonly sent: number;
  /** Events that were given up. */
  readonly givenUp: number;
  /** Tries that failed since the last one that did not. */
  readonly failures: number;
  /** Why the last try failed, or "". */
  readonly lastError: string;
  readonly lastSentMs: number | null;
  readonly lastFailedMs: number | null;
}

/** Rows of one channel that may wait; what comes beyond is only counted, by kind and level. */
export const MAX_WAITING = 500;

export interface NoticeStore {
  /** Takes notices for a channel; may be part of a larger transaction. @param windowMs for so long a group is told once */
  add(channel: string, notices: readonly Notice[], nowMs: number, windowMs: number): void;
  /** The message that is due now: the one that failed before, else all that waits, gathered under `id`. */
  next(channel: string, nowMs: number, id: string): NoticeMessage | null;
  /** It arrived. */
  sent(channel: string, id: string, nowMs: number, windowMs: number): void;
  /** It did not, and is tried again at `dueMs`; null gives it up. */
  failed(channel: string, id: string, error: string, nowMs: number, dueMs: number | null): void;
  /** Every channel that ever told or failed, or has something waiting. */
  states(): readonly ChannelState[];
  /** Gives up what waits for channels that are not there any more. */
  retain(channels: readonly string[], nowMs: number): void;
}
