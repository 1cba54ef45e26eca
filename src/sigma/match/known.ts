/**
 * What is left of a rule when some fields of the event are known: `EventID: 4624 and LogonType: 9` on an event whose
 * EventID is 4624 is `LogonType: 9`, and on any other event nothing at all.
 * @module
 */
import { and, type FieldNode, not, or, type Test, type Tree } from "../plan/tree.ts";
import type { SlotsOf } from "./field.ts";
import { compileNumber } from "./number.ts";
import { compileText } from "./text.ts";
import { foldText } from "./view.ts";

/** What is known of a field: that it is absent, its folded text, or only that its text is none of the listed ones. */
export type Knowledge =
  | { readonly is: "absent" }
  | { readonly is: "text"; readonly folded: string }
  | { readonly is: "other"; readonly than: ReadonlySet<string> };

/** By slot. */
export type Known = ReadonlyMap<number, Knowledge>;

/** What still has to hold: a tree, or the answer itself. */
export type Rest = Tree | boolean;

/** Puts what is known into a tree. */
export function restOf(tree: Tree, known: Known, slotsOf: SlotsOf): Rest {
  switch (tree.kind) {
    case "field":
      return restOfField(tree, known, slotsOf);
    case "keyword":
      return tree;
    case "not": {
      const inner = restOf(tree.item, known, slotsOf);
      if (typeof inner === "boolean") return !inner;
      return inner === tree.item ? tree : not(inner);
    }
    case "and":
      return joined(tree.items, tree, known, slotsOf);
    case "or":
      return joined(tree.items, tree, known, slotsOf);
  }
}

function joined(
  items: readonly Tree[],
  tree: Tree & { readonly kind: "and" | "or" },
  known: Known,
  slotsOf: SlotsOf,
): Rest {
  const settles = tree.kind === "or"; // one true item settles an `or`, one false item an `and`
  const open: Tree[] = [];
  let changed = false;
  for (const item of items) {
    const rest = restOf(item, known, slotsOf);
    if (rest === settles) return settles;
    if (typeof rest !== "boolean") open.push(rest);
    changed ||= rest !== item;
  }
  if (open.length === 0) return !settles;
  return changed ? (tree.kind === "or" ? or(open) : and(open)) : tree;
}

function restOfField(node: FieldNode, known: Known, slotsOf: SlotsOf): Rest {
  const [slot, ...others] = slotsOf(node.field);
  const knowledge = slot === undefined || others.length > 0 ? undefined : known.get(slot);
  if (knowledge === undefined) return node;
  const open: Test[] = [];
  for (const test of node.tests) {
    const answer = answerOf(test, knowledge);
    if (answer === true) return true;
    if (answer === null) open.push(test);
  }
  if (open.length === 0) return false;
  return open.length === node.tests.length ? node : { ...node, tests: open };
}

/** Whether the test holds, or null when what is known does not tell. */
function answerOf(test: Test, knowledge: Knowledge): boolean | null {
  if (test.kind === "null") return knowledge.is === "absent";
  if (test.kind === "exists") return (knowledge.is !== "absent") === test.wanted;
  if (knowledge.is === "absent") return false;
  if (knowledge.is === "other")
    return isPlain(test) && knowledge.than.has(foldText(test.text)) ? false : null;
  return answerOfText(test, knowledge.folded);
}

function answerOfText(test: Test, folded: string): boolean | null {
  switch (test.kind) {
    case "equals":
    case "contains":
    case "starts":
    case "ends":
    case "glob":
      return test.cased ? null : compileText(test)(folded, folded);
    case "number":
      return test.part === null ? compileNumber(test)(folded) : null;
    default:
      return null;
  }
}

/** A comparison with a whole text, without regard to case. */
export function isPlain(test: Test): test is Test & { readonly kind: "equals" } {
  return test.kind === "equals" && !test.cased && !test.windash;
}
