/**
 * The one sentence that answers; it never says more than the logs.
 * @module
 */

import type { Messages } from "../base/messages/index.ts";
import { countText } from "../base/text.ts";
import type { Attack } from "../model/attack.ts";
import type { ScanResult } from "../pipeline/scan-options.ts";
import { isEscalated } from "../triage/announced.ts";

/** @example answerSentence(result, messagesOf("en")) // "No attack found in what was read." */
export function answerSentence({ summary, attacks }: ScanResult, m: Messages): string {
  if (summary.records === 0) return m.scan.nothingRead;
  if (attacks.length === 0) return m.scan.answerNone;
  const count = (of: (attack: Attack) => boolean): string => countText(attacks.filter(of).length, m.language);
  const sentence = m.scan.answerAttacks(
    countText(attacks.length, m.language),
    count(isEscalated),
    count((attack) => attack.outcome === "succeeded"),
    count((attack) => attack.outcome === "blocked_by_device"),
  );
  const tests = attacks.filter(({ announced }) => announced !== null);
  if (tests.length === 0) return sentence;
  const elaborate = tests.filter(({ verdict }) => verdict.class === "elaborate").length;
  const counts = [countText(tests.length, m.language), countText(elaborate, m.language)] as const;
  return `${sentence} ${m.ranking.tests(...counts)}`;
}

/** The steps from records to the few attacks that matter, with their numbers. Directed: evidence that this body was meant. */
export function funnel(
  { summary, attacks }: ScanResult,
  m: Messages,
): readonly (readonly [string, number])[] {
  const { funnel: names } = m.scan;
  return [
    [names.records, summary.records],
    [names.alerts, summary.alerts],
    [names.attacks, summary.attacks],
    [names.elaborate, attacks.filter(isEscalated).length],
    [names.directed, attacks.filter((attack) => attack.verdict.directed && isEscalated(attack)).length],
  ];
}
