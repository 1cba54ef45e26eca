/**
 * Finds which of many literals a text holds, in one pass: each literal is entered under its rarest four characters,
 * and a rolling window over the text asks a hash table. Compared with one automaton over all literals it stays in
 * the processor's cache. The text is read as it is: only where a window fits, case is folded.
 * @module
 */
import { WINDOW, WindowCounts, windowAt } from "./ordinary.ts";
import { ShortIndex } from "./short.ts";
import { foldedAt, foldText } from "./view.ts";

/** An odd number near 2^32 divided by the golden ratio: spreads the windows over the table. */
const SPREAD = 0x9e3779b1;
/** Makes small letters of capital ones; other characters fall together too, which verification tells apart. */
const LOWER = 32;

interface Entry {
  readonly literal: string;
  readonly window: number;
  /** Where the window begins in the literal. */
  readonly offset: number;
  readonly rules: readonly number[];
  /** The next entry in the same place of the table, or 0. */
  next: number;
}

/** Takes the rules of a literal that was found. */
export type Found = (rules: readonly number[]) => void;

export class LiteralIndex {
  readonly #short: ShortIndex | null;
  /** Entry 0 is never used: 0 means none. */
  readonly #entries: Entry[] = [{ literal: "", window: 0, offset: 0, rules: [], next: 0 }];
  readonly #table: Uint16Array;
  readonly #shift: number;

  /** @param literals folded text -> the rules that it is an anchor of */
  constructor(literals: ReadonlyMap<string, readonly number[]>) {
    // wide enough that a hundredth of it is taken: what is looked up in vain costs more than a cache that is missed
    const bits = Math.min(17, Math.max(9, Math.ceil(Math.log2(literals.size + 1)) + 7));
    this.#shift = 32 - bits;
    this.#table = new Uint16Array(1 << bits);
    const counts = new WindowCounts(literals.keys());
    const short = [...literals].filter(([literal]) => literal.length < WINDOW);
    this.#short = short.length === 0 ? null : new ShortIndex(short);
    for (const [literal, rules] of literals) {
      if (literal.length >= WINDOW) this.#enter(literal, counts.rarest(literal), rules);
    }
  }

  /** Calls back with the rules of every literal in the text, whatever its case; may call more than once for one literal. */
  scan(text: string, found: Found): void {
    this.#short?.scan(text, found);
    if (this.#entries.length === 1 || text.length < WINDOW) return;
    // letters beyond ASCII may change their length or become ASCII when folded
    if (!this.#scanWindows(text, found)) this.#scanWindows(foldText(text), found);
  }

  /** @returns whether the text is ASCII, so that nothing can have been missed */
  #scanWindows(text: string, found: Found): boolean {
    const table = this.#table;
    const shift = this.#shift;
    const { length } = text;
    let seen = text.charCodeAt(0) | text.charCodeAt(1) | text.charCodeAt(2);
    let window = startOf(text);
    for (let i = WINDOW - 1; i < length; i++) {
      const code = text.charCodeAt(i);
      seen |= code;
      window = (window << 8) | ((code | LOWER) & 255);
      const entry = table[Math.imul(window, SPREAD) >>> shift] as number;
      if (entry !== 0) this.#verify(entry, window, text, i - WINDOW + 1, found);
    }
    return seen < 128;
  }

  #verify(first: number, window: number, text: string, at: number, found: Found): void {
    for (let i = first; i !== 0; ) {
      const entry = this.#entries[i] as Entry;
      if (entry.window === window && at >= entry.offset && foldedAt(text, entry.literal, at - entry.offset))
        found(entry.rules);
      i = entry.next;
    }
  }

  #enter(literal: string, offset: number, rules: readonly number[]): void {
    const window = windowAt(literal, offset);
    const place = Math.imul(window, SPREAD) >>> this.#shift;
    const entry: Entry = { literal, window, offset, rules, next: this.#table[place] ?? 0 };
    this.#table[place] = this.#entries.push(entry) - 1;
  }
}

function startOf(text: string): number {
  let window = 0;
  for (let i = 0; i < WINDOW - 1; i++) window = (window << 8) | ((text.charCodeAt(i) | LOWER) & 255);
  return window;
}
