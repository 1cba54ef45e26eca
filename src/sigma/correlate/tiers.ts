/**
 * The groups of a correlation, and which of them is given up when there are too many.
 *
 * Whoever sends events makes groups: a flood of made-up names or addresses must not push out the group of a slow attack
 * that has been coming on for weeks. Groups stand in tiers by the number of their events (1, 2-3, 4-7, ...); the group
 * that was silent longest in the lowest tier goes first. To push out a group of n events, a flood has to bring at least
 * n/2 events for each of as many groups as there is room for.
 * @module
 */
import type { Group } from "./group.ts";

interface Entry {
  readonly group: Group;
  tier: number;
  events: number;
}

/** Beyond a few thousand events nothing is more suspicious. */
const TOP_TIER = 12;

export class Tiers {
  readonly #entries = new Map<string, Entry>();
  /** In the order of their deadlines: a group that changes moves to the end of its tier. */
  readonly #tiers: Map<string, Group>[] = Array.from({ length: TOP_TIER + 1 }, () => new Map());
  readonly #ranked: boolean;

  /** @param ranked false keeps all groups in one tier: the order of deadlines that never move */
  constructor(ranked: boolean) {
    this.#ranked = ranked;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Group | undefined {
    return this.#entries.get(key)?.group;
  }

  /** Takes note of a further event of a group, new or known. */
  touch(key: string, group: Group): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.put(key, group, 1);
      return;
    }
    entry.events++;
    if (!this.#ranked) return;
    this.#tiers[entry.tier]?.delete(key);
    entry.tier = tierOf(entry.events);
    this.#tiers[entry.tier]?.set(key, group);
  }

  /** Puts a group in its place. @param events how many it had so far */
  put(key: string, group: Group, events: number): void {
    const tier = this.#ranked ? tierOf(events) : 0;
    this.#entries.set(key, { group, tier, events });
    this.#tiers[tier]?.set(key, group);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#tiers[entry.tier]?.delete(key);
  }

  /** The group whose deadline comes first. */
  next(): { readonly key: string; readonly group: Group } | null {
    let next: { readonly key: string; readonly group: Group } | null = null;
    for (const tier of this.#tiers) {
      for (const [key, group] of tier) {
        if (next === null || group.deadlineMs < next.group.deadlineMs) next = { key, group };
        break;
      }
    }
    return next;
  }

  /** The group to give up. */
  weakest(): { readonly key: string; readonly group: Group } | null {
    for (const tier of this.#tiers) for (const [key, group] of tier) return { key, group };
    return null;
  }

  *[Symbol.iterator](): Iterator<{ readonly key: string; readonly group: Group; readonly events: number }> {
    for (const tier of this.#tiers)
      for (const [key, group] of tier) yield { key, group, events: this.#entries.get(key)?.events ?? 1 };
  }
}

function tierOf(events: number): number {
  return Math.min(TOP_TIER, 31 - Math.clz32(events));
}
