/**
 * A condition over rules: `failed_logon and not successful_logon`, in the language of a rule's own condition.
 * @module
 */
import { Fault, type Path } from "../fault.ts";
import { parseCondition } from "../plan/condition.ts";
import type { Tree } from "../plan/tree.ts";
import type { RuleExpression } from "../rule.ts";

/**
 * @param rules the references of the correlation, which stand for themselves
 * @throws Fault
 * @example parseExpression("a and not b", ["a", "b"], ["correlation", "condition"])
 */
export function parseExpression(text: string, rules: readonly string[], path: Path): RuleExpression {
  const selections = new Map(rules.map((rule) => [rule, seen(rule)]));
  return toExpression(parseCondition(text, selections, path), path);
}

/** Stands for "the rule was seen" while the condition is read. */
function seen(rule: string): Tree {
  return { kind: "field", field: rule, tests: [] };
}

function toExpression(tree: Tree, path: Path): RuleExpression {
  switch (tree.kind) {
    case "field":
      return { kind: "seen", rule: tree.field };
    case "not":
      return { kind: "not", item: toExpression(tree.item, path) };
    case "and":
    case "or":
      return { kind: tree.kind, items: tree.items.map((item) => toExpression(item, path)) };
    case "keyword":
      throw new Fault(path, "the condition holds more than rules", "name the rules of the correlation");
  }
}
