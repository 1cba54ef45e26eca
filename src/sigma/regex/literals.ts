/**
 * Texts of which at least one must be present wherever a pattern is found: the anchor of a regular expression.
 * @module
 */
import type { CharSet } from "./charset.ts";
import type { RegexNode } from "./syntax.ts";

/** Beyond this many alternatives an anchor costs more than it saves. */
export const MAX_ALTERNATIVES = 32;

/** How texts are folded before they are searched. */
type Fold = (text: string) => string;

/** A set of so few characters is worth looking for one by one. */
const MAX_CHARACTERS = 4;
/** More than this is not worth looking for before the pattern is tried. */
const MAX_NEEDED = 12;
/** A longer text says no more. */
const MAX_TEXT = 64;

/**
 * Folded literals, one of which is in the folded text of every match; null when there is no such set.
 * @example requiredLiterals(parse("net(use|view)"), fold) // ["netuse", "netview"]
 */
export function requiredLiterals(node: RegexNode, fold: Fold): readonly string[] | null {
  return setsOf(node, fold).reduce<readonly string[] | null>(better, null);
}

/**
 * Sets of folded literals: of each set, one is in the folded text of every match. Stronger than
 * {@link requiredLiterals}, which gives the best set alone.
 * @param most sets with more literals are left out
 * @example neededLiterals(parse("['\"] *(or|and)"), fold) // [["or", "and"], ["'", '"']]
 */
export function neededLiterals(
  node: RegexNode,
  fold: Fold,
  most: number = MAX_NEEDED,
): readonly (readonly string[])[] {
  const sets = setsOf(node, fold).filter((set) => set.length <= most);
  const distinct = new Map(sets.map((set) => [set.join("\0"), set]));
  return [...distinct.values()].toSorted((a, b) => shortest(b) - shortest(a));
}

/** Of each set, one literal is in every match. None is empty, and none holds the empty text. */
function setsOf(node: RegexNode, fold: Fold): readonly (readonly string[])[] {
  switch (node.kind) {
    case "set":
      return asSets(charactersOf(node.set, fold));
    case "assert":
      return [];
    case "repeat":
      return node.min > 0 ? setsOf(node.item, fold) : [];
    case "choice":
      return asSets(better(ofChoice(node.items, fold), textsOf(beginOf(node, fold))));
    case "sequence":
      return ofSequence(node.items, fold);
  }
}

function ofChoice(items: readonly RegexNode[], fold: Fold): readonly string[] | null {
  const all: string[] = [];
  for (const item of items) {
    const literals = requiredLiterals(item, fold);
    if (literals === null) return null;
    all.push(...literals);
  }
  return all.length > MAX_ALTERNATIVES ? null : all;
}

/** What stands together of one run of parts after the other, and what is in the part at which a run ends. */
function ofSequence(items: readonly RegexNode[], fold: Fold): readonly (readonly string[])[] {
  const sets: (readonly string[])[] = [];
  const begins = items.map((item) => beginOf(item, fold));
  for (let at = 0; at < items.length; ) {
    const run = joined(begins, at);
    const texts = textsOf(run);
    sets.push(...asSets(texts));
    const last = items[at + run.parts - 1];
    if (last !== undefined && (!run.whole || texts === null)) sets.push(...setsOf(last, fold));
    at += run.parts;
  }
  return sets;
}

/** What every match of a node begins with: one of the texts. */
interface Begin {
  readonly texts: readonly string[];
  /** Whether every match is one of the texts, so that what follows in the pattern follows them. */
  readonly whole: boolean;
}

const ANYTHING: Begin = { texts: [""], whole: false };

function beginOf(node: RegexNode, fold: Fold): Begin {
  switch (node.kind) {
    case "set": {
      const texts = charactersOf(node.set, fold);
      return texts === null ? ANYTHING : { texts, whole: true };
    }
    case "assert":
      return { texts: [""], whole: true };
    case "choice":
      return anyOf(node.items.map((item) => beginOf(item, fold)));
    case "repeat": {
      const once = beginOf(node.item, fold);
      if (node.min === 0) return node.max === 1 ? anyOf([{ texts: [""], whole: true }, once]) : ANYTHING;
      return { texts: once.texts, whole: once.whole && node.max === 1 };
    }
    case "sequence":
      return joined(
        node.items.map((item) => beginOf(item, fold)),
        0,
      );
  }
}

function anyOf(begins: readonly Begin[]): Begin {
  const texts = [...new Set(begins.flatMap((begin) => begin.texts))];
  return texts.length > MAX_ALTERNATIVES ? ANYTHING : { texts, whole: begins.every(({ whole }) => whole) };
}

/** What parts begin with from one of them on, and how many parts that takes: at least one. */
function joined(begins: readonly Begin[], from: number): Begin & { readonly parts: number } {
  let texts: readonly string[] = [""];
  for (let at = from; at < begins.length; at++) {
    const next = begins[at] as Begin;
    const longer = [...new Set(texts.flatMap((text) => next.texts.map((more) => text + more)))];
    if (at > from && longer.length > MAX_ALTERNATIVES) return { texts, whole: true, parts: at - from };
    texts = longer;
    if (!next.whole || longest(texts) > MAX_TEXT) return { texts, whole: false, parts: at - from + 1 };
  }
  return { texts, whole: true, parts: begins.length - from };
}

/** The texts as a set of which one is needed: what holds another one says no more. */
function textsOf({ texts }: Begin): readonly string[] | null {
  if (texts.includes("")) return null;
  return texts.filter((text) => !texts.some((other) => other !== text && text.includes(other)));
}

function asSets(set: readonly string[] | null): readonly (readonly string[])[] {
  return set === null || set.length === 0 ? [] : [set];
}

/** The folded characters of a set of few; null when there are more, or one does not remain one character. */
function charactersOf(set: CharSet, fold: Fold): readonly string[] | null {
  const found = new Set<string>();
  for (let i = 0; i < set.length; i += 2) {
    const [low, high] = [set[i] ?? 0, set[i + 1] ?? 0];
    if (high - low >= 2 * MAX_CHARACTERS) return null;
    if (high >= 0xd800 && low <= 0xdfff) return null; // half of a character: folding a text changes both halves together
    for (let unit = low; unit <= high; unit++) found.add(fold(String.fromCharCode(unit)));
  }
  const isFew = found.size > 0 && found.size <= MAX_CHARACTERS;
  return isFew && [...found].every((text) => text.length === 1) ? [...found] : null;
}

/** Of two sets, the one whose shortest text is longer; of equals, the smaller one. */
function better(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  const difference = shortest(a) - shortest(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
}

function shortest(literals: readonly string[]): number {
  return Math.min(...literals.map((text) => text.length));
}

function longest(literals: readonly string[]): number {
  return Math.max(...literals.map((text) => text.length));
}

/** How many characters every match has at least. @example shortestMatch(parse("a?b{3}")) // 3 */
export function shortestMatch(node: RegexNode): number {
  switch (node.kind) {
    case "set":
      return 1;
    case "assert":
      return 0;
    case "repeat":
      return node.min * shortestMatch(node.item);
    case "choice":
      return Math.min(...node.items.map(shortestMatch));
    case "sequence":
      return node.items.reduce((sum, item) => sum + shortestMatch(item), 0);
  }
}
