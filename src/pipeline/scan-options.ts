/**
 * What a scan is given, and what it tells.
 * @module
 */
import type { Problem } from "../base/errors.ts";
import type { AnnouncedTest } from "../config/announced.ts";
import { type Detector, startDetector } from "../detect/detector.ts";
import type { SourceFacts } from "../detect/task.ts";
import type { Found, Input } from "../intake/input.ts";
import { type Alert, type Level, levelRank } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { Campaign } from "../model/campaign.ts";
import type { Summary } from "../model/summary.ts";
import type { Store } from "../store/store.ts";
import type { LoadedRules } from "./rules.ts";
import type { Sealer } from "./seal.ts";

export interface ScanOptions {
  readonly paths: readonly string[];
  /** What is read in the place of the paths: evidence that was received before. */
  readonly inputs?: AsyncIterable<Found>;
  readonly rules: LoadedRules;
  readonly store: Store;
  /** Commits to what is read and found; null keeps no evidence beyond the store. */
  readonly sealer?: Sealer | null;
  readonly threads: number;
  readonly gapMs: number;
  readonly minimumLevel: Level;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly trustedProxies: readonly string[];
  /** Penetration tests that somebody answers for. */
  readonly announced?: readonly AnnouncedTest[];
  /** Made before, by {@link detectorFor} of the same options, for many scans; whoever made it ends it. */
  readonly detector?: Detector;
  /** Whose logs these are, and how times without a zone are meant. */
  readonly factsOf: (input: Input) => SourceFacts;
}

/** What a scan tells while it runs; all are optional and may be slow (they are awaited). */
export interface ScanListener {
  onAlert?(alert: Alert): void | Promise<void>;
  onAttack?(attack: Attack): void | Promise<void>;
  onCampaign?(campaign: Campaign): void | Promise<void>;
  onProblem?(problem: Problem): void;
  /** Raw bytes of a record that no format reads; asking for them costs memory. */
  onUnparsed?(bytes: Uint8Array): void | Promise<void>;
  onProgress?(progress: Progress): void;
}

export interface Progress {
  /** Bytes as stored, read so far. */
  readonly readBytes: number;
  readonly records: number;
  readonly alerts: number;
  readonly file: string;
}

export interface ScanResult {
  readonly summary: Summary;
  readonly attacks: readonly Attack[];
  readonly campaigns: readonly Campaign[];
  /** Inputs that could not be read, wholly or in part. */
  readonly problems: readonly Problem[];
}

/** What detects in scans with these options: rules are compiled once, however many scans follow. */
export function detectorFor(options: Omit<ScanOptions, "paths" | "store">, keepUnparsed = false): Detector {
  const { rules, threads, trustedProxies, minimumLevel, fromMs, toMs } = options;
  const kernel = { trustedProxies, minimumLevel: levelRank(minimumLevel), fromMs, toMs, keepUnparsed };
  return startDetector({ rules: rules.set, options: kernel }, threads);
}

/** The settings that change what is found, in a fixed order. */
export function settingsOf(options: ScanOptions): readonly string[] {
  const { gapMs, minimumLevel, fromMs, toMs, trustedProxies, announced = [] } = options;
  const tests = announced.length === 0 ? {} : { announced };
  return [JSON.stringify({ gapMs, minimumLevel, fromMs, toMs, trustedProxies, ...tests })];
}
