/**
 * Finds which of some literals of one to three characters a text holds: each is entered under its last two characters;
 * a single one behind any other. Each literal is told once for a text.
 * @module
 */

import { foldedAt, foldText } from "./view.ts";
import type { Found } from "./window-table.ts";

const PLACES = 4096;
/** The character before the last one takes part with all but so many bits of a place. */
const SHIFT = 5;
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
  readonly #searched: Entry[] = [];
  readonly #hasPairs: boolean;
  #text = 0;

  /** @param literals folded, of one to three characters */
  constructor(literals: Iterable<readonly [string, readonly number[]]>) {
    const entries = [...literals].map(([literal, rules]) => ({ literal, rules, told: 0 }));
    const few = entries.length <= MAX_SEARCHED && !entries.some(({ literal }) => CASED.test(literal));
    if (few) this.#searched.push(...entries);
    else for (const entry of entries) this.#enter(entry);
    this.#hasPairs = this.#lists.length > 1;
  }

  #enter(entry: Entry): void {
    const { literal } = entry;
    const last = literal.charCodeAt(literal.length - 1) | LOWER;
    if (literal.length > 1) this.#enterAt(placeOf(literal.charCodeAt(literal.length - 2), last), entry);
    else for (let before = 0; before < PLACES >> SHIFT; before++) this.#enterAt(placeOf(before, last), entry);
  }

  #enterAt(place: number, entry: Entry): void {
    const number = this.#pairs[place] || this.#lists.push([]) - 1;
    this.#pairs[place] = number;
    this.#lists[number]?.push(entry);
  }

  /** Calls back with the rules of every literal in the text, whatever its case. */
  scan(text: string, found: Found): void {
    for (const { literal, rules } of this.#searched) if (text.includes(literal)) found(rules);
    if (!this.#hasPairs) return;
    this.#text++;
    // letters beyond ASCII may change their length or become ASCII when folded
    if (!this.#scanPairs(text, found)) this.#scanPairs(foldText(text), found);
  }

  /** @returns whether the text is ASCII, so that nothing can have been missed */
  #scanPairs(text: string, found: Found): boolean {
    const pairs = this.#pairs;
    let seen = 0;
    let last = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      seen |= code;
      const list = pairs[placeOf(last, code | LOWER)] as number;
      if (list !== 0) this.#verify(list, text, i, found);
      last = code;
    }
    return seen < 128;
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

function placeOf(before: number, code: number): number {
  return (((before | LOWER) << SHIFT) ^ code) & (PLACES - 1);
}
