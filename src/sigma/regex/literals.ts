/**
 * Texts of which at least one must be present wherever a pattern is found: the anchor of a regular expression.
 * @module
 */
import type { CharSet } from "./charset.ts";
import type { RegexNode } from "./syntax.ts";

/** Beyond this many alternatives an anchor costs more than it saves. */
export const MAX_ALTERNATIVES = 32;

/**
 * Folded literals, one of which is in the folded text of every match; null when there is no such set.
 * @param fold how texts are folded before they are searched
 * @example requiredLiterals(parse("net\\s+(use|view)"), fold) // ["view", "use"] or ["net"]
 */
export function requiredLiterals(node: RegexNode, fold: (text: string) => string): readonly string[] | null {
  switch (node.kind) {
    case "set":
      return asList(charOf(node.set, fold));
    case "assert":
      return null;
    case "repeat":
      return node.min > 0 ? requiredLiterals(node.item, fold) : null;
    case "choice":
      return ofChoice(node.items, fold);
    case "sequence":
      return ofSequence(node.items, fold);
  }
}

/** A character of so few is worth looking for by itself. */
const MAX_CHARACTERS = 4;
/** More than this is not worth looking for before the pattern is tried. */
const MAX_NEEDED = 12;

/**
 * Sets of folded literals: of each set, one is in the folded text of every match. Stronger than
 * {@link requiredLiterals}, which gives the best set alone.
 * @param most sets with more literals are left out
 * @example neededLiterals(parse("['\"] *(or|and)"), fold) // [["or", "and"], ["'", '"']]
 */
export function neededLiterals(
  node: RegexNode,
  fold: (text: string) => string,
  most: number = MAX_NEEDED,
): readonly (readonly string[])[] {
  const sets = partsOf(node)
    .map((part) => requiredLiterals(part, fold) ?? fewCharacters(part, fold))
    .filter((set) => set !== null && set.length <= most) as (readonly string[])[];
  const best = requiredLiterals(node, fold);
  const all = best === null || best.length > most ? sets : [best, ...sets];
  const distinct = new Map(all.map((set) => [set.join("\0"), set]));
  return [...distinct.values()].toSorted((a, b) => shortest(b) - shortest(a));
}

/** The parts that every match runs through. */
function partsOf(node: RegexNode): readonly RegexNode[] {
  if (node.kind === "sequence") return node.items.flatMap(partsOf);
  if (node.kind === "repeat") return node.min > 0 ? partsOf(node.item) : [];
  return [node];
}

function fewCharacters(node: RegexNode, fold: (text: string) => string): readonly string[] | null {
  if (node.kind !== "set") return null;
  const found = new Set<string>();
  for (let i = 0; i < node.set.length; i += 2) {
    const [low, high] = [node.set[i] ?? 0, node.set[i + 1] ?? 0];
    if (high - low >= 2 * MAX_CHARACTERS) return null;
    for (let unit = low; unit <= high; unit++) found.add(fold(String.fromCharCode(unit)));
  }
  return found.size <= MAX_CHARACTERS ? [...found] : null;
}

function asList(text: string | null): readonly string[] | null {
  return text === null ? null : [text];
}

function ofChoice(items: readonly RegexNode[], fold: (text: string) => string): readonly string[] | null {
  const all: string[] = [];
  for (const item of items) {
    const literals = requiredLiterals(item, fold);
    if (literals === null) return null;
    all.push(...literals);
  }
  return all.length > MAX_ALTERNATIVES ? null : all;
}

function ofSequence(items: readonly RegexNode[], fold: (text: string) => string): readonly string[] | null {
  let best: readonly string[] | null = null;
  let run = "";
  const offer = (literals: readonly string[] | null): void => {
    if (shortest(literals) > shortest(best)) best = literals;
  };
  for (const item of items) {
    const char = item.kind === "set" ? charOf(item.set, fold) : null;
    if (char !== null) run += char;
    else if (item.kind !== "assert") {
      offer(asList(run === "" ? null : run));
      offer(requiredLiterals(item, fold));
      run = "";
    }
  }
  offer(asList(run === "" ? null : run));
  return best;
}

function shortest(literals: readonly string[] | null): number {
  return literals === null ? 0 : Math.min(...literals.map((text) => text.length));
}

/** The one character that a set means, whatever its case. */
function charOf(set: CharSet, fold: (text: string) => string): string | null {
  let found: string | null = null;
  for (let i = 0; i < set.length; i += 2) {
    const low = set[i] ?? 0;
    const high = set[i + 1] ?? 0;
    if (high - low > 3) return null;
    for (let unit = low; unit <= high; unit++) {
      const folded = fold(String.fromCharCode(unit));
      if (folded.length !== 1 || (found !== null && found !== folded)) return null;
      found = folded;
    }
  }
  return found;
}
