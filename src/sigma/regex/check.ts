/**
 * Whether a rule's regular expression is one that Vigie runs.
 * @module
 */

import { RegexFault } from "./fault.ts";
import { toProgram } from "./program.ts";
import { parseRegex, type RegexFlags } from "./syntax.ts";

/**
 * What is wrong with a pattern, or null.
 * @example checkRegex("(?=a)", { i: false, m: false, s: false })?.message // "uses lookaround (character 3)"
 */
export function checkRegex(source: string, flags: RegexFlags): RegexFault | null {
  try {
    toProgram(parseRegex(source, flags));
    return null;
  } catch (error) {
    if (error instanceof RegexFault) return error;
    throw error;
  }
}
