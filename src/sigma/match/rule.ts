/**
 * A rule's tree, compiled to one function of an event.
 * @module
 */
import type { Tree } from "../plan/tree.ts";
import { compileField, compileKeyword, type EventCheck, type SlotsOf } from "./field.ts";

/** Compiles a tree. Rules bound their own depth when they are parsed. */
export function compileTree(tree: Tree, slotsOf: SlotsOf): EventCheck {
  switch (tree.kind) {
    case "field":
      return compileField(tree, slotsOf);
    case "keyword":
      return compileKeyword(tree);
    case "not": {
      const inner = compileTree(tree.item, slotsOf);
      return (view) => !inner(view);
    }
    case "and":
      return allOf(tree.items.map((item) => compileTree(item, slotsOf)));
    case "or":
      return someOf(tree.items.map((item) => compileTree(item, slotsOf)));
  }
}

function allOf(checks: readonly EventCheck[]): EventCheck {
  return (view) => {
    for (let i = 0; i < checks.length; i++) if (!(checks[i] as EventCheck)(view)) return false;
    return true;
  };
}

function someOf(checks: readonly EventCheck[]): EventCheck {
  return (view) => {
    for (let i = 0; i < checks.length; i++) if ((checks[i] as EventCheck)(view)) return true;
    return false;
  };
}
