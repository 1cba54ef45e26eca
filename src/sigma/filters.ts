/**
 * Filters: a rule with a filter is (rule condition) and (filter condition), exactly as both are written.
 * The specification's only example reads the other way round; pySigma and rsigma join as written, and so does Vigie.
 * Selections of a filter are planned in their own scope, so their names cannot collide with the rule's.
 * @module
 */
import { type Problem, problem } from "../base/errors.ts";
import { fitsWithin } from "./logsource.ts";
import { Names } from "./names.ts";
import { and, type Tree } from "./plan/tree.ts";
import type { Filter, SigmaRule } from "./rule.ts";

/**
 * Joins each filter to the rules it names and fits. Correlations are never filtered.
 * @returns the rules, and the filters that are in force: one that names rules, and none that it fits, is not
 */
export function applyFilters(
  rules: readonly SigmaRule[],
  filters: readonly Filter[],
  problems: Problem[],
): { readonly rules: readonly SigmaRule[]; readonly inForce: readonly Filter[] } {
  if (filters.length === 0) return { rules, inForce: filters };
  const names = new Names(rules, []);
  const joined = new Map<SigmaRule, Tree[]>();
  const inForce: Filter[] = [];
  for (const filter of filters) {
    const targets = [...targetsOf(filter, rules, names, problems)];
    if (filter.rules === null || targets.length > 0) inForce.push(filter);
    for (const rule of targets) {
      const trees = joined.get(rule) ?? [];
      trees.push(filter.tree);
      joined.set(rule, trees);
    }
  }
  const filtered = rules.map((rule) => {
    const trees = joined.get(rule);
    return trees === undefined ? rule : { ...rule, tree: and([rule.tree, ...trees]) };
  });
  return { rules: filtered, inForce };
}

function targetsOf(
  filter: Filter,
  rules: readonly SigmaRule[],
  names: Names<SigmaRule>,
  problems: Problem[],
): Iterable<SigmaRule> {
  if (filter.rules === null) return rules.filter((rule) => fitsWithin(rule.logsource, filter.logsource));
  const targets = new Set<SigmaRule>();
  for (const reference of filter.rules) {
    const rule = names.find(reference);
    if (rule === undefined) problems.push(notFound(filter, reference));
    else if (fitsWithin(rule.logsource, filter.logsource)) targets.add(rule);
    else problems.push(notFitting(filter, rule));
  }
  return targets;
}

function notFound(filter: Filter, reference: string): Problem {
  const text = `the filter "${filter.title}" names "${reference}", which is not loaded`;
  return problem("rule-reference", filter.place, text, "correct the id or name, or load that rule");
}

function notFitting(filter: Filter, rule: SigmaRule): Problem {
  const text = `the filter "${filter.title}" names "${rule.title}", whose logsource it does not fit`;
  return problem("rule-reference", filter.place, text, "widen the filter's logsource");
}
