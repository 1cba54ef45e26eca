/**
 * The `detection` part of a rule, or the body of a filter -> one tree.
 * @module
 */
import { every, Fault, type Path, whole } from "../fault.ts";
import { parseCondition, type Selections } from "./condition.ts";
import { planSelection } from "./selection.ts";
import type { Placeholders } from "./transform.ts";
import { NEVER, or, type Tree } from "./tree.ts";

export interface DetectionOptions {
  readonly placeholders: Placeholders;
  /** Keys that are no selections: `rules` of a filter. */
  readonly reserved: readonly string[];
  /** A filter has exactly one condition. */
  readonly single: boolean;
}

/**
 * Plans selections and condition. Several conditions are alternatives.
 * @throws Fault
 */
export function planDetection(raw: unknown, path: Path, options: DetectionOptions): Tree {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new Fault(path, `"${String(path[0])}" is no map`, "write selections and a condition");
  }
  const body = Object.entries(raw).filter(([name]) => !options.reserved.includes(name));
  const named = body.filter(([name]) => name !== "condition");
  if (named.length === 0) throw new Fault(path, "there is no selection", "add a selection");
  const condition = body.find(([name]) => name === "condition")?.[1];
  const planned = (selections: Selections): Tree =>
    planCondition(condition, path, selections, options.single);
  const { selections } = whole({
    selections: () => planSelections(named, path, options.placeholders),
    // once for its own faults, whatever is wrong with the selections
    condition: () => planned(new Map(named.map(([name]) => [name, NEVER]))),
  });
  return planned(selections);
}

function planSelections(
  named: readonly (readonly [string, unknown])[],
  path: Path,
  placeholders: Placeholders,
): Selections {
  return new Map(
    every(named, ([name, value]) => {
      if (name === "timeframe") throw timeframe([...path, name]);
      return [name, planSelection(value, [...path, name], placeholders)] as const;
    }),
  );
}

function planCondition(raw: unknown, path: Path, selections: Selections, single: boolean): Tree {
  if (raw === undefined) throw new Fault(path, "there is no condition", "add a condition");
  const list = readConditions(raw, [...path, "condition"], single);
  return or(every(list, ([text, at]) => parseCondition(text, selections, at)));
}

function timeframe(path: Path): Fault {
  const remedy = "write a correlation document with a timespan instead";
  return new Fault(path, "timeframe is no longer part of Sigma rules", remedy);
}

function readConditions(raw: unknown, path: Path, single: boolean): readonly (readonly [string, Path])[] {
  if (typeof raw === "string") return [[raw, path]];
  if (!Array.isArray(raw) || raw.length === 0 || single) {
    const remedy = single ? "write exactly one condition" : "write a condition or a list of conditions";
    throw new Fault(path, "the condition is no text", remedy);
  }
  return every(raw, (item, i) => {
    if (typeof item === "string") return [item, [...path, i]] as const;
    throw new Fault([...path, i], "the condition is no text", "write a condition");
  });
}
