/**
 * Why a rule fires on an event, or why it does not: its condition, each part with its answer.
 * @module
 */
import type { FieldValue } from "../../model/fields.ts";
import { fitsEvent } from "../logsource.ts";
import type { FieldNode, KeywordNode, Test, Tree } from "../plan/tree.ts";
import type { SigmaRule } from "../rule.ts";
import type { SlotsOf } from "./field.ts";
import type { MatchEvent } from "./matcher.ts";
import { compileTree } from "./rule.ts";
import { EventView } from "./view.ts";

/** A part of a condition with its answer on one event. */
export interface Explanation {
  /** `and`, `or`, `not`, or what is compared: `Image ends with \cmd.exe`. */
  readonly text: string;
  readonly holds: boolean;
  /** What the event holds in the field; undefined for parts that are about no single field, or when it is absent. */
  readonly value?: FieldValue;
  readonly items: readonly Explanation[];
}

/**
 * Explains a rule on an event, or null when the event is of another log source.
 * @example explainRule(rule, event)?.holds // whether it fires
 */
export function explainRule(rule: SigmaRule, event: MatchEvent): Explanation | null {
  if (!fitsEvent(rule.logsource, event.logsource)) return null;
  const names: string[] = [];
  const slotsOf: SlotsOf = (field) => {
    const known = names.indexOf(field);
    return [known < 0 ? names.push(field) - 1 : known];
  };
  const view = new EventView(names);
  const visit = (tree: Tree): Explanation => {
    const check = compileTree(tree, slotsOf);
    view.use(event.fields); // names may have grown
    const holds = check(view);
    switch (tree.kind) {
      case "and":
      case "or":
        return { text: tree.kind, holds, items: tree.items.map(visit) };
      case "not":
        return { text: "not", holds, items: [visit(tree.item)] };
      case "keyword":
        return { text: textOf("any value", tree), holds, items: [] };
      case "field": {
        const value = event.fields.get(tree.field);
        const part = { text: textOf(tree.field, tree), holds, items: [] };
        return value === undefined ? part : { ...part, value };
      }
    }
  };
  return visit(rule.tree);
}

/** So many alternatives are written out. */
const MAX_TESTS = 6;

function textOf(subject: string, { tests }: FieldNode | KeywordNode): string {
  const shown = tests.slice(0, MAX_TESTS).map(testText).join(" | ");
  return tests.length > MAX_TESTS
    ? `${subject} ${shown} | ${tests.length - MAX_TESTS} more`
    : `${subject} ${shown}`;
}

const RELATIONS = { equals: "is", contains: "contains", starts: "begins with", ends: "ends with" } as const;
const COMPARISONS = { lt: "<", lte: "<=", gt: ">", gte: ">=", eq: "=" } as const;

function testText(test: Test): string {
  switch (test.kind) {
    case "equals":
    case "contains":
    case "starts":
    case "ends":
      return `${RELATIONS[test.kind]} ${JSON.stringify(test.text)}`;
    case "glob":
      return `is like ${test.parts.map((part) => (typeof part === "string" ? part : part === 0 ? "*" : "?")).join("")}`;
    case "regex":
      return `fits /${test.source}/`;
    case "reference":
      return `${RELATIONS[test.how]} the value of ${test.field}`;
    case "number":
      return `${test.part === null ? "" : `${test.part} `}${COMPARISONS[test.compare]} ${test.value}`;
    case "cidr":
      return `lies in ${test.range}`;
    case "null":
      return "is absent";
    case "exists":
      return test.wanted ? "is there" : "is not there";
  }
}
