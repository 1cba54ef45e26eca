/**
 * The rules that concern one kind of event, with an index that names the few worth evaluating.
 * @module
 */
import { ANYWHERE, type Anchor } from "./anchor.ts";
import type { EventCheck } from "./field.ts";
import type { Memo } from "./memo.ts";
import { Plans } from "./plans.ts";
import type { SlotIndex } from "./slot.ts";
import { ABSENT, type EventView, LIST, TEXT } from "./view.ts";

/** A rule ready to run. */
export interface CompiledRule {
  readonly check: EventCheck;
  /** null: evaluated on every event. */
  readonly anchors: readonly Anchor[] | null;
}

export class Bucket {
  readonly #rules: readonly CompiledRule[];
  readonly #always: readonly number[];
  readonly #plans: Plans;
  readonly #seen: Int32Array;
  readonly #candidates: Int32Array;
  #count = 0;
  #event = 0;
  /** Rules evaluated so far, for measurements. */
  evaluated = 0;

  /** @param rules in the order in which hits are reported; null for those that cannot fire here */
  constructor(rules: readonly (CompiledRule | null)[]) {
    const never: CompiledRule = { check: () => false, anchors: [] };
    this.#rules = rules.map((rule) => rule ?? never);
    this.#always = this.#rules.flatMap((rule, i) => (rule.anchors === null ? [i] : []));
    this.#plans = new Plans(this.#rules.map((rule) => rule.anchors ?? []));
    this.#seen = new Int32Array(rules.length);
    this.#candidates = new Int32Array(rules.length);
  }

  /** Positions of the rules that fire, in order. */
  match(view: EventView): readonly number[] {
    this.#begin();
    this.#mark(this.#always);
    const { indexes, memo } = this.#plans.planFor(view);
    for (let i = 0; i < indexes.length; i++) this.#lookUp(i, indexes[i] as SlotIndex, memo, view);
    return this.#count === 0 ? NONE : this.#evaluate(view);
  }

  #begin(): void {
    this.#count = 0;
    if (++this.#event < 0x7fffffff) return;
    this.#event = 1;
    this.#seen.fill(0);
  }

  #mark(rules: readonly number[]): void {
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as number;
      if (this.#seen[rule] === this.#event) continue;
      this.#seen[rule] = this.#event;
      this.#candidates[this.#count++] = rule;
    }
  }

  #lookUp(position: number, index: SlotIndex, memo: Memo, view: EventView): void {
    if (index.slot === ANYWHERE) {
      this.#lookUpAnywhere(position, index, memo, view);
      return;
    }
    const holds = view.holds(index.slot);
    if (holds === ABSENT) return;
    if (holds === TEXT) this.#mark(memo.rulesOf(position, view.text(index.slot)));
    else if (holds === LIST) {
      for (const text of view.list(index.slot)) this.#mark(memo.rulesOf(position, text));
    }
  }

  #lookUpAnywhere(position: number, index: SlotIndex, memo: Memo, view: EventView): void {
    const record = view.record();
    const apart = record === null || !(record.ascii || index.ascii) ? null : view.textsApart(index.shortest);
    if (record !== null && apart !== null) this.#mark(index.rulesIn(record));
    for (const text of apart ?? view.keywords()) {
      if (text.length >= index.shortest) this.#mark(memo.rulesOf(position, text));
    }
  }

  #evaluate(view: EventView): readonly number[] {
    let hits: number[] | null = null;
    this.evaluated += this.#count;
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#candidates[i] as number;
      if (!(this.#rules[rule] as CompiledRule).check(view)) continue;
      if (hits === null) hits = [rule];
      else hits.push(rule);
    }
    return hits?.sort((a, b) => a - b) ?? NONE;
  }
}

const NONE: readonly number[] = Object.freeze([]);
