/**
 * The rules of a run: the built-in pack, and what the user names.
 * @module
 */
import { fileURLToPath } from "node:url";
import { digestOf, sha256 } from "../base/digest.ts";
import type { Problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import { parseFinding } from "../evidence/finding.ts";
import { readRuleTexts } from "../intake/rule-files.ts";
import { lintFile, loadRules as loadRuleSet, type RuleSet } from "../sigma/index.ts";
import type { Store } from "../store/store.ts";
import type { RuleFacts } from "../triage/describe.ts";

/** Where the built-in pack lies: beside src/ in a checkout, beside dist/ when installed. */
export const BUILTIN_RULES: string = fileURLToPath(new URL("../../rules", import.meta.url));

export interface LoadedRules {
  readonly set: RuleSet;
  /** Rules and correlations that can fire. */
  readonly loaded: number;
  /** Rules that cannot fire, and files that could not be read. */
  readonly rejected: number;
  readonly problems: readonly Problem[];
  /** SHA-256 of the text of each file of rules, by its name. */
  readonly files: ReadonlyMap<string, string>;
  /** Digest of every rule text: part of what an answer depends on. */
  readonly digest: string;
}

/**
 * Reads and loads rules; what is rejected is reported, the rest loads.
 * @param placeholders values of `%name%` in rules that use `expand`
 * @example const rules = await loadRules(["my-rules/"], true)
 */
export async function loadRules(
  paths: readonly string[],
  builtin: boolean,
  placeholders: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<LoadedRules> {
  const read = await readRuleTexts(builtin ? [BUILTIN_RULES, ...paths] : paths);
  const { set, problems, rejected } = loadRuleSet(read.texts, { placeholders });
  return {
    set,
    loaded: set.rules.length + set.correlations.length,
    rejected: read.problems.length + rejected,
    problems: [...read.problems, ...problems],
    files: new Map(read.texts.map(({ file, text }) => [file, sha256(text)])),
    digest: digestOf("rules", ...read.texts.map((rule) => rule.text)),
  };
}

/** Remarks on rules that load and can hardly be meant as they are, in the order of the files. */
export async function remarksOn(paths: readonly string[], set: RuleSet): Promise<readonly Problem[]> {
  const rules = Map.groupBy(set.rules, ({ place }) => place.file);
  const { texts } = await readRuleTexts(paths);
  return texts.flatMap(({ file, text }) => lintFile(file, text, rules.get(file) ?? []));
}

/** What ranking needs of every rule that can raise an alert. Our own key `vigie.outcome: succeeded` marks success. */
export function ruleFacts(set: RuleSet): ReadonlyMap<string, RuleFacts> {
  const facts = new Map<string, RuleFacts>();
  for (const rule of [...set.rules, ...set.correlations]) {
    facts.set(rule.key, {
      title: rule.title,
      level: rule.level ?? "informational",
      tags: rule.tags,
      succeeded: rule.custom["outcome"] === "succeeded",
    });
  }
  return facts;
}

/** Digests of the texts of a rule and of every rule it stands on, by key, in a fixed order. */
export function ruleDigests(key: string, rules: Pick<LoadedRules, "set" | "files">): Record<string, string> {
  const found = new Map<string, string>();
  const visit = (one: string): void => {
    const rule = rules.set.byKey.get(one);
    if (rule === undefined || found.has(one)) return;
    found.set(one, rules.files.get(rule.place.file) ?? "");
    if (rule.kind === "correlation") for (const base of rule.rules) visit(base);
  };
  visit(key);
  return Object.fromEntries(found);
}

/** Digest of every set of rules that made what a store counts, as its activation was sealed; in a fixed order. */
export function rulesInForce(store: Store): readonly string[] {
  const digests = new Set<string>();
  for (const { bytes } of store.allFindings("activation"))
    digests.add(parseFinding(bytes)?.method?.rulesDigest ?? "");
  return [...digests].sort(compareText);
}
