/**
 * A rehearsed year: opportunists, hard negatives and elaborate campaigns at four bodies, as alerts, with the truth beside.
 * @module
 */

import { compareText } from "../base/text.ts";
import type { AnnouncedTest } from "../config/announced.ts";
import type { Alert } from "../model/alert.ts";
import { Random } from "./random.ts";
import { playBackground } from "./year/background.ts";
import { playCampaigns } from "./year/campaigns.ts";
import { playHardNegatives } from "./year/hard.ts";
import { type Part, type RuleText, YearStage } from "./year/stage.ts";

export interface Year {
  /** By time. */
  readonly alerts: readonly Alert[];
  /** Who each alert belongs to, by its id. */
  readonly truth: ReadonlyMap<string, Part>;
  /** Penetration tests, as their bodies announced them. */
  readonly announced: readonly AnnouncedTest[];
}

/** How much of everything; a scale of 1 is a year as an election body knows it. */
export interface YearSize {
  readonly opportunists: number;
  readonly hardNegatives: number;
  readonly campaigns: number;
}

export const YEAR: YearSize = { opportunists: 24_000, hardNegatives: 200, campaigns: 60 };

/**
 * @param seed the same seed gives the same year
 * @param rules by their titles: the built-in pack
 * @example rehearseYear(2017, rules).alerts.length
 */
export function rehearseYear(
  seed: number,
  rules: ReadonlyMap<string, RuleText>,
  size: YearSize = YEAR,
): Year {
  const stage = new YearStage(new Random(seed), rules);
  playCampaigns(stage, size.campaigns);
  playHardNegatives(stage, size.hardNegatives);
  playBackground(stage, size.opportunists);
  const alerts = stage.alerts.toSorted((a, b) => compareText(a.time ?? "", b.time ?? ""));
  return { alerts, truth: stage.truth, announced: stage.announced };
}
