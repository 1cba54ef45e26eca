/**
 * Regular expressions of rules: RE2 syntax, matched in linear time by {@link Machine}; V8's backtracking engine
 * never sees a rule's pattern.
 * @module
 */
import { Machine } from "./machine.ts";
import { toProgram } from "./program.ts";
import { parseRegex, type RegexFlags } from "./syntax.ts";

export interface LinearRegex {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean;
}

/**
 * Compiles a pattern that {@link checkRegex} accepted.
 * @throws RegexFault
 * @example compileRegex("(a+)+$", { i: false, m: false, s: false }).test("aaab") // false
 */
export function compileRegex(source: string, flags: RegexFlags): LinearRegex {
  const machine = new Machine(toProgram(parseRegex(source, flags)));
  return { test: (text) => machine.test(text) };
}
