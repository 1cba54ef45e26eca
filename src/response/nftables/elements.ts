/**
 * From decisions to the elements of interval sets, which must not overlap.
 *
 * A range over a single address is cut into what lies below, the address, and what lies above. Each piece belongs to the
 * decision that names it most narrowly: that one is credited with what the piece drops. Each piece lasts as long as any
 * decision that covers it, so that nothing opens at the moment when the narrower one ends.
 * @module
 */
import { addressText, parseBlock } from "../../base/interval.ts";
import type { Decision } from "../../model/decision.ts";

/** One element of a set. */
export interface Element {
  readonly set: "v4" | "v6";
  readonly first: bigint;
  readonly last: bigint;
  /** Id of the decision it belongs to. */
  readonly decision: string;
  readonly endMs: number;
}

/** What tells elements apart: "v4 192.0.2.7", "v6 2001:db8::-2001:db8::ffff". */
export function keyOf({ set, first, last }: Pick<Element, "set" | "first" | "last">): string {
  return `${set} ${spanText(set, first, last)}`;
}

/** As nft reads it: an address, or two with a dash. */
export function spanText(set: Element["set"], first: bigint, last: bigint): string {
  const family = set === "v4" ? 4 : 6;
  const from = addressText(family, first);
  return first === last ? from : `${from}-${addressText(family, last)}`;
}

interface Covering {
  readonly id: string;
  readonly first: bigint;
  readonly last: bigint;
  readonly endMs: number;
}

/** The elements for these decisions, in the order of their addresses. Decisions that are over are left out. */
export function elementsOf(decisions: Iterable<Decision>, nowMs: number): readonly Element[] {
  const sets: Record<Element["set"], Covering[]> = { v4: [], v6: [] };
  for (const { id, value, status, until } of decisions) {
    const block = parseBlock(value);
    const endMs = Date.parse(until);
    if (block === null || status !== "active" || !(endMs > nowMs)) continue;
    const { family, first, last } = block.interval;
    sets[family === 4 ? "v4" : "v6"].push({ id, first, last, endMs });
  }
  return [...pieces("v4", sets.v4), ...pieces("v6", sets.v6)];
}

/** One pass over the ends of all runs, with the runs that are open at each place. */
function pieces(set: Element["set"], covering: readonly Covering[]): readonly Element[] {
  const starts = covering.toSorted(byFirst);
  const cuts = [...new Set(covering.flatMap(({ first, last }) => [first, last + 1n]))].sort(byNumber);
  const found: Element[] = [];
  let open: Covering[] = [];
  let next = 0;
  for (const [i, first] of cuts.entries()) {
    open = open.filter((one) => one.last >= first);
    for (let one = starts[next]; one !== undefined && one.first === first; one = starts[++next])
      open.push(one);
    const end = cuts[i + 1];
    const owner = open.toSorted(narrowest)[0];
    if (owner === undefined || end === undefined) continue;
    const endMs = Math.max(...open.map((one) => one.endMs));
    found.push({ set, first, last: end - 1n, decision: owner.id, endMs });
  }
  return found;
}

function byFirst(a: Covering, b: Covering): number {
  return byNumber(a.first, b.first);
}

function byNumber(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of equally narrow ones the one that lasts longest. */
function narrowest(a: Covering, b: Covering): number {
  const sizes = byNumber(a.last - a.first, b.last - b.first);
  return sizes || b.endMs - a.endMs || (a.id < b.id ? -1 : 1);
}
