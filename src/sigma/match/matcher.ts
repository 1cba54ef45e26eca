/**
 * Rules -> a matcher: which rules fire on an event?
 * @module
 */
import type { FieldReader } from "../../model/fields.ts";
import type { Logsource } from "../../model/logsource.ts";
import { AskedNames, fitsEvent, fitsWithin } from "../logsource.ts";
import type { Tree } from "../plan/tree.ts";
import type { RuleLogsource, SigmaRule } from "../rule.ts";
import { anchorsOf } from "./anchor.ts";
import { Bucket, type CompiledRule } from "./bucket.ts";
import { CostMeter, type RuleCost } from "./cost.ts";
import { type Known, restOf } from "./known.ts";
import { type RoutedRule, Router } from "./route.ts";
import { compileTree } from "./rule.ts";
import { EventView, type RecordBytes } from "./view.ts";

/** What the matcher needs of an event; `Event` of the model is one. */
export interface MatchEvent {
  /** Shared constants: the choice of rules is remembered by identity. */
  readonly logsource: Logsource;
  readonly fields: FieldReader;
  readonly time: number | null;
}

/** Other names for fields in rules of one log source. */
export interface FieldNames {
  /** Rules whose logsource has these keys; an empty object means all rules. */
  readonly logsource: Partial<RuleLogsource>;
  /** Field of the rule -> names in the event, any of which may hold the value. Replaces the rule's own name. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Entries are tried in order; the first that knows a field decides. */
export type FieldMap = readonly FieldNames[];

export interface CompileOptions {
  readonly fieldMap?: FieldMap;
  /** false: evaluate every rule of the log source, without the index. For tests and measurements. */
  readonly index?: boolean;
  /** Measure what each rule costs, for {@link Matcher.costs}: slower. */
  readonly metered?: boolean;
}

/** Holds state of the current event: one matcher per thread. */
export interface Matcher {
  /**
   * The rules that fire on an event, in the order in which they were loaded.
   * @param record the record's own bytes, if its values stand there as they read: they are looked for there first
   */
  match(event: MatchEvent, record?: RecordBytes | null): readonly SigmaRule[];
  /** How many rules were evaluated so far, for measurements. */
  evaluations(): number;
  /** What each rule cost so far, the dearest first; empty unless compiled as `metered`. */
  costs(): readonly RuleCost[];
}

const NONE: readonly SigmaRule[] = Object.freeze([]);

/**
 * Compiles rules. Rules are turned into functions when the first event of their log source comes.
 * @example
 * const matcher = compile(loadRules(files).set);
 * for (const rule of matcher.match(event)) console.log(rule.title);
 */
export function compile(
  ruleSet: { readonly rules: readonly SigmaRule[] },
  options: CompileOptions = {},
): Matcher {
  return new RuleMatcher(ruleSet.rules, options);
}

/** Formats share their constants, so there are some hundreds; a format that makes a new one per event must not fill the memory. */
const MAX_GROUPS = 10_000;

interface Group {
  readonly rules: readonly SigmaRule[];
  readonly router: Router;
}

class RuleMatcher implements Matcher {
  readonly #rules: readonly SigmaRule[];
  readonly #fieldMap: FieldMap;
  readonly #index: boolean;
  readonly #meter: CostMeter | null;
  readonly #slots = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #view: EventView = new EventView(this.#names);
  readonly #compiled = new Map<Tree, CompiledRule>();
  readonly #groups = new Map<Logsource, Group>();
  readonly #asked: AskedNames;
  /** Log sources that no rule can tell apart share a group: program names are endless, the names that rules ask for are few. */
  readonly #bySelection = new Map<string, Group>();

  constructor(rules: readonly SigmaRule[], { fieldMap, index, metered }: CompileOptions) {
    this.#rules = rules;
    this.#asked = new AskedNames(rules.map((rule) => rule.logsource));
    this.#fieldMap = fieldMap ?? [];
    this.#index = index ?? true;
    this.#meter = metered === true ? new CostMeter(this.#names) : null;
  }

  match(event: MatchEvent, record: RecordBytes | null = null): readonly SigmaRule[] {
    const { rules, router } = this.#groups.get(event.logsource) ?? this.#addGroup(event.logsource);
    if (rules.length === 0) return NONE;
    this.#view.use(event.fields, record);
    const hits = router.route(this.#view).match(this.#view);
    return hits.length === 0 ? NONE : hits.map((i) => rules[i] as SigmaRule);
  }

  evaluations(): number {
    let sum = 0;
    for (const { router } of this.#bySelection.values()) {
      for (const bucket of router.buckets()) sum += bucket.evaluated;
    }
    return sum;
  }

  costs(): readonly RuleCost[] {
    return this.#meter?.costs() ?? [];
  }

  #addGroup(logsource: Logsource): Group {
    if (this.#groups.size >= MAX_GROUPS) this.#groups.clear();
    const asked = this.#asked.of(logsource);
    const key = JSON.stringify(asked);
    const group = this.#bySelection.get(key) ?? this.#makeGroup(asked);
    this.#groups.set(logsource, group);
    this.#bySelection.set(key, group);
    return group;
  }

  #makeGroup(logsource: Logsource): Group {
    const rules = this.#rules.filter((rule) => fitsEvent(rule.logsource, logsource));
    const routed = rules.map(({ tree, logsource: own }) => ({
      tree,
      slotsOf: (field: string): readonly number[] => this.#slotsOf(field, own),
    }));
    const make = (known: Known): Bucket =>
      new Bucket(routed.map((rule, i) => this.#metered(rules[i], this.#compile(rule, known))));
    return { rules, router: new Router(this.#index ? routed : [], make) };
  }

  #metered(rule: SigmaRule | undefined, compiled: CompiledRule | null): CompiledRule | null {
    if (this.#meter === null || rule === undefined || compiled === null) return compiled;
    return this.#meter.metered(rule, compiled);
  }

  /** What is left of a rule on events of which so much is known; null when it cannot fire on them. */
  #compile({ tree, slotsOf }: RoutedRule, known: Known): CompiledRule | null {
    const rest = restOf(tree, known, slotsOf);
    if (rest === false) return null;
    if (rest === true) return { check: () => true, anchors: null };
    const shared = this.#compiled.get(rest);
    if (shared !== undefined) return shared;
    const check = compileTree(rest, slotsOf);
    const made = { check, anchors: this.#index ? anchorsOf(rest, slotsOf) : null };
    if (rest === tree) this.#compiled.set(tree, made);
    return made;
  }

  #slotsOf(field: string, logsource: RuleLogsource): readonly number[] {
    for (const entry of this.#fieldMap) {
      if (!Object.hasOwn(entry.fields, field) || !fitsWithin(logsource, entry.logsource)) continue;
      return (entry.fields[field] ?? []).map((name) => this.#slot(name));
    }
    return [this.#slot(field)];
  }

  #slot(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    this.#names.push(name);
    this.#slots.set(name, this.#names.length - 1);
    return this.#names.length - 1;
  }
}
