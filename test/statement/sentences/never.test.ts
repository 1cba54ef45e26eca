/** What Vigie never says cannot be said, whatever the findings are: every sentence of random statements is read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Language, languages } from "../../../src/base/messages/index.ts";
import { figures } from "../../../src/statement/page/figures.ts";
import { statementDocument } from "../../../src/statement/sentences/document.ts";
import { claimsSchema } from "../../../src/statement/sentences/facts.ts";
import { anyFacts } from "./facts.ts";

/** By language, what must not stand outside quotation marks. Sentences that deny it are let through by their own words. */
const FORBIDDEN: Readonly<Record<Language, readonly RegExp[]>> = {
  en: [
    /\bforeign|\bcountr(y|ies)\b|\bnation[- ]state|\bstate[- ]sponsored|\brussia|\bchina|\biran\b/i,
    /\bintent(?!\b (and author are (not determined|determined nowhere)))/i,
    /\bwas behind\b(?! something, and why, stands in no log)/i,
    /\bno attacks?\b|\bnot attacked\b|\bnothing happened\b|\bno (trace|intrusion)/i,
    /\bresult (is|was) (right|correct|accurate|confirmed)|\belection (is|was) (secure|safe|honest)/i,
    /\bblocked\b/i,
    /\bimpossible\b|\bcertain(ly)?\b(?!ty)|\bguarantee|\bprove[sd]? that the (result|outcome)/i,
    /\bfalse (claim|statement)\b|\blied?\b/i,
  ],
  fr: [
    /\bétrang[eè]re?s?\b|\bpays\b|\brusse|\bchinois|\biranien/i,
    /\bintention\b(?! ni l'auteur ne sont déterminés)/i,
    /\bétait derrière\b(?!, et pourquoi, ne figure dans aucun journal)/i,
    /\baucune attaque\b|\bpas (été )?attaquée?\b|\baucune (trace|intrusion)/i,
    /\brésultat est (juste|exact|correct|confirmé)|\bélection est (sûre|honnête)/i,
    /\bbloqué/i,
    /\bimpossible\b|\bcertain(e|ement)?\b|\bgaranti/i,
    /\bfausse (affirmation|déclaration)\b|\bment(i|eur)/i,
  ],
};

/** Words of likelihood (ICD 203, and the French scale): never in one sentence with confidence. */
const LIKELIHOOD =
  /\b(un)?likely\b|\bprobable\b|\bimprobable|\balmost (no chance|certain)|\bchances? égales|quasi certain/i;
const CONFIDENCE = /\bconfiden|\bconfiance\b/i;

/** The sentence without what others wrote. */
function own(text: string, language: Language): string {
  return text.replace(language === "fr" ? /«[^»]*»/g : /“[^”]*”/g, "…");
}

function faultOf(text: string, language: Language): string | null {
  const rest = own(text, language);
  const found = FORBIDDEN[language].find((pattern) => pattern.test(rest));
  if (found !== undefined) return `${found}: ${rest}`;
  return LIKELIHOOD.test(rest) && CONFIDENCE.test(rest) ? `likelihood and confidence: ${rest}` : null;
}

test("the reader of sentences would notice", () => {
  for (const [language, text] of [
    ["en", "The election was not attacked."],
    ["en", "The attack came from a foreign state."],
    ["en", "The result is right."],
    ["en", "24,000 attacks were blocked."],
    ["en", "It is likely, with high confidence, that they did it."],
    ["en", "The intent was to change the result."],
    ["fr", "Aucune attaque n'a eu lieu."],
    ["fr", "Le résultat est exact."],
    ["fr", "L'attaque vient d'un pays voisin."],
    ["fr", "3 attaques ont été bloquées."],
  ] as const)
    assert.notEqual(faultOf(text, language), null, text);
  assert.equal(faultOf("“A foreign state did it” Not supported by the evidence supplied.", "en"), null);
});

test("what Vigie never says", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { sentences } = statementDocument(facts);
      for (const { text } of sentences)
        for (const language of languages) assert.equal(faultOf(text[language], language), null);
      for (const language of languages)
        assert.equal(faultOf(figures(statementDocument(facts), language), language), null);
    }),
    { numRuns: 3000 },
  );
});

test("what always has to be said is said, and strong sentences stand on what they need", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const said = new Map(statementDocument(facts).sentences.map((one) => [one.template, one]));
      const has = (name: string): boolean => said.has(name);
      const { watch, drills, count } = facts;
      for (const name of ["question", "asOf", "notCovered", "supplied", "undetermined"])
        assert.ok(has(name), name);
      assert.ok(has("drillsNone") || has("drillsNothing") || has("drillsMissed"), "what none found is worth");
      assert.equal(has("drillsNone"), drills === null);
      if (has("drillsMissed"))
        assert.ok(drills !== null && (watch?.availability ?? 0) > 0 && (watch?.sources ?? 0) > 0);
      if (has("drillsMissed"))
        assert.equal(has("drillsOtherRules"), watch?.rules.some((one) => one !== drills?.rules) ?? true);
      if (has("watchDevice")) assert.ok((watch?.device ?? 0) > 0);
      if (has("watchEnforced")) assert.ok((watch?.enforced ?? 0) > 0);
      const told = said.get("growthTold");
      if (told !== undefined)
        assert.ok(
          watch?.growth.told && "low" in told.values && "high" in told.values && "weeks" in told.values,
        );
      if (has("auditBatches") || has("auditCards"))
        assert.ok(count?.audits.some(({ confirmed, risk, riskLimit }) => confirmed && risk <= riskLimit));
      if (has("comparisonCannot")) assert.equal(count?.comparison?.couldChange, false);
      if (has("countNone"))
        assert.ok(
          count === null ||
            (count.comparison ?? count.replay ?? count.audits[0]) === undefined ||
            count.audits.length === 0,
        );
    }),
    { numRuns: 3000 },
  );
});

test("no hole is left in a sentence, and nobody can leave his quotation marks", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      for (const { text, values } of statementDocument(facts).sentences)
        for (const language of languages) {
          assert.doesNotMatch(
            own(text[language], language),
            /\{\w+|\b(undefined|NaN|null)\b/,
            JSON.stringify(values),
          );
          assert.doesNotMatch(own(text[language], language), /[«»“”]/);
          assert.doesNotMatch(text[language], /[\u0000-\u001f\u202a-\u202e]/);
        }
    }),
    { numRuns: 3000 },
  );
});

test("no facts are read that have a finding support who was behind something, or why", () => {
  const claim = { id: "x", claimant: "A", date: "2017-01-06", quotation: "q", link: null, held: 1 };
  for (const about of ["fact", "attribution", "intent", "effect"] as const)
    for (const status of ["supported", "partly supported", "contradicted"] as const)
      assert.equal(
        claimsSchema.safeParse([{ ...claim, about, status }]).success,
        status === "contradicted" || about === "fact" || about === "effect",
        `${about} ${status}`,
      );
});
