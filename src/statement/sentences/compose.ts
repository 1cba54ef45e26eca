/**
 * The statement as sentences: a pure function of what was found, so that anybody can make the same text again from the
 * same findings. What is not covered stands in every one.
 * @module
 */
import { claimSentences } from "./claims.ts";
import { countSentences } from "./count.ts";
import { drillSentences } from "./drills.ts";
import type { Facts, StatementFacts } from "./facts.ts";
import { FINDINGS, type Section, type Sentence, Voice } from "./sentence.ts";
import { watchSentences } from "./watch.ts";

/** Changes with every template or rule of composition; a verifier of another version does not compare texts. */
export const TEMPLATES = 4;

/** Sections in the order in which they are read. */
export const sections: readonly Section[] = [
  "answer",
  "count",
  "watch",
  "drills",
  "claims",
  "author",
  "limits",
];

/** Everything else in the folder is cited by the sentence that says whose it is. */
const OWN: readonly string[] = [FINDINGS.statement, "statement.json", "bundle.stix.json", "verify.mjs"];

/** The sentences of a statement, section by section. @example statementSentences(facts)[0].template // "question" */
export function statementSentences(facts: Facts): readonly Sentence[] {
  const said = [
    ...lead(facts.statement),
    ...countSentences(facts.count),
    ...watchSentences(facts.watch),
    ...drillSentences(facts.drills, facts.watch, facts.statement.drillRuns),
    ...claimSentences(facts.claims),
    ...author(facts.statement),
    ...limits(facts),
  ];
  return sections.flatMap((section) => said.filter((one) => one.section === section));
}

function lead({ publisher, asOf, from, to }: StatementFacts): readonly Sentence[] {
  const voice = new Voice("answer", "attested", OWN);
  const said = [
    new Voice("answer", null, []).say("question"),
    voice.say("asOf", { asOf: { day: asOf }, publisher }),
  ];
  if (from !== null && to !== null) said.push(voice.say("period", { from: { day: from }, to: { day: to } }));
  else if (from !== null) said.push(voice.say("periodFrom", { from: { day: from } }));
  else if (to !== null) said.push(voice.say("periodTo", { to: { day: to } }));
  return said;
}

function author({ author: text }: StatementFacts): readonly Sentence[] {
  return text === null ? [] : [new Voice("author", "asserted", [FINDINGS.statement]).say("author", { text })];
}

function limits({ statement: { witnesses } }: Facts): readonly Sentence[] {
  const voice = new Voice("limits", null, []);
  return [
    voice.say("notCovered"),
    voice.say("supplied"),
    voice.say("undetermined"),
    witnesses === 0 ? voice.say("ownWord") : voice.say("witnessed", { witnesses }),
  ];
}
