/**
 * The `detection` part of a rule, or the body of a filter -> one tree.
 * @module
 */
import { every, Fault, type Path, withFaultsOf } from "../fault.ts";
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
  const condition = body.find(([name]) => name === "condition")?.[1];
  const planned = (selections: Selections): Tree =>
    planCondition(conditionIn(condition, path), path, selections, options.single);
  if (named.length === 0) {
    const none = new Fault(path, "there is no selection", "add a selection");
    return withFaultsOf(none, () => conditionIn(condition, path));
  }
  let selections: Selections;
  try {
    selections = planSelections(named, path, options.placeholders);
  } catch (error) {
    return withFaultsOf(error, () => planned(new Map(named.map(([name]) => [name, NEVER]))));
  }
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

function conditionIn(raw: unknown, path: Path): unknown {
  if (raw === undefined) throw new Fault(path, "there is no condition", "add a condition");
  return raw;
}

function planCondition(raw: unknown, path: Path, selections: Selections, single: boolean): Tree {
  const at = [...path, "condition"];
  if (typeof raw === "string") return parseCondition(raw, selections, at);
  if (!Array.isArray(raw) || raw.length === 0 || single) {
    const remedy = single ? "write exactly one condition" : "write a condition or a list of conditions";
    throw new Fault(at, "the condition is no text", remedy);
  }
  return or(
    every(raw, (text: unknown, i) => {
      if (typeof text === "string") return parseCondition(text, selections, [...at, i]);
      throw new Fault([...at, i], "the condition is no text", "write a condition");
    }),
  );
}

function timeframe(path: Path): Fault {
  const remedy = "write a correlation document with a timespan instead";
  return new Fault(path, "timeframe is no longer part of Sigma rules", remedy);
}
