/**
 * Anchors: literals of which at least one must be in an event if a rule is to fire; for patterns without a literal, the
 * pattern itself, whose answers are remembered by value. A rule whose condition can hold without any of them
 * (`selection or not filter`) has none and is evaluated on every event of its log sources.
 * @module
 */
import { optionDashes } from "../plan/encode.ts";
import type { FieldNode, GlobTest, KeywordNode, Test, TextTest, Tree } from "../plan/tree.ts";
import { MAX_ALTERNATIVES, neededLiterals } from "../regex/literals.ts";
import { parseRegex } from "../regex/syntax.ts";
import { compilePattern, type SlotsOf } from "./field.ts";
import { isOrdinary } from "./ordinary.ts";
import type { TextCheck } from "./text.ts";
import { foldText } from "./view.ts";

/** The slot of keywords: any value of the event. */
export const ANYWHERE = -1;

export interface Anchor {
  readonly slot: number;
  /** Whether the whole value must be the text, or only hold it. */
  readonly whole: boolean;
  /** Folded; "" for a pattern. */
  readonly text: string;
  /** How the text is written in records, where that differs. */
  readonly written?: string;
  /** A pattern without a literal. */
  readonly pattern?: TextCheck;
}

/** The cheapest anchors of a tree, or null when it has none. */
export function anchorsOf(tree: Tree, slotsOf: SlotsOf): readonly Anchor[] | null {
  switch (tree.kind) {
    case "field":
      return ofTests(tree, slotsOf(tree.field));
    case "keyword":
      return ofKeywords(tree);
    case "not":
      return null;
    case "and":
      return cheapest(tree.items.map((item) => anchorsOf(item, slotsOf)));
    case "or":
      return union(tree.items.map((item) => anchorsOf(item, slotsOf)));
  }
}

function union(lists: readonly (readonly Anchor[] | null)[]): readonly Anchor[] | null {
  const all: Anchor[] = [];
  for (const list of lists) {
    if (list === null) return null;
    all.push(...list);
  }
  return all;
}

function cheapest(lists: readonly (readonly Anchor[] | null)[]): readonly Anchor[] | null {
  let best: readonly Anchor[] | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const list of lists) {
    const cost =
      list === null ? Number.POSITIVE_INFINITY : list.reduce((sum, anchor) => sum + costOf(anchor), 0);
    if (cost < bestCost) {
      best = list;
      bestCost = cost;
    }
  }
  return best;
}

/**
 * A guess of how often an anchor is met. Whole values are cheap to look up, and numbers such as an EventID are shared
 * by many rules, which saves look-ups in fields that few rules ask for.
 */
function costOf({ pattern, whole, text, slot }: Anchor): number {
  if (pattern !== undefined) return 1.5;
  const { length } = text;
  if (whole) return COMMON.has(text) ? 1 : length < 2 ? 0.5 : 0.015;
  const cost = RARE.test(text)
    ? RARE_COST
    : (SHORT_COSTS[length] ?? Math.max(0.002, 0.02 * 0.8 ** (length - 4)));
  return (isOrdinary(text) ? Math.max(cost, ORDINARY_COST) : cost) * (slot === ANYWHERE ? 3 : 1);
}

/** Of texts of so many characters: a single one is nearly everywhere. */
const SHORT_COSTS: readonly number[] = [1, 1, 0.2, 0.05];
/** Single characters that are met less often than letters, digits and what separates the parts of addresses and paths. */
const RARE = /^[;|`'"<>{}[\]$^~#!*@&]$/;
const RARE_COST = 0.1;
/** Of what stands in nearly every record, if not in this field. */
const ORDINARY_COST = 0.2;

/** Values that nearly every event of some log source has: the answer and the method of nearly every web request. */
const COMMON: ReadonlySet<string> = new Set(["true", "false", "system", "success", "failure", "200", "get"]);

/** Keywords are looked for in the record as it is written: pieces that JSON may write otherwise are no anchors. */
function ofKeywords(node: KeywordNode): readonly Anchor[] | null {
  const all = ofTests(node, [ANYWHERE]);
  if (all === null || all.some(({ pattern }) => pattern !== undefined)) return null;
  const pieces = all.map(({ text }) => longest(text.split(ESCAPED).filter((piece) => !isNumeric(piece))));
  const texts = pieces.map((piece) => piece?.[0]).filter((text) => text !== undefined);
  return texts.length < all.length ? null : texts.map((text) => ({ slot: ANYWHERE, whole: false, text }));
}

/** What JSON escapes, or may escape. */
const ESCAPED = /["\\/\p{Cc}]/u;

/** Whether it may be the text of a number, or a part of it: `1e3` is written otherwise than it is compared. */
export function isNumeric(text: string): boolean {
  return /^[\d.e+-]+$/.test(text) || "-infinity".includes(text);
}

function ofTests(node: FieldNode | KeywordNode, slots: readonly number[]): readonly Anchor[] | null {
  const all: Anchor[] = [];
  for (const test of node.tests) {
    const literals = literalsOf(test);
    if (literals === null) {
      if (test.kind !== "regex") return null;
      const pattern = compilePattern(test);
      for (const slot of slots) all.push({ slot, whole: false, text: "", pattern });
      continue;
    }
    for (const text of literals) {
      const whole = test.kind === "equals" && !isDashed(test);
      for (const slot of slots) all.push({ slot, whole, text });
    }
  }
  return all;
}

function literalsOf(test: Test): readonly string[] | null {
  switch (test.kind) {
    case "equals":
    case "contains":
    case "starts":
    case "ends":
      return literalOfText(test);
    case "glob":
      return longest(
        test.parts.flatMap((part) => (typeof part === "string" ? undashed(part, test.windash) : [])),
      );
    case "regex": {
      const flags = { i: test.ignoreCase, m: test.multiline, s: test.dotAll };
      const sets = neededLiterals(parseRegex(test.source, flags), foldText, MAX_ALTERNATIVES);
      return sets.reduce<readonly string[] | null>(cheaper, null);
    }
    default:
      return null;
  }
}

/** Of two sets, one of which has to be looked for, the one that is met less often. */
function cheaper(a: readonly string[] | null, b: readonly string[]): readonly string[] {
  const cost = (set: readonly string[]): number =>
    set.reduce((sum, text) => sum + costOf({ slot: 0, whole: false, text }), 0);
  return a !== null && cost(a) <= cost(b) ? a : b;
}

function literalOfText(test: TextTest): readonly string[] | null {
  if (isDashed(test)) return longest(undashed(test.text, true));
  return test.text === "" && test.kind !== "equals" ? null : [foldText(test.text)];
}

function isDashed(test: TextTest | GlobTest): boolean {
  return test.kind !== "glob" && test.windash && optionDashes(test.text).length > 0;
}

/** The pieces between option dashes, for which the event may hold another dash. */
function undashed(text: string, windash: boolean): readonly string[] {
  if (!windash) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (const at of optionDashes(text)) {
    pieces.push(text.slice(from, at));
    from = at + 1;
  }
  return [...pieces, text.slice(from)];
}

function longest(pieces: readonly string[]): readonly string[] | null {
  const best = pieces.reduce((a, b) => (b.length > a.length ? b : a), "");
  return best === "" ? null : [foldText(best)];
}
