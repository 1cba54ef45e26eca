/**
 * Why a pattern is refused.
 * @module
 */

/** What to do about each kind of refusal. */
const REMEDIES = {
  malformed: "mend the pattern; a character that means itself takes a backslash",
  unsupported: "use RE2 syntax, which guarantees linear time",
  large: "write smaller counts and fewer groups, or * and + where the count does not matter",
} as const;

export type RefusalKind = keyof typeof REMEDIES;

/** What is wrong with a pattern; the message continues "the regular expression ...". */
export class RegexFault extends Error {
  readonly remedy: string;
  constructor(text: string, kind: RefusalKind = "malformed") {
    super(text);
    this.remedy = REMEDIES[kind];
  }
}
