/**
 * The rules that concern one kind of event, with an index that names the few worth evaluating.
 * @module
 */
import { ANYWHERE, type Anchor } from "./anchor.ts";
import type { EventCheck } from "./field.ts";
import { LiteralIndex } from "./literals.ts";
import { SkipIndex } from "./skip.ts";
import { ABSENT, type EventView, foldText, LIST, TEXT } from "./view.ts";

/** A rule ready to run. */
export interface CompiledRule {
  readonly check: EventCheck;
  /** null: evaluated on every event. */
  readonly anchors: readonly Anchor[] | null;
}

interface SlotIndex {
  readonly slot: number;
  readonly whole: ReadonlyMap<string, readonly number[]> | null;
  readonly parts: LiteralIndex | SkipIndex | null;
}

export class Bucket {
  readonly #rules: readonly CompiledRule[];
  readonly #always: readonly number[];
  readonly #indexes: readonly SlotIndex[];
  readonly #seen: Int32Array;
  readonly #candidates: Int32Array;
  #count = 0;
  #event = 0;
  /** Rules evaluated so far, for measurements. */
  evaluated = 0;

  /** @param rules in the order in which hits are reported */
  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    this.#always = rules.flatMap((rule, i) => (rule.anchors === null ? [i] : []));
    this.#indexes = buildIndexes(rules);
    this.#seen = new Int32Array(rules.length);
    this.#candidates = new Int32Array(rules.length);
  }

  /** Positions of the rules that fire, in order. */
  match(view: EventView): number[] {
    this.#begin();
    this.#mark(this.#always);
    for (const index of this.#indexes) this.#lookUp(index, view);
    return this.#evaluate(view);
  }

  #begin(): void {
    this.#count = 0;
    if (++this.#event < 0x7fffffff) return;
    this.#event = 1;
    this.#seen.fill(0);
  }

  readonly #mark = (rules: readonly number[]): void => {
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as number;
      if (this.#seen[rule] === this.#event) continue;
      this.#seen[rule] = this.#event;
      this.#candidates[this.#count++] = rule;
    }
  };

  #lookUp(index: SlotIndex, view: EventView): void {
    if (index.slot === ANYWHERE) {
      index.parts?.scan(view.joinedKeywords(), this.#mark); // keyword anchors are never whole values
      return;
    }
    const holds = view.holds(index.slot);
    if (holds === ABSENT) return;
    if (holds === TEXT) this.#lookUpText(index, view.folded(index.slot));
    else if (holds === LIST)
      for (const text of view.list(index.slot)) this.#lookUpText(index, foldText(text));
  }

  #lookUpText(index: SlotIndex, folded: string): void {
    const rules = index.whole?.get(folded);
    if (rules !== undefined) this.#mark(rules);
    index.parts?.scan(folded, this.#mark);
  }

  #evaluate(view: EventView): number[] {
    const hits: number[] = [];
    this.evaluated += this.#count;
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#candidates[i] as number;
      if ((this.#rules[rule] as CompiledRule).check(view)) hits.push(rule);
    }
    return hits.length > 1 ? hits.sort((a, b) => a - b) : hits;
  }
}

type Rules = Map<string, number[]>;

function buildIndexes(rules: readonly CompiledRule[]): readonly SlotIndex[] {
  const slots = new Map<number, { readonly whole: Rules; readonly parts: Rules }>();
  rules.forEach((rule, i) => {
    for (const anchor of rule.anchors ?? []) {
      const slot = slots.get(anchor.slot) ?? { whole: new Map(), parts: new Map() };
      slots.set(anchor.slot, slot);
      const texts = anchor.whole ? slot.whole : slot.parts;
      const list = texts.get(anchor.text) ?? [];
      if (list.at(-1) !== i) list.push(i);
      texts.set(anchor.text, list);
    }
  });
  return [...slots].map(([slot, { whole, parts }]) => ({
    slot,
    whole: whole.size === 0 ? null : whole,
    parts: parts.size === 0 ? null : (SkipIndex.create(parts) ?? new LiteralIndex(parts)),
  }));
}
