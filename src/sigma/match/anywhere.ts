/**
 * Anchors of fields that are looked for anywhere in the bytes of a record instead: one pass finds them all, and most
 * fields need not be read. What is found may stand in another field; the rule that is evaluated then tells.
 * @module
 */
import { ANYWHERE, type Anchor, isNumeric } from "./anchor.ts";
import { isAscii } from "./view.ts";
import { MIN_WORD } from "./words.ts";

/** Where an anchor is looked for. @param isMet whether records of the kind hold a text all the time */
export type Placing = (anchor: Anchor, isMet: (text: string) => boolean) => Anchor;

/** For records that are a line in which the values stand as they are. */
export const inLine: Placing = (anchor, isMet) => {
  const { slot, pattern, text } = anchor;
  if (slot === ANYWHERE || pattern !== undefined || text.length < MIN_WORD || isNumeric(text) || isMet(text))
    return anchor;
  return { slot: ANYWHERE, whole: false, text };
};

/** What JSON may write in several ways: slashes, control characters. */
const UNSURE = /[/\p{Cc}]/u;

/** Shorter ones have no windows to choose from, and those that they have are met a dozen times in a record of 2 kB. */
const MIN_IN_JSON = 12;

/** For records that are a JSON object, whose members are longer and many: what is short would be met in others. */
export const inJson: Placing = (anchor, isMet) => {
  const { slot, pattern, whole, text } = anchor;
  if (slot === ANYWHERE || pattern !== undefined || whole || !isAscii(text)) return anchor;
  if (UNSURE.test(text) || isNumeric(text)) return anchor;
  const written = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return written.length < MIN_IN_JSON || isMet(written)
    ? anchor
    : { slot: ANYWHERE, whole: false, text, written };
};
