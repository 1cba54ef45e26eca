/**
 * What a watch is given, and what it tells.
 * @module
 */
import type { AnnouncedTest } from "../../config/announced.ts";
import type { KernelOptions } from "../../detect/task.ts";
import type { SegmentFolder } from "../../evidence/segments.ts";
import type { LiveSource } from "../../intake/live.ts";
import { type Alert, type Level, levelRank } from "../../model/alert.ts";
import type { Decision } from "../../model/decision.ts";
import type { Decided } from "../../response/decide.ts";
import type { Refusal } from "../../response/refusal.ts";
import type { StateLimits } from "../../sigma/index.ts";
import type { Store } from "../../store/store.ts";
import type { LoadedRules } from "../rules.ts";
import type { Sealer } from "../seal.ts";
import type { Silence } from "./silence.ts";

export interface WatchOptions {
  readonly rules: LoadedRules;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly segments: SegmentFolder;
  readonly threads: number;
  readonly gapMs: number;
  readonly minimumLevel: Level;
  readonly trustedProxies: readonly string[];
  /** Penetration tests that somebody answers for. */
  readonly announced?: readonly AnnouncedTest[];
  /** What to do about alerts; called inside the transaction that keeps them. */
  readonly decide?: Decide;
  /** Takes what people are to be told, inside the same transaction: it is told after it, or not at all. */
  readonly announce?: (made: Announced, nowMs: number) => void;
  /** What each correlation of a body remembers at most. */
  readonly limits?: StateLimits;
  /** Beyond so much remembered (groups, records, times, values), alerts end also while sources catch up after a start. */
  readonly backlog?: number;
  readonly clock?: () => number;
}

/** An alert with what is known of where its records came from. */
export interface SourcedAlert {
  readonly alert: Alert;
  /** The source of its opening record. */
  readonly source: LiveSource;
  /** One of its records may have been sent under another's address. */
  readonly spoofable: boolean;
}

/** What a transaction makes that people may want to know. */
interface Announced {
  readonly alerts: readonly Alert[];
  readonly decisions: readonly Decision[];
}

/** From alerts to decisions, and to the reasons where there are none. */
export type Decide = (alerts: readonly SourcedAlert[], nowMs: number) => Decided;

/** What a watch tells, always after it was committed. */
export interface WatchListener {
  onAlert?(alert: Alert): void;
  onDecision?(decision: Decision): void;
  onRefusal?(refusal: Refusal): void;
  onSilence?(silence: Silence): void;
  onTrouble?(source: string, text: string): void;
}

/** What decides which hits a piece has; a state of windows that was made with other settings is of no use. */
export function kernelOptions({ trustedProxies, minimumLevel }: WatchOptions): KernelOptions {
  return {
    trustedProxies,
    minimumLevel: levelRank(minimumLevel),
    fromMs: null,
    toMs: null,
    keepUnparsed: false,
  };
}
