/**
 * What "none found" is worth. Without drills nothing is excluded, whatever was watched.
 * @module
 */
import { missedAtMost, sensitivity } from "../../assess/coverage/bound.ts";
import { percentDown } from "../../base/rounding.ts";
import type { DrillFacts, WatchFacts } from "./facts.ts";
import { FINDINGS, type Sentence, Voice } from "./sentence.ts";

/** Of every bound that is published. */
const CONFIDENCE = 0.95;

/**
 * @param watch how much of the time sources were up; what was not watched could not be seen
 * @param runs how often drills were sealed; `facts` are of the last
 */
export function drillSentences(
  facts: DrillFacts | null,
  watch: WatchFacts | null,
  runs: number,
): readonly Sentence[] {
  if (facts === null) return [new Voice("answer", null, []).say("drillsNone")];
  const voice = new Voice("drills", "attested", [FINDINGS.drills, FINDINGS.watch]);
  const availability = watch === null || watch.sources === 0 || watch.first === null ? 0 : watch.availability;
  const strata = facts.notObservable.map((stratum) => voice.say("notObservable", { stratum }));
  const said = measured(facts, availability, foundIn(watch), voice);
  const others =
    said.length > 1 && !areSameRules(facts, watch) ? [voice.in("answer").say("drillsOtherRules")] : [];
  const last = runs > 1 ? [voice.say("drillsLast", { runs })] : [];
  return [...said, ...others, ...last, ...strata, voice.say("drillsKnown")];
}

/** What other rules would have seen says nothing of what was seen. */
function areSameRules({ rules }: DrillFacts, watch: WatchFacts | null): boolean {
  return watch?.rules.every((one) => one === rules) ?? false;
}

/** Each elaborate attack may be a campaign of its own, and each campaign too: the more were found, the more were missed. */
function foundIn(watch: WatchFacts | null): number {
  return Math.max(watch?.elaborate ?? 0, watch?.campaigns ?? 0);
}

function measured(
  { patterns, time }: DrillFacts,
  availability: number,
  found: number,
  voice: Voice,
): readonly Sentence[] {
  const sum = (of: (one: DrillFacts["patterns"][number]) => number): number =>
    patterns.reduce((all, one) => all + of(one), 0);
  const missed = missedAtMost(patterns, availability, CONFIDENCE, found);
  const date = { day: time };
  const head = voice.in("answer");
  if (missed === null) {
    const [detected, drills] = [sum((one) => one.detected), sum((one) => one.drills)];
    return [head.say("drillsNothing", { date, detected, drills })];
  }
  const { low, whole } = sensitivity(patterns, availability, CONFIDENCE);
  const confidence = CONFIDENCE * 100;
  return [
    head.say("drillsMissed", { missed, confidence }),
    voice.say("drillsBound", {
      date,
      patterns: patterns.length,
      whole,
      low: percentDown(low, 1),
      confidence,
    }),
    voice.say("drillsAvailability", { availability: percentDown(availability, 1) }),
  ];
}
