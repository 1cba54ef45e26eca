/**
 * The anchors of one field: which rules may fire on this value?
 * @module
 */
import type { Anchor } from "./anchor.ts";
import { LiteralIndex } from "./literals.ts";
import { SkipIndex } from "./skip.ts";
import { foldText } from "./view.ts";

type Rules = Map<string, number[]>;

/** Values whose answer is remembered; events choose them. */
const MAX_REMEMBERED = 4096;
/** Longer values rarely come again. */
const MAX_REMEMBERED_LENGTH = 200;
/** After so many values it is judged whether remembering pays: at least one in four must have come again. */
const TRIAL = 8192;

export class SlotIndex {
  readonly slot: number;
  /** A shorter value holds no anchor. */
  readonly shortest: number;
  readonly #whole: ReadonlyMap<string, readonly number[]> | null;
  readonly #parts: LiteralIndex | SkipIndex | null;
  /** Most fields hold the same few values again and again: programs, users, channels. */
  #remembered: Map<string, readonly number[]> | null;
  #asked = 0;
  #known = 0;

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
    this.#remembered = new Map();
    this.shortest = Math.min(...[...anchors.keys()].map(({ text }) => text.length));
  }

  /** The rules that have an anchor in a value of the field. */
  rulesOf(text: string): readonly number[] {
    if (this.#remembered === null || text.length > MAX_REMEMBERED_LENGTH) return this.#find(text);
    this.#asked++;
    const known = this.#remembered.get(text);
    if (known !== undefined) {
      this.#known++;
      return known;
    }
    const found = this.#find(text);
    this.#remember(this.#remembered, text, found);
    return found;
  }

  #remember(remembered: Map<string, readonly number[]>, text: string, found: readonly number[]): void {
    if (this.#asked >= TRIAL) {
      if (this.#known * 4 < this.#asked) this.#remembered = null;
      this.#asked = 0;
      this.#known = 0;
    }
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(text, found);
  }

  #find(text: string): readonly number[] {
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
