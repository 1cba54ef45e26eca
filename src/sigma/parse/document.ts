/**
 * One file of rules -> rules, correlations, filters, and what was rejected.
 * @module
 */
import { type Place, type Problem, problem } from "../../base/errors.ts";
import { Fault, faultsOf, whole } from "../fault.ts";
import { planDetection } from "../plan/detection.ts";
import type { Placeholders } from "../plan/transform.ts";
import type { Tree } from "../plan/tree.ts";
import type { Correlation, Filter, SigmaRule } from "../rule.ts";
import { parseCorrelation } from "./correlation.ts";
import { parseLogsource, parseMeta } from "./meta.ts";
import { Positions } from "./position.ts";
import { isRawMap, own, type RawMap, textsOf } from "./reader.ts";
import { parseYaml } from "./yaml.ts";

export interface ParseOptions {
  /** Values for `%name%` in rules that use the modifier `expand`. */
  readonly placeholders?: Placeholders;
}

/** What a file held, in its order. */
export interface Parsed {
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly Correlation[];
  readonly filters: readonly Filter[];
  /** Every fault of every document that was rejected. */
  readonly problems: readonly Problem[];
  /** How many documents were rejected; a file that is no YAML counts as one. */
  readonly rejected: number;
}

/**
 * Parses a YAML file of one or several Sigma documents. A document that is rejected does not stop the others.
 * @param text written by whoever wrote the rule: size, depth, aliases and counts are bounded
 * @example parseSigma("rules/ssh.yml", text).problems.map(problemText)
 */
export function parseSigma(file: string, text: string, options: ParseOptions = {}): Parsed {
  const read = parseYaml(file, text);
  if (!read.ok) return { rules: [], correlations: [], filters: [], problems: [read.error], rejected: 1 };
  const positions = new Positions(file, text);
  const found = { rules: [], correlations: [], filters: [], problems: [], rejected: 0 } as {
    rules: SigmaRule[];
    correlations: Correlation[];
    filters: Filter[];
    problems: Problem[];
    rejected: number;
  };
  read.value.forEach((raw, i) => {
    if (raw === null || raw === undefined) return; // an empty document, as after a last `---`
    try {
      const made = parseDocument(raw, { file }, options.placeholders ?? new Map());
      if (made.kind === "rule") found.rules.push(made);
      else if (made.kind === "correlation") found.correlations.push(made);
      else found.filters.push(made);
    } catch (error) {
      found.rejected++;
      for (const { path, message, remedy } of faultsOf(error))
        found.problems.push(problem("rule-invalid", positions.find(i, path), message, remedy));
    }
  });
  return found;
}

function parseDocument(
  raw: unknown,
  place: Place,
  placeholders: Placeholders,
): SigmaRule | Correlation | Filter {
  if (!isRawMap(raw))
    throw new Fault([], "the document is no map", "write title:, logsource: and detection:");
  if (own(raw, "correlation") !== undefined) return parseCorrelation(raw, place);
  if (own(raw, "filter") !== undefined) return parseFilter(raw, place, placeholders);
  return parseRule(raw, place, placeholders);
}

function parseRule(raw: RawMap, place: Place, placeholders: Placeholders): SigmaRule {
  const { meta, logsource, tree } = whole({
    meta: () => parseMeta(raw, place),
    logsource: () => parseLogsource(raw),
    tree: () => parseDetection(raw, placeholders),
  });
  return { ...meta, kind: "rule", logsource, tree, alerts: true };
}

function parseDetection(raw: RawMap, placeholders: Placeholders): Tree {
  const detection = own(raw, "detection");
  if (detection === undefined)
    throw new Fault([], '"detection" is missing', "add detection: with selections and a condition");
  return planDetection(detection, ["detection"], { placeholders, reserved: [], single: false });
}

function parseFilter(raw: RawMap, place: Place, placeholders: Placeholders): Filter {
  const body = own(raw, "filter");
  const options = { placeholders, reserved: ["rules"], single: true };
  const { meta, logsource, tree, rules } = whole({
    meta: () => parseMeta(raw, place),
    logsource: () => parseLogsource(raw),
    tree: () => planDetection(body, ["filter"], options),
    rules: () => (isRawMap(body) ? parseTargets(body) : null), // what is no map, planDetection rejects
  });
  return { ...meta, kind: "filter", logsource, rules, tree };
}

function parseTargets(body: RawMap): readonly string[] | null {
  const rules = textsOf(body, "rules", ["filter"]);
  if (rules.length === 0) {
    throw new Fault(["filter"], "the filter names no rules", "add rules: with ids or names, or rules: any");
  }
  return rules.length === 1 && rules[0] === "any" ? null : rules;
}
