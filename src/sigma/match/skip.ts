/**
 * Finds a few long literals in long texts: most characters are never looked at (the method of Wu and Manber).
 * The pair of characters at the end of a window tells how far the window may jump.
 * The text is read as it is: only where a window fits, case is folded.
 * @module
 */
import { foldedAt, foldText, isAscii } from "./view.ts";
import type { Found } from "./window-table.ts";

/** Shorter literals allow jumps too short to pay. */
const MIN_LENGTH = 6;
/** Beyond this many entered pairs most jumps are short. */
const MAX_PAIRS = 512;
const PAIRS = 4096;
/** Makes small letters of capital ones; other characters fall together too, which verification tells apart. */
const LOWER = 32;

interface Entry {
  readonly literal: string;
  readonly rules: readonly number[];
}

export class SkipIndex {
  readonly #window: number;
  readonly #jumps: Uint8Array;
  readonly #byPair = new Map<number, Entry[]>();

  private constructor(literals: ReadonlyMap<string, readonly number[]>, window: number) {
    this.#window = window;
    this.#jumps = new Uint8Array(PAIRS).fill(window - 1);
    for (const [literal, rules] of literals) {
      for (let i = 1; i < window; i++) {
        const pair = pairAt(literal, i);
        this.#jumps[pair] = Math.min(this.#jumps[pair] ?? 0, window - 1 - i);
      }
      const last = pairAt(literal, window - 1);
      this.#byPair.set(last, [...(this.#byPair.get(last) ?? []), { literal, rules }]);
    }
  }

  /** An index, or null when the literals are too short or too many for it. */
  static create(literals: ReadonlyMap<string, readonly number[]>): SkipIndex | null {
    const shortest = Math.min(255, ...[...literals.keys()].map((literal) => literal.length));
    const suits =
      literals.size > 0 && shortest >= MIN_LENGTH && literals.size * (MIN_LENGTH - 1) <= MAX_PAIRS;
    const window = Math.min(shortest, 1 + Math.floor(MAX_PAIRS / Math.max(1, literals.size)));
    return suits ? new SkipIndex(literals, window) : null;
  }

  /** Whether any of the literals stands in a folded text. */
  holds(folded: string): boolean {
    const { length } = folded;
    for (let i = this.#window - 1; i < length; ) {
      const pair = pairAt(folded, i);
      const jump = this.#jumps[pair] as number;
      if (jump === 0 && this.#isAt(pair, folded, i - this.#window + 1)) return true;
      i += jump === 0 ? 1 : jump;
    }
    return false;
  }

  #isAt(pair: number, folded: string, at: number): boolean {
    return this.#byPair.get(pair)?.some(({ literal }) => folded.startsWith(literal, at)) ?? false;
  }

  /** Calls back with the rules of every literal in the text, whatever its case; may call more than once for one literal. */
  scan(text: string, found: Found): void {
    this.#scan(isAscii(text) ? text : foldText(text), found);
  }

  #scan(text: string, found: Found): void {
    const jumps = this.#jumps;
    const { length } = text;
    for (let i = this.#window - 1; i < length; ) {
      const pair = pairAt(text, i);
      const jump = jumps[pair] as number;
      if (jump === 0) this.#verify(pair, text, i - this.#window + 1, found);
      i += jump === 0 ? 1 : jump;
    }
  }

  #verify(pair: number, text: string, at: number, found: Found): void {
    const entries = this.#byPair.get(pair);
    if (entries === undefined) return;
    for (const { literal, rules } of entries) if (foldedAt(text, literal, at)) found(rules);
  }
}

function pairAt(text: string, end: number): number {
  return (((text.charCodeAt(end - 1) | LOWER) << 5) ^ (text.charCodeAt(end) | LOWER)) & (PAIRS - 1);
}
