/**
 * What the firewall counted, by decision. The counters of elements begin at zero whenever an element is made anew;
 * the sums here go on. They may miss what was dropped between the last reading and the end of an element, and never
 * hold more than was dropped.
 * @module
 */
import type { EnforcedCount } from "../../store/decisions.ts";
import type { Present } from "./nft.ts";

interface Sum {
  packets: number;
  bytes: number;
  readonly seen: Map<string, readonly [number, number]>;
}

export class CountBook {
  readonly #sums = new Map<string, Sum>();
  readonly #changed = new Set<string>();

  /** @param kept what an earlier run left */
  constructor(kept: readonly EnforcedCount[]) {
    for (const { decision, packets, bytes, seen } of kept)
      this.#sums.set(decision, { packets, bytes, seen: new Map(Object.entries(seen)) });
  }

  /** Takes a reading of all elements; those of others are passed over, those that are gone are forgotten. */
  read(elements: readonly Present[]): void {
    for (const element of elements) if (element.decision !== null) this.#add(element.decision, element);
    const present = new Set(elements.map(({ decision, key }) => `${decision} ${key}`));
    for (const [decision, { seen }] of this.#sums) {
      for (const key of seen.keys()) if (!present.has(`${decision} ${key}`)) this.forget(decision, key);
    }
  }

  #add(decision: string, { key, packets, bytes }: Present): void {
    const sum = this.#sums.get(decision) ?? { packets: 0, bytes: 0, seen: new Map() };
    this.#sums.set(decision, sum);
    const last = sum.seen.get(key);
    // a counter that went back belongs to an element that was made anew
    const [oldPackets, oldBytes] = last === undefined || packets < last[0] || bytes < last[1] ? [0, 0] : last;
    sum.packets += packets - oldPackets;
    sum.bytes += bytes - oldBytes;
    sum.seen.set(key, [packets, bytes]);
    if (last === undefined || last[0] !== packets || last[1] !== bytes) this.#changed.add(decision);
  }

  /** An element was taken away: one with the same addresses counts from zero. */
  forget(decision: string, key: string): void {
    if (this.#sums.get(decision)?.seen.delete(key) === true) this.#changed.add(decision);
  }

  /** Sums that changed since this was asked last. */
  changed(): readonly EnforcedCount[] {
    const changed = [...this.#changed].map((decision) => this.#countOf(decision));
    this.#changed.clear();
    return changed;
  }

  #countOf(decision: string): EnforcedCount {
    const { packets, bytes, seen } = this.#sums.get(decision) ?? { packets: 0, bytes: 0, seen: new Map() };
    return { decision, packets, bytes, seen: Object.fromEntries(seen) };
  }
}
