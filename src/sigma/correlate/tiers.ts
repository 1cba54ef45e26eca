/**
 * The groups of a correlation, and which of them is given up when there are too many.
 *
 * Whoever sends events makes groups: a flood of made-up names or addresses must not push out the group of a slow attack
 * that has been coming on for weeks. Groups stand in tiers by the number of their events (1, 2-3, 4-7, ...); the group
 * that was silent longest in the lowest tier goes first. To push out a group of n events, a flood has to bring at least
 * n/2 events for each of as many groups as there is room for.
 *
 * Tiers are linked lists: the first of a Map from whose front thousands were deleted is found only by walking over the
 * holes, and a flood of new groups would be slowed down by every group that it pushes out.
 * @module
 */
import type { Group } from "./group.ts";

/** A group in its place. */
export interface Entry {
  readonly key: string;
  readonly group: Group;
  /** Where it stands; both are the tiers' own. */
  tier: number;
  events: number;
  before: Entry | null;
  after: Entry | null;
}

/** Groups in the order of their deadlines: one that changes moves to the end. */
class Tier {
  first: Entry | null = null;
  #last: Entry | null = null;

  isLast(entry: Entry): boolean {
    return entry === this.#last;
  }

  append(entry: Entry): void {
    entry.before = this.#last;
    entry.after = null;
    if (this.#last === null) this.first = entry;
    else this.#last.after = entry;
    this.#last = entry;
  }

  remove({ before, after }: Entry): void {
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }
}

/** Beyond a few thousand events nothing is more suspicious. */
const TOP_TIER = 12;

export class Tiers {
  readonly #entries = new Map<string, Entry>();
  readonly #tiers: readonly Tier[] = Array.from({ length: TOP_TIER + 1 }, () => new Tier());
  readonly #ranked: boolean;

  /** @param ranked false keeps all groups in one tier: the order of deadlines that never move */
  constructor(ranked: boolean) {
    this.#ranked = ranked;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Takes note of a further event of a group. */
  touch(entry: Entry): void {
    entry.events++;
    if (!this.#ranked) return;
    const tier = tierOf(entry.events);
    if (tier === entry.tier && this.#tiers[tier]?.isLast(entry) === true) return;
    this.#tiers[entry.tier]?.remove(entry);
    entry.tier = tier;
    this.#tiers[tier]?.append(entry);
  }

  /** Puts a group that is not there yet in its place. @param events how many it had so far */
  put(key: string, group: Group, events: number): void {
    const tier = this.#ranked ? tierOf(events) : 0;
    const entry: Entry = { key, group, tier, events, before: null, after: null };
    this.#entries.set(key, entry);
    this.#tiers[tier]?.append(entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#tiers[entry.tier]?.remove(entry);
  }

  /** The group whose deadline comes first. */
  next(): { readonly key: string; readonly group: Group } | null {
    let next: Entry | null = null;
    for (const { first } of this.#tiers)
      if (first !== null && (next === null || first.group.deadlineMs < next.group.deadlineMs)) next = first;
    return next;
  }

  /** The group to give up. */
  weakest(): { readonly key: string; readonly group: Group } | null {
    for (const { first } of this.#tiers) if (first !== null) return first;
    return null;
  }

  *[Symbol.iterator](): Iterator<{ readonly key: string; readonly group: Group; readonly events: number }> {
    for (const { first } of this.#tiers)
      for (let entry = first; entry !== null; entry = entry.after) yield entry;
  }
}

function tierOf(events: number): number {
  return Math.min(TOP_TIER, 31 - Math.clz32(events));
}
