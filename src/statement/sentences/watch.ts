/**
 * What may be said of attacks: figures by outcome, with the rule by which they were counted. Never "blocked" without a
 * device's denial or a counter, never a growth without its interval and what was watched, never that there was nothing.
 * @module
 */
import { roundedDown, roundedUp } from "../../base/rounding.ts";
import type { WatchFacts } from "./facts.ts";
import { FINDINGS, type Sentence, Voice } from "./sentence.ts";

export const WITHHELD = "withheld.txt";

export function watchSentences(facts: WatchFacts | null): readonly Sentence[] {
  if (facts === null || facts.sources === 0 || facts.first === null || facts.last === null)
    return [new Voice("answer", null, []).say("watchNothing")];
  const voice = new Voice("watch", "attested", [FINDINGS.watch, WITHHELD]);
  const said = [headline(facts, voice.in("answer")), span(facts.first, facts.last, voice.in("answer"))];
  const when = (count: number, make: () => Sentence): void => {
    if (count > 0) said.push(make());
  };
  const { attacks, opportunistic, noise, succeeded, device, enforced, decided, directed, campaigns } = facts;
  when(attacks, () => voice.say("watchClasses", { opportunistic, noise }));
  when(succeeded, () => voice.say("watchSucceeded", { succeeded }));
  when(device, () => voice.say("watchDevice", { device }));
  when(enforced, () => voice.say("watchEnforced", { enforced }));
  when(decided, () => voice.say("watchDecided", { decided }));
  when(directed, () => voice.say("watchDirected", { directed }));
  when(campaigns, () => voice.say("watchCampaigns", { campaigns }));
  when(facts.announced, () => voice.say("watchAnnounced", { announced: facts.announced }));
  when(attacks, () =>
    voice.say("watchCounting", { gap: facts.gapMinutes, least: facts.least, most: facts.most }),
  );
  for (const one of facts.perBody) said.push(voice.say("watchBody", { ...one }));
  when(facts.gaps, () => voice.say("watchGaps", { gaps: facts.gaps, hours: facts.gapHours }));
  said.push(growth(facts, voice));
  when(facts.withheld, () => voice.say("withheld", { withheld: facts.withheld }));
  return said;
}

function headline({ attacks, sources, bodies, elaborate }: WatchFacts, voice: Voice): Sentence {
  if (attacks === 0) return voice.say("watchNone", { sources });
  return voice.say("watchFound", { attacks, sources, bodies, elaborate });
}

/** Of which time the records are: a watch that ended long ago must not pass for one of today. */
function span(first: string, last: string, voice: Voice): Sentence {
  return first.slice(0, 10) === last.slice(0, 10)
    ? voice.say("watchSpanDay", { first: { day: first } })
    : voice.say("watchSpan", { first: { day: first }, last: { day: last } });
}

function growth({ growth: found, sources }: WatchFacts, voice: Voice): Sentence {
  if (!found.told) return voice.say("growthUntold", { why: { word: found.why } });
  const { factor, low, high, weeks } = found;
  return voice.say("growthTold", {
    factor,
    low: roundedDown(low, 2),
    high: roundedUp(high, 2),
    weeks,
    sources,
  });
}
