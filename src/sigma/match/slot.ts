/**
 * The anchors of one field: which rules may fire on this value?
 * @module
 */
import type { Anchor } from "./anchor.ts";
import { type Found, LiteralIndex } from "./literals.ts";
import { SkipIndex } from "./skip.ts";
import type { TextCheck } from "./text.ts";
import { foldText, isAscii, type RecordBytes } from "./view.ts";

type Rules = Map<string, number[]>;

interface Pattern {
  readonly pattern: TextCheck;
  readonly rules: readonly number[];
}

export class SlotIndex {
  readonly slot: number;
  /** A shorter value holds no anchor. */
  readonly shortest: number;
  /** Whether its literals can be looked for in bytes that are not ASCII. */
  readonly ascii: boolean;
  readonly #whole: ReadonlyMap<string, readonly number[]> | null;
  readonly #patterns: readonly Pattern[];
  readonly #parts: LiteralIndex | SkipIndex | null;

  constructor(slot: number, anchors: ReadonlyMap<Anchor, readonly number[]>) {
    this.slot = slot;
    const whole: Rules = new Map();
    const parts: Rules = new Map();
    const patterns: Pattern[] = [];
    for (const [anchor, rules] of anchors) {
      if (anchor.pattern !== undefined) {
        patterns.push({ pattern: anchor.pattern, rules });
        continue;
      }
      const texts = anchor.whole ? whole : parts;
      const list = texts.get(anchor.text) ?? [];
      texts.set(anchor.text, list);
      for (const rule of rules) if (!list.includes(rule)) list.push(rule);
    }
    this.#patterns = patterns;
    this.#whole = whole.size === 0 ? null : whole;
    this.#parts = parts.size === 0 ? null : (SkipIndex.create(parts) ?? new LiteralIndex(parts));
    this.ascii = [...anchors.keys()].every(({ text }) => isAscii(text));
    this.shortest = Math.min(...[...anchors.keys()].map(({ text }) => text.length));
  }

  /** The rules that have an anchor in the bytes of a record. */
  rulesIn(record: RecordBytes): readonly number[] {
    if (this.#parts === null) return NONE;
    this.#begin(NONE);
    this.#parts.scanBytes(record, this.#found);
    return this.#rules;
  }

  /** The rules that have an anchor in a value of the field. */
  rulesOf(text: string): readonly number[] {
    this.#begin(this.#whole?.get(foldText(text)) ?? NONE);
    this.#parts?.scan(text, this.#found);
    if (this.#patterns.length > 0) this.#tryPatterns(text, foldText(text));
    return this.#rules;
  }

  #tryPatterns(text: string, folded: string): void {
    for (const { pattern, rules } of this.#patterns) if (pattern(text, folded)) this.#found(rules);
  }

  #rules: readonly number[] = NONE;
  /** What was found in this text: a literal may stand in it a hundred thousand times. */
  readonly #lists: (readonly number[])[] = [];

  #begin(rules: readonly number[]): void {
    this.#rules = rules;
    this.#lists.length = 0;
  }

  /** Each literal has a list of its own, so the lists of one text are no more than there are literals. */
  readonly #found: Found = (rules) => {
    if (this.#lists.includes(rules)) return;
    this.#lists.push(rules);
    this.#rules = this.#rules.length === 0 ? rules : this.#rules.concat(rules);
  };
}

const NONE: readonly number[] = Object.freeze([]);
