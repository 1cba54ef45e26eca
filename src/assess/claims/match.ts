/**
 * What a match of an indicator is worth: nearly nothing by itself. Each match is shown with the reasons why it supports no
 * attribution.
 * @module
 */
import type { Indicator, IndicatorList } from "./indicators.ts";

/** Why a match says little. */
type MatchFlag =
  | "no-observed-date" // the list does not say when the indicator was in use
  | "outside-validity" // seen long before or after the list could know it
  | "shared-infrastructure" // thousands share it: Tor, VPN, hosting, mail
  | "sharing-unknown" // nobody said whether thousands share it
  | "benign-behaviour"; // no rule fired on anything that it did

/** What an address did in some logs. */
export interface Behaviour {
  readonly value: string;
  readonly records: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Titles of the rules that fired on it. */
  readonly rules: readonly string[];
  /** One record of it, to look at. */
  readonly sample: {
    readonly file: string;
    readonly offset: number;
    readonly length: number;
    readonly sha256: string;
  };
}

export interface Match {
  readonly indicator: Indicator;
  readonly behaviour: Behaviour;
  readonly flags: readonly MatchFlag[];
  /** A match of a list is never more; what supports a claim is evidence of what was done, by whom it was seen. */
  readonly status: "not supported by the evidence supplied";
}

/** How long before or after an indicator's date a sighting may lie and still be about the same use. */
const VALIDITY_MS = 90 * 86_400_000;

/**
 * Judges every address of a list that the logs hold, in the list's order.
 * @param publishedMs when the list was published; null when unknown
 * @param shared whether thousands share an address; null when nothing is known of any
 */
export function judgeMatches(
  list: IndicatorList,
  behaviours: ReadonlyMap<string, Behaviour>,
  publishedMs: number | null,
  shared: ((address: string) => boolean) | null,
): readonly Match[] {
  const seen = new Set<string>();
  return list.indicators.flatMap((indicator): Match[] => {
    const behaviour = behaviours.get(indicator.value);
    if (behaviour === undefined || seen.has(indicator.value)) return [];
    seen.add(indicator.value);
    const flags = flagsOf(indicator, behaviour, publishedMs, shared);
    return [{ indicator, behaviour, flags, status: "not supported by the evidence supplied" }];
  });
}

function flagsOf(
  { value, observedMs }: Indicator,
  { firstMs, lastMs, rules }: Behaviour,
  publishedMs: number | null,
  shared: ((address: string) => boolean) | null,
): readonly MatchFlag[] {
  const flags: MatchFlag[] = [];
  if (observedMs === null) flags.push("no-observed-date");
  const about = observedMs ?? publishedMs;
  if (
    about !== null &&
    firstMs !== null &&
    lastMs !== null &&
    (lastMs < about - VALIDITY_MS || firstMs > about + VALIDITY_MS)
  )
    flags.push("outside-validity");
  if (shared === null) flags.push("sharing-unknown");
  else if (shared(value)) flags.push("shared-infrastructure");
  if (rules.length === 0) flags.push("benign-behaviour");
  return flags;
}
