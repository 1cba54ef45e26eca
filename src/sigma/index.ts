/**
 * `vigie/sigma`: Sigma rules, correlations and filters for JavaScript.
 *
 * @example
 * import { compile, loadRules } from "vigie/sigma";
 * const { set, problems } = loadRules([{ file: "rule.yml", text }]);
 * const matcher = compile(set);
 * for (const rule of matcher.match({ logsource, fields, time: null })) console.log(rule.title);
 * @module
 */

/** Correlations over hits sorted by time: all at once, or as they come. */
export { Correlator, type CorrelatorLoss, correlate } from "./correlate/correlator.ts";
export type { CorrelationHit, Hit, HitFields, StateLimits } from "./correlate/hit.ts";
/** The fields that a hit must carry for the correlations. */
export { neededFields } from "./correlate/keys.ts";
export type { CorrelationLoss } from "./correlate/run.ts";
/** Remarks on rules that load and can hardly be meant as they are. */
export { lintFile } from "./lint.ts";
/** Texts of rule files -> a rule set. */
export { type Loaded, loadRules, type RuleSet, type SigmaFile } from "./load.ts";
export type { RuleCost } from "./match/cost.ts";
/** Why a rule fires on an event, or not. */
export { type Explanation, explainRule } from "./match/explain.ts";
/** A rule set -> a matcher. */
export {
  type CompileOptions,
  compile,
  type FieldMap,
  type FieldNames,
  type MatchEvent,
  type Matcher,
} from "./match/matcher.ts";
export type { RecordBytes } from "./match/view.ts";
/** One file -> its documents, for tools that look at rules one by one. */
export { type Parsed, type ParseOptions, parseSigma } from "./parse/document.ts";
export type { Placeholders } from "./plan/transform.ts";
/** The nouns, and the closed sets of levels and states. */
export {
  type Correlation,
  type CorrelationType,
  type Filter,
  type Level,
  levels,
  type Meta,
  type Range,
  type RuleLogsource,
  type SigmaRule,
  type Status,
  statuses,
} from "./rule.ts";
