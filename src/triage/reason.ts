/**
 * The words of a reason: made from its code and its facts, in any language.
 * @module
 */
import { type Messages, messagesOf } from "../base/messages/index.ts";
import { decimalText, signedText } from "../base/text.ts";
import { type Level, levels } from "../model/alert.ts";
import type { Reason } from "../model/attack.ts";
import type { Link } from "../model/campaign.ts";

export type ReasonCode = keyof Messages["reasons"];

/**
 * A reason with its English text; four decimals, so that sums are the same on every machine.
 * @param facts what the text is made of, in the order of its message
 */
export function makeReason(
  code: ReasonCode,
  weight: number,
  value: number,
  facts: readonly string[],
  alerts: readonly string[],
): Reason {
  return {
    code,
    text: wordsOf(code, facts, messagesOf("en")),
    alerts: [...alerts],
    weight: round(weight),
    value: round(value),
    facts: [...facts],
  };
}

/** The text of a reason in a language; its own where the code is of another version. */
export function reasonText(reason: Reason, m: Messages): string {
  if (!isCode(reason.code, m)) return reason.text;
  const [first = "", ...others] = reason.facts;
  return wordsOf(reason.code, [inLanguage(reason.code, first, m), ...others], m);
}

/** The first fact of a reason is a figure in English writing, a level by its name in the rules, or a name. */
function inLanguage(code: ReasonCode, fact: string, m: Messages): string {
  if (code === "level")
    return levels.find((level) => level === fact) === undefined ? fact : m.levels[fact as Level];
  return DECIMAL.test(fact) ? decimalText(Number(fact), m.language) : fact;
}

const DECIMAL = /^\d{1,12}\.\d\d$/;

/** A reason with what it adds or takes away, as a line. */
export function reasonLine(reason: Reason, m: Messages): string {
  return `${signedText(reason.weight, m.language)} ${reasonText(reason, m)}`;
}

/** The text of a tie in a language. */
export function linkText(link: Link, m: Messages): string {
  const words: Readonly<Record<Link["code"], (...facts: string[]) => string>> = {
    ...m.links,
    ...m.ranking.links,
  };
  return words[link.code](...link.facts);
}

function isCode(code: string, m: Messages): code is ReasonCode {
  return Object.hasOwn(m.reasons, code);
}

function wordsOf(code: ReasonCode, facts: readonly string[], m: Messages): string {
  const words: (...facts: string[]) => string = m.reasons[code];
  return words(...facts);
}

/** Four decimals. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
