/**
 * How documents refer to each other: by id or by name.
 * @module
 */
import { type Problem, problem } from "../base/errors.ts";
import type { Meta } from "./rule.ts";

/** Finds what an id or a name means. Of two with one name the first is meant, and the second reported. */
export class Names<T extends Meta> {
  readonly #known = new Map<string, T>();

  constructor(items: Iterable<T>, problems: Problem[]) {
    const list = [...items];
    for (const item of list) this.#known.set(item.key, item);
    for (const item of list) {
      if (item.name === null) continue;
      const other = this.#known.get(item.name);
      if (other === undefined) this.#known.set(item.name, item);
      else if (other !== item) problems.push(sameName(item, other));
    }
  }

  /** By id (whatever its case) or by name (as written). */
  find(reference: string): T | undefined {
    return this.#known.get(reference) ?? this.#known.get(reference.toLowerCase());
  }
}

function sameName(item: Meta, other: Meta): Problem {
  const text = `the name "${String(item.name)}" is already used by "${other.title}"`;
  return problem("rule-duplicate", item.place, text, "correlations and filters mean the first: rename one");
}
