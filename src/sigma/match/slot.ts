/**
 * The anchors of one field: which rules may fire on this value?
 * @module
 */
import type { Anchor } from "./anchor.ts";
import { LiteralIndex } from "./literals.ts";
import { SkipIndex } from "./skip.ts";
import { foldText, type RecordBytes } from "./view.ts";

type Rules = Map<string, number[]>;

export class SlotIndex {
  readonly slot: number;
  /** A shorter value holds no anchor. */
  readonly shortest: number;
  readonly #whole: ReadonlyMap<string, readonly number[]> | null;
  readonly #parts: LiteralIndex | SkipIndex | null;

  constructor(slot: number, anchors: ReadonlyMap<Anchor, readonly number[]>) {
    this.slot = slot;
    const whole: Rules = new Map();
    const parts: Rules = new Map();
    for (const [anchor, rules] of anchors) {
      const texts = anchor.whole ? whole : parts;
      const list = texts.get(anchor.text) ?? [];
      texts.set(anchor.text, list);
      for (const rule of rules) if (!list.includes(rule)) list.push(rule);
    }
    this.#whole = whole.size === 0 ? null : whole;
    this.#parts = parts.size === 0 ? null : (SkipIndex.create(parts) ?? new LiteralIndex(parts));
    this.shortest = Math.min(...[...anchors.keys()].map(({ text }) => text.length));
  }

  /** The rules that have an anchor in the bytes of a record. */
  rulesIn(record: RecordBytes): readonly number[] {
    let found: readonly number[] = NONE;
    this.#parts?.scanBytes(record, (rules) => {
      found = found.length === 0 ? rules : found.concat(rules);
    });
    return found;
  }

  /** The rules that have an anchor in a value of the field. */
  rulesOf(text: string): readonly number[] {
    const whole = this.#whole?.get(foldText(text)) ?? NONE;
    if (this.#parts === null) return whole;
    let found: number[] | null = null;
    this.#parts.scan(text, (rules) => {
      found = found === null ? [...rules] : found.concat(rules);
    });
    if (found === null) return whole;
    return whole.length === 0 ? found : [...whole, ...(found as readonly number[])];
  }
}

const NONE: readonly number[] = Object.freeze([]);
