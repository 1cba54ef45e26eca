/**
 * The anchors of one field: which rules may fire on this value?
 * @module
 */
import type { Anchor } from "./anchor.ts";
import { LiteralIndex } from "./literals.ts";
import type { Sample } from "./sample.ts";
import { ShortIndex } from "./short.ts";
import { SkipIndex } from "./skip.ts";
import type { TextCheck } from "./text.ts";
import { foldText, isAscii, type RecordBytes } from "./view.ts";
import type { Found } from "./window-table.ts";
import { MIN_WORD, WordIndex } from "./words.ts";

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
  readonly #whole: Rules = new Map();
  readonly #patterns: Pattern[] = [];
  readonly #parts: Rules = new Map();
  /** The parts as records write them. */
  readonly #written: Rules = new Map();
  /** Built for the first value, and for the first record: of the two, a bucket often needs one. */
  #inValues: LiteralIndex | SkipIndex | null = null;
  #inRecords: RecordIndex | null = null;

  readonly #sample: Sample;

  /** @param sample what records say that are scanned for the anchors of any field */
  constructor(slot: number, anchors: ReadonlyMap<Anchor, readonly number[]>, sample: Sample) {
    this.slot = slot;
    this.#sample = sample;
    for (const [{ pattern, whole, text, written }, rules] of anchors) {
      if (pattern !== undefined) this.#patterns.push({ pattern, rules });
      else if (whole) add(this.#whole, text, rules);
      else {
        add(this.#parts, text, rules);
        add(this.#written, written ?? text, rules);
      }
    }
    this.ascii = [...anchors.keys()].every(({ text }) => isAscii(text));
    let shortest = Number.POSITIVE_INFINITY;
    for (const { text } of anchors.keys()) shortest = Math.min(shortest, text.length);
    this.shortest = this.ascii ? shortest : 0; // folding makes some texts longer
  }

  /** The rules that have an anchor in the bytes of a record. */
  rulesIn(record: RecordBytes): readonly number[] {
    this.#begin(NONE);
    this.#inRecords ??= new RecordIndex(this.#written, this.#sample.bytes());
    this.#inRecords.scan(record, this.#found);
    return this.#rules;
  }

  /** The rules that have an anchor in a value of the field. */
  rulesOf(text: string): readonly number[] {
    this.#begin(this.#whole.size === 0 ? NONE : (this.#whole.get(foldText(text)) ?? NONE));
    if (this.#parts.size > 0) {
      this.#inValues ??= SkipIndex.create(this.#parts) ?? new LiteralIndex(this.#parts);
      this.#inValues.scan(text, this.#found);
    }
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

function add(texts: Rules, text: string, rules: readonly number[]): void {
  const list = texts.get(text) ?? [];
  texts.set(text, list);
  for (const rule of rules) if (!list.includes(rule)) list.push(rule);
}

/** Literals that are looked for in the bytes of records: the short ones in their text. */
class RecordIndex {
  readonly #short: ShortIndex | null;
  readonly #words: WordIndex | null;

  constructor(literals: Rules, sample: Buffer) {
    const short = [...literals].filter(([text]) => text.length < MIN_WORD);
    const long = [...literals].filter(([text]) => text.length >= MIN_WORD);
    this.#short = short.length === 0 ? null : new ShortIndex(short);
    this.#words = long.length === 0 ? null : new WordIndex(long, sample);
  }

  scan(record: RecordBytes, found: Found): void {
    this.#short?.scan(record.text, found);
    this.#words?.scan(record, found);
  }
}
