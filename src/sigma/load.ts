/**
 * Many files -> one set of rules: duplicates, filters and correlations are settled here.
 * @module
 */
import { type Problem, placeText, problem } from "../base/errors.ts";
import { applyFilters } from "./filters.ts";
import { type ParseOptions, parseSigma } from "./parse/document.ts";
import { resolveCorrelations } from "./references.ts";
import type { Correlation, Filter, Meta, SigmaRule } from "./rule.ts";

/** The text of one rule file. */
export interface SigmaFile {
  readonly file: string;
  readonly text: string;
}

/** Everything that was loaded, as plain data: it can be sent to a worker thread. */
export interface RuleSet {
  readonly rules: readonly SigmaRule[];
  /** In an order in which each stands after those that it uses. */
  readonly correlations: readonly Correlation[];
  /** Rules and correlations by key (id, else name, else digest). */
  readonly byKey: ReadonlyMap<string, SigmaRule | Correlation>;
}

/** What could be loaded, and what was rejected and why. */
export interface Loaded {
  readonly set: RuleSet;
  readonly problems: readonly Problem[];
  /** How many rules, correlations and filters were rejected; one can have several problems. */
  readonly rejected: number;
  /** The files of those that are in force. */
  readonly files: ReadonlySet<string>;
}

/**
 * Loads rules, correlations and filters. What is rejected is left out and reported; the rest works.
 * @param files text read by the caller, in a stable order: of two rules with one id the first wins
 * @example loadRules([{ file: "ssh.yml", text }]).set.rules.length // 1
 */
export function loadRules(files: Iterable<SigmaFile>, options: ParseOptions = {}): Loaded {
  const faults: Problem[] = [];
  let rejected = 0;
  const all = { rules: [] as SigmaRule[], correlations: [] as Correlation[], filters: [] as Filter[] };
  for (const { file, text } of files) {
    const parsed = parseSigma(file, text, options);
    all.rules.push(...parsed.rules);
    all.correlations.push(...parsed.correlations);
    all.filters.push(...parsed.filters);
    faults.push(...parsed.problems);
    rejected += parsed.rejected;
  }
  const problems: Problem[] = [];
  const keys = new Map<string, Meta>();
  const rules = withoutDuplicates(all.rules, keys, problems);
  const correlations = withoutDuplicates(all.correlations, keys, problems);
  const filters = withoutDuplicates(all.filters, keys, problems);
  const filtered = applyFilters(rules, filters, problems);
  const set = resolveCorrelations(filtered.rules, correlations, problems);
  const inForce = [...set.rules, ...set.correlations, ...filtered.inForce];
  rejected += all.rules.length + all.correlations.length + all.filters.length - inForce.length;
  const used = new Set(inForce.map(({ place }) => place.file));
  return { set, problems: [...faults, ...problems], rejected, files: used };
}

/** Keeps the first of those that share a key. */
function withoutDuplicates<T extends Meta>(
  all: readonly T[],
  keys: Map<string, Meta>,
  problems: Problem[],
): T[] {
  return all.filter((item) => {
    const first = keys.get(item.key);
    if (first === undefined) {
      keys.set(item.key, item);
      return true;
    }
    const text = `"${item.title}" has the id of "${first.title}" in ${placeText(first.place)}`;
    problems.push(
      problem("rule-duplicate", item.place, text, "give it an id of its own, or load one of the two"),
    );
    return false;
  });
}
