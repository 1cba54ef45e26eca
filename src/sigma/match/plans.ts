/**
 * In which order the anchors of a bucket are looked for: field by field, or for most fields in one pass over the record.
 * @module
 */
import type { Anchor } from "./anchor.ts";
import { inJson, inLine, type Placing } from "./anywhere.ts";
import { Memo } from "./memo.ts";
import { Sample } from "./sample.ts";
import { SlotIndex } from "./slot.ts";
import type { EventView } from "./view.ts";

/** The indexes of a bucket, with what they remember. */
export interface Plan {
  readonly indexes: readonly SlotIndex[];
  readonly memo: Memo;
}

export class Plans {
  readonly #anchors: readonly (readonly Anchor[])[];
  readonly #sample: Sample = new Sample();
  readonly #byField: Plan;
  /** For records that are a line in which the values stand, and for those that are a JSON object. */
  #inLine: Plan | null = null;
  #inJson: Plan | null = null;

  /** @param anchors by position of their rule */
  constructor(anchors: readonly (readonly Anchor[])[]) {
    this.#anchors = anchors;
    this.#byField = planOf(anchors, this.#sample);
  }

  /** The plan for an event. The first ones are looked at field by field, and tell what their records say. */
  planFor(view: EventView): Plan {
    const record = view.record();
    if (record === null || !view.stands()) return this.#byField;
    if (this.#sample.isFull) return view.inLine() ? this.#forLines() : this.#forJson();
    this.#sample.add(record);
    return this.#byField;
  }

  #forLines(): Plan {
    this.#inLine ??= this.#placed(inLine);
    return this.#inLine;
  }

  #forJson(): Plan {
    this.#inJson ??= this.#placed(inJson);
    return this.#inJson;
  }

  #placed(place: Placing): Plan {
    const isMet = (text: string): boolean => this.#sample.holds(text);
    return planOf(
      this.#anchors.map((list) => list.map((anchor) => place(anchor, isMet))),
      this.#sample,
    );
  }
}

function planOf(anchors: readonly (readonly Anchor[])[], sample: Sample): Plan {
  const slots = new Map<number, Map<Anchor, number[]>>();
  anchors.forEach((list, i) => {
    for (const anchor of list) {
      const known = slots.get(anchor.slot) ?? new Map<Anchor, number[]>();
      slots.set(anchor.slot, known.set(anchor, [...(known.get(anchor) ?? []), i]));
    }
  });
  const indexes = [...slots].map(([slot, known]) => new SlotIndex(slot, known, sample));
  return { indexes, memo: new Memo(indexes) };
}
