/**
 * One file of rules -> rules, correlations, filters, and what was rejected.
 * @module
 */
import { type Place, type Problem, problem } from "../../base/errors.ts";
import { Fault } from "../fault.ts";
import { planDetection } from "../plan/detection.ts";
import type { Placeholders } from "../plan/transform.ts";
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
  readonly problems: readonly Problem[];
}

/**
 * Parses a YAML file of one or several Sigma documents. A document that is rejected does not stop the others.
 * @param text written by whoever wrote the rule: size, depth, aliases and counts are bounded
 * @example parseSigma("rules/ssh.yml", text).problems.map(problemText)
 */
export function parseSigma(file: string, text: string, options: ParseOptions = {}): Parsed {
  const read = parseYaml(file, text);
  if (!read.ok) return { rules: [], correlations: [], filters: [], problems: [read.error] };
  const positions = new Positions(file, text);
  const found = { rules: [], correlations: [], filters: [], problems: [] } as {
    rules: SigmaRule[];
    correlations: Correlation[];
    filters: Filter[];
    problems: Problem[];
  };
  read.value.forEach((raw, i) => {
    if (raw === null || raw === undefined) return; // an empty document, as after a last `---`
    try {
      const made = parseDocument(raw, { file }, options.placeholders ?? new Map());
      if (made.kind === "rule") found.rules.push(made);
      else if (made.kind === "correlation") found.correlations.push(made);
      else found.filters.push(made);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      found.problems.push(
        problem("rule-invalid", positions.find(i, error.path), error.message, error.remedy),
      );
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
  const detection = own(raw, "detection");
  if (detection === undefined) {
    throw new Fault([], '"detection" is missing', "add detection: with selections and a condition");
  }
  const meta = parseMeta(raw, place);
  const logsource = parseLogsource(raw);
  const tree = planDetection(detection, ["detection"], { placeholders, reserved: [], single: false });
  return { ...meta, kind: "rule", logsource, tree, alerts: true };
}

function parseFilter(raw: RawMap, place: Place, placeholders: Placeholders): Filter {
  const meta = parseMeta(raw, place);
  const logsource = parseLogsource(raw);
  const body = own(raw, "filter");
  const tree = planDetection(body, ["filter"], { placeholders, reserved: ["rules"], single: true });
  return { ...meta, kind: "filter", logsource, rules: parseTargets(body as RawMap), tree };
}

function parseTargets(body: RawMap): readonly string[] | null {
  const rules = textsOf(body, "rules", ["filter"]);
  if (rules.length === 0) {
    throw new Fault(["filter"], "the filter names no rules", "add rules: with ids or names, or rules: any");
  }
  return rules.length === 1 && rules[0] === "any" ? null : rules;
}
