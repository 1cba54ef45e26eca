/**
 * The rules of a run: the built-in pack, and what the user names.
 * @module
 */
import { fileURLToPath } from "node:url";
import { digestOf, sha256 } from "../base/digest.ts";
import { type Problem, problem } from "../base/errors.ts";
import { compareText } from "../base/text.ts";
import { parseFinding } from "../evidence/finding.ts";
import { RuleRoom, type RuleTexts, readRuleTexts } from "../intake/rule-files.ts";
import { lintFile, loadRules as loadRuleSet, type RuleSet } from "../sigma/index.ts";
import type { Store } from "../store/store.ts";
import type { RuleFacts } from "../triage/describe.ts";

/** Where the built-in pack lies: beside src/ in a checkout, beside dist/ when installed. */
export const BUILTIN_RULES: string = fileURLToPath(new URL("../../rules", import.meta.url));

export interface LoadedRules {
  readonly set: RuleSet;
  /** Rules and correlations that can fire. */
  readonly loaded: number;
  /** Rules, correlations and filters that are not in force, and files that could not be read; a path that is not there is none. */
  readonly rejected: number;
  /** The paths, as they were named, under which something is in force. */
  readonly usedPaths: readonly string[];
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
  const packs: Pack[] = [];
  const room = new RuleRoom();
  for (const path of builtin ? [BUILTIN_RULES, ...paths] : paths)
    packs.push({ path, ...(await readRuleTexts([path], room)) });
  const texts = withoutCopies(packs);
  const { set, problems, rejected, files } = loadRuleSet(texts, { placeholders });
  const unread = packs.flatMap((pack) => pack.problems);
  const faulty = new Set([...unread, ...problems].map(({ place }) => place?.file));
  const used = packsWith(packs, texts, files);
  const silent = new Set(packs).difference(new Set([...used, ...packsWith(packs, texts, faulty)]));
  const empty = [...silent].filter((pack) => pack.problems.length === 0).map(({ path }) => noRule(path));
  return {
    set,
    loaded: set.rules.length + set.correlations.length,
    rejected: rejected + unread.filter(({ code }) => code !== "not-found").length,
    usedPaths: used.map(({ path }) => path),
    problems: [...unread, ...empty, ...problems],
    files: new Map(texts.map(({ file, text }) => [file, sha256(text)])),
    digest: digestOf("rules", ...texts.map((rule) => rule.text)),
  };
}

/** What was read under one path. */
interface Pack extends RuleTexts {
  readonly path: string;
}

/** A pack that is named twice, or that is our own under another path, is loaded once. */
function withoutCopies(packs: readonly Pack[]): RuleTexts["texts"] {
  const known = new Set<string>();
  return packs.flatMap(({ texts }) => {
    const fresh = texts.filter(({ text }) => !known.has(text));
    for (const { text } of fresh) known.add(text);
    return fresh;
  });
}

/** Packs that hold one of these files, or a copy of one. */
function packsWith(
  packs: readonly Pack[],
  texts: RuleTexts["texts"],
  files: ReadonlySet<string | undefined>,
): readonly Pack[] {
  const wanted = new Set(texts.filter(({ file }) => files.has(file)).map(({ text }) => text));
  return packs.filter((pack) => pack.texts.some(({ text }) => wanted.has(text)));
}

function noRule(file: string): Problem {
  const remedy = "name files that end in .yml or .yaml, or folders or archives of them";
  return problem("not-found", { file }, "holds no rule", remedy);
}

/** Remarks on rules that load and can hardly be meant as they are, in the order of the files. */
export async function remarksOn(paths: readonly string[], set: RuleSet): Promise<readonly Problem[]> {
  const rules = Map.groupBy([...set.rules, ...set.correlations], ({ place }) => place.file);
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
