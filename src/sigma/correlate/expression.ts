/**
 * Conditions over rules.
 * @module
 */
import type { RuleExpression } from "../rule.ts";

/** Whether the condition holds when these rules were seen, and no others. */
export function isMet(expression: RuleExpression, seen: { has(rule: string): boolean }): boolean {
  switch (expression.kind) {
    case "seen":
      return seen.has(expression.rule);
    case "not":
      return !isMet(expression.item, seen);
    case "and":
      return expression.items.every((item) => isMet(item, seen));
    case "or":
      return expression.items.some((item) => isMet(item, seen));
  }
}

/** Whether more rules can only bring it nearer: what asks for the absence of a rule is known at the end of a window only. */
export function isRisingExpression(expression: RuleExpression): boolean {
  if (expression.kind === "seen") return true;
  return expression.kind !== "not" && expression.items.every(isRisingExpression);
}

/** The condition with other names for its rules. */
export function renamed(expression: RuleExpression, rename: (rule: string) => string): RuleExpression {
  if (expression.kind === "seen") return { kind: "seen", rule: rename(expression.rule) };
  if (expression.kind === "not") return { kind: "not", item: renamed(expression.item, rename) };
  return { kind: expression.kind, items: expression.items.map((item) => renamed(item, rename)) };
}
