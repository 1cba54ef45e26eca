/**
 * Long lists of literals, as rules are full of them: whether a text begins or ends with one of a hundred names, or holds
 * one, told by one look instead of a hundred.
 * @module
 */
import type { Test, TextTest } from "../plan/tree.ts";
import { SkipIndex } from "./skip.ts";
import type { TextCheck } from "./text.ts";
import { foldText } from "./view.ts";

/** Fewer are compared one by one. */
const MIN_LITERALS = 6;
/** So many characters tell most literals apart. */
const MAX_KEY = 12;

type Kind = "starts" | "ends" | "contains";

/** Checks for the long lists among the tests, and the tests that are left. */
export function compileLists(tests: readonly Test[]): {
  readonly checks: readonly TextCheck[];
  readonly rest: readonly Test[];
} {
  const checks: TextCheck[] = [];
  let rest = tests;
  for (const kind of ["starts", "ends", "contains"] as const) {
    const listed = rest.filter((test): test is TextTest => isListed(test, kind));
    const check =
      listed.length < MIN_LITERALS
        ? null
        : compileList(
            kind,
            listed.map(({ text }) => foldText(text)),
          );
    if (check === null) continue;
    checks.push(check);
    rest = rest.filter((test) => !isListed(test, kind));
  }
  return { checks, rest };
}

function isListed(test: Test, kind: Kind): boolean {
  return test.kind === kind && !test.cased && !test.windash && test.text !== "";
}

function compileList(kind: Kind, literals: readonly string[]): TextCheck | null {
  if (kind === "starts") return edgeCheck(literals, (text, length) => text.slice(0, length), "startsWith");
  if (kind === "ends") return edgeCheck(literals, (text, length) => text.slice(-length), "endsWith");
  const index = SkipIndex.create(new Map(literals.map((literal) => [literal, []])));
  return index === null ? null : (_, folded) => index.holds(folded);
}

/** @param cut gives so many characters of the edge where the literals stand */
function edgeCheck(
  literals: readonly string[],
  cut: (text: string, length: number) => string,
  stands: "startsWith" | "endsWith",
): TextCheck {
  const length = Math.min(MAX_KEY, ...literals.map((literal) => literal.length));
  const byKey = Map.groupBy(literals, (literal) => cut(literal, length));
  return (_, folded) => byKey.get(cut(folded, length))?.some((literal) => folded[stands](literal)) ?? false;
}
