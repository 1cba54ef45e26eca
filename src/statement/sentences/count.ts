/**
 * What may be said of the count.
 * @module
 */
import { percentUp } from "../../base/rounding.ts";
import type { AuditFacts, ComparisonFacts, CountFacts, ReplayFacts } from "./facts.ts";
import { FINDINGS, type Sentence, Voice } from "./sentence.ts";

/** The files that the count rests on. */
export const RESULTS = "results/";
export const AUDITS = "audits/";

/** What heads the answer comes first; without a check there is one sentence, and it says so. */
export function countSentences(facts: CountFacts | null): readonly Sentence[] {
  const said = facts === null ? [] : everything(facts);
  return said.length > 0 ? said : [new Voice("answer", null, []).say("countNone")];
}

function everything({ comparison, replay, audits }: CountFacts): readonly Sentence[] {
  const files = new Voice("count", "recomputable", [FINDINGS.count, RESULTS]);
  const folders = new Voice("count", "recomputable", [FINDINGS.count, AUDITS]);
  return [
    ...(comparison === null ? [] : comparisonSentences(comparison, files)),
    ...(replay === null ? [] : replaySentences(replay, files)),
    ...audits.flatMap((audit) => auditSentences(audit, folders)),
  ];
}

function comparisonSentences(facts: ComparisonFacts, voice: Voice): readonly Sentence[] {
  const { stations, compared, differing, votes, missing, unknown, margin, couldChange, ownRoll } = facts;
  if (compared === 0) return [voice.in("answer").say("replayNothing")];
  const head = couldChange ? "comparisonCould" : "comparisonCannot";
  const said = [
    voice.in("answer").say(head, { compared, stations, winners: facts.winners.join(", ") }),
    voice.say("comparisonFigures", { differing, votes, missing }),
  ];
  if (unknown > 0) said.push(voice.say("comparisonUnknown", { unknown }));
  if (margin !== null) said.push(voice.say("comparisonMargin", { ...margin }));
  said.push(voice.say(ownRoll ? "comparisonOwnRoll" : "comparisonNoRoll"));
  return said;
}

function replaySentences(facts: ReplayFacts, voice: Voice): readonly Sentence[] {
  const { stations, units, differing, first } = facts;
  const head = voice.in("answer");
  if (units === 0) return [head.say("replayNothing")];
  const [published, minutes] = [facts.published.join(", "), facts.minutes.join(", ")];
  const said: Sentence[] = [];
  if (differing === 0) said.push(head.say("replayHeld", { stations, units, winners: published }));
  else if (published === minutes)
    said.push(head.say("replayDiffers", { stations, differing, winners: published }));
  else said.push(head.say("replayChanges", { stations, differing, published, minutes }));
  if (first !== null)
    said.push(
      voice.say("replayFirst", {
        ...first,
        official: first.official ?? "-",
        replayed: first.replayed ?? "-",
      }),
    );
  said.push(voice.say("replayProves"));
  return said;
}

function auditSentences(facts: AuditFacts, voice: Voice): readonly Sentence[] {
  const { contest, units, drawn, round, discrepancies, missing } = facts;
  return [
    auditHead(facts, voice.in("answer")),
    voice.say("auditFigures", { contest, units, drawn, round, discrepancies, missing }),
  ];
}

/** The sentence about the limit is for a confirmation alone. */
function auditHead({ contest, unit, risk, riskLimit, confirmed, full }: AuditFacts, voice: Voice): Sentence {
  const limit = percentUp(riskLimit, 2);
  if (confirmed && risk <= riskLimit)
    return voice.say(unit === "batches" ? "auditBatches" : "auditCards", { contest, limit });
  return full
    ? voice.say("auditFull", { contest })
    : voice.say("auditOpen", { contest, risk: percentUp(risk, 2), limit });
}
