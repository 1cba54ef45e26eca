/**
 * The `detection` part of a rule, or the body of a filter -> one tree.
 * @module
 */
import { Fault, type Path } from "../fault.ts";
import { parseCondition } from "./condition.ts";
import { planSelection } from "./selection.ts";
import type { Placeholders } from "./transform.ts";
import { or, type Tree } from "./tree.ts";

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
  const selections = new Map<string, Tree>();
  let conditions: unknown;
  for (const [name, value] of Object.entries(raw)) {
    if (options.reserved.includes(name)) continue;
    if (name === "condition") conditions = value;
    else if (name === "timeframe") throw timeframe([...path, name]);
    else selections.set(name, planSelection(value, [...path, name], options.placeholders));
  }
  if (conditions === undefined) throw new Fault(path, "there is no condition", "add a condition");
  if (selections.size === 0) throw new Fault(path, "there is no selection", "add a selection");
  const list = readConditions(conditions, [...path, "condition"], options.single);
  return or(list.map(([text, at]) => parseCondition(text, selections, at)));
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
  return raw.map((item, i) => {
    if (typeof item === "string") return [item, [...path, i]] as const;
    throw new Fault([...path, i], "the condition is no text", "write a condition");
  });
}
