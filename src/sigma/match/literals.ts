/**
 * Finds which of many literals a text holds, in one pass: each literal is entered under its rarest four characters,
 * and a rolling window over the text asks a hash table. Compared with one automaton over all literals it stays in
 * the processor's cache. The text is read as it is: only where a window fits, case is folded.
 * @module
 */
import { WINDOW, WindowCounts, windowAt } from "./ordinary.ts";
import { ShortIndex } from "./short.ts";
import { foldText } from "./view.ts";
import { type Found, WindowTable } from "./window-table.ts";

/** Makes small letters of capital ones; other characters fall together too, which comparing tells apart. */
const LOWER = 32;

export class LiteralIndex {
  readonly #short: ShortIndex | null;
  readonly #table: WindowTable | null;

  /** @param literals folded text -> the rules that it is an anchor of */
  constructor(literals: ReadonlyMap<string, readonly number[]>) {
    const counts = new WindowCounts(literals.keys());
    const short = [...literals].filter(([literal]) => literal.length < WINDOW);
    const entries = [...literals].flatMap(([literal, rules]) => {
      if (literal.length < WINDOW) return [];
      const offset = counts.rarest(literal);
      return [{ window: windowAt(literal, offset), offset, literal, rules }];
    });
    this.#short = short.length === 0 ? null : new ShortIndex(short);
    this.#table = entries.length === 0 ? null : new WindowTable(entries);
  }

  /** Calls back with the rules of every literal in the text, whatever its case; may call more than once for one literal. */
  scan(text: string, found: Found): void {
    this.#short?.scan(text, found);
    if (this.#table === null || text.length < WINDOW) return;
    // letters beyond ASCII may change their length or become ASCII when folded
    if (!scanWindows(this.#table, text, found)) scanWindows(this.#table, foldText(text), found);
  }
}

/** @returns whether the text is ASCII, so that nothing can have been missed */
function scanWindows(table: WindowTable, text: string, found: Found): boolean {
  const { length } = text;
  let seen = text.charCodeAt(0) | text.charCodeAt(1) | text.charCodeAt(2);
  let window = startOf(text);
  for (let i = WINDOW - 1; i < length; i++) {
    const code = text.charCodeAt(i);
    seen |= code;
    window = (window << 8) | ((code | LOWER) & 255);
    if ((table.bitOf(window) & 1) !== 0) table.verifyText(window, text, i - WINDOW + 1, found);
  }
  return seen < 128;
}

function startOf(text: string): number {
  let window = 0;
  for (let i = 0; i < WINDOW - 1; i++) window = (window << 8) | ((text.charCodeAt(i) | LOWER) & 255);
  return window;
}
