/**
 * The one sentence that answers; it never says more than the logs.
 * @module
 */
import type { Messages } from "../base/messages/index.ts";
import { countText } from "../base/text.ts";
import type { Attack } from "../model/attack.ts";
import type { ScanResult } from "../pipeline/scan.ts";

/** @example answerSentence(result, messagesOf("en")) // "No attack found in what was read." */
export function answerSentence({ summary, attacks }: ScanResult, m: Messages): string {
  if (summary.records === 0) return m.scan.nothingRead;
  if (attacks.length === 0) return m.scan.answerNone;
  const count = (of: (attack: Attack) => boolean): string => countText(attacks.filter(of).length, m.language);
  return m.scan.answerAttacks(
    countText(attacks.length, m.language),
    count((attack) => attack.verdict.class === "elaborate"),
    count((attack) => attack.outcome === "succeeded"),
    count((attack) => attack.outcome === "blocked_by_device"),
  );
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
    [names.elaborate, attacks.filter(({ verdict }) => verdict.class === "elaborate").length],
    [names.directed, attacks.filter(({ verdict }) => verdict.directed).length],
  ];
}
