/**
 * Finds which of some literals of one to three characters a text holds: each is entered under its last two characters,
 * or its only one. Each literal is told once for a text.
 * @module
 */
import type { Found } from "./literals.ts";
import { foldedAt, foldText, isAscii } from "./view.ts";

const PLACES = 4096;
/** Makes small letters of capital ones; other characters fall together too, which verification tells apart. */
const LOWER = 32;

/** So many literals without letters are quicker searched for one by one. */
const MAX_SEARCHED = 6;
/** What may be written in another case, or folded to another character. */
const CASED = /[^!-@[-`{-~ ]/;

interface Entry {
  readonly literal: string;
  readonly rules: readonly number[];
  /** The text in which it was told last. */
  told: number;
}

export class ShortIndex {
  /** Number of the list of entries whose last two characters belong to the place; 0 for none. */
  readonly #pairs = new Uint16Array(PLACES);
  readonly #lists: Entry[][] = [[]];
  readonly #single: Entry[] = [];
  readonly #searched: Entry[] = [];
  readonly #hasPairs: boolean;
  #text = 0;

  /** @param literals folded, of one to three characters */
  constructor(literals: Iterable<readonly [string, readonly number[]]>) {
    for (const [literal, rules] of literals) {
      const entry = { literal, rules, told: 0 };
      if (literal.length === 1) this.#single.push(entry);
      else if (this.#searched.length < MAX_SEARCHED && !CASED.test(literal)) this.#searched.push(entry);
      else this.#enter(entry);
    }
    this.#hasPairs = this.#lists.length > 1;
  }

  #enter(entry: Entry): void {
    const place = pairAt(entry.literal, entry.literal.length - 1);
    const number = this.#pairs[place] || this.#lists.push([]) - 1;
    this.#pairs[place] = number;
    this.#lists[number]?.push(entry);
  }

  /** Calls back with the rules of every literal in the text, whatever its case. */
  scan(text: string, found: Found): void {
    for (const { literal, rules } of this.#searched) if (text.includes(literal)) found(rules);
    if (this.#single.length === 0 && !this.#hasPairs) return;
    const plain = isAscii(text) ? text : foldText(text);
    this.#text++;
    for (const { literal, rules } of this.#single) if (holds(plain, literal)) found(rules);
    if (!this.#hasPairs) return;
    const pairs = this.#pairs;
    let last = plain.charCodeAt(0) | LOWER;
    for (let i = 1; i < plain.length; i++) {
      const code = plain.charCodeAt(i) | LOWER;
      const list = pairs[((last << 5) ^ code) & (PLACES - 1)] as number;
      if (list !== 0) this.#verify(list, plain, i, found);
      last = code;
    }
  }

  #verify(list: number, text: string, end: number, found: Found): void {
    for (const entry of this.#lists[list] ?? []) {
      const at = end + 1 - entry.literal.length;
      if (entry.told === this.#text || at < 0 || !foldedAt(text, entry.literal, at)) continue;
      entry.told = this.#text;
      found(entry.rules);
    }
  }
}

function holds(text: string, letter: string): boolean {
  return text.includes(letter) || text.includes(letter.toUpperCase());
}

function pairAt(text: string, end: number): number {
  return (((text.charCodeAt(end - 1) | LOWER) << 5) ^ (text.charCodeAt(end) | LOWER)) & (PLACES - 1);
}
