/**
 * A tie between two attacks, and what every kind of tie is made with: keys that attacks share, and how much a thing says
 * that several share.
 * @module
 */
import type { Attack } from "../../model/attack.ts";
import type { LinkCode } from "../../model/campaign.ts";
import { type Act, actsOf } from "../stages.ts";

/** A tie between two attacks, by their places in the list. */
export interface Tie {
  readonly code: LinkCode;
  readonly earlier: number;
  readonly later: number;
  readonly strength: number;
  /** What is shared, for its text. */
  readonly facts: readonly string[];
  /** Under which its alerts are found in each attack: a name that it shows, or a rule that fired. */
  readonly by: { readonly shown: string } | { readonly rule: string } | null;
}

/** An attack with what ties are looked for in. */
export interface Party {
  readonly attack: Attack;
  readonly firstMs: number;
  readonly acts: readonly Act[];
  /** So many attacks came from its address that the address alone says nothing of them. */
  readonly crowded: boolean;
}

export const DAY_MS = 86_400_000;
/** Within a group of at most so many everybody is compared with everybody; in a larger one with the next in time. */
const PAIRS_UP_TO = 24;

export function partiesOf(attacks: readonly Attack[]): readonly Party[] {
  const coming = new Map<string, number>();
  for (const { thread } of attacks) coming.set(thread, (coming.get(thread) ?? 0) + 1);
  return attacks.map((attack) => ({
    attack,
    firstMs: Date.parse(attack.first),
    acts: actsOf([attack]),
    crowded: (coming.get(attack.thread) ?? 0) > PAIRS_UP_TO,
  }));
}

/**
 * Whether one address says all that an account or a tool could add: that he is the same. Behind a crowded one
 * there may be many people, and who comes back there with his own account or tool is told by it.
 */
export function isOneVisitor(a: Party | undefined, b: Party | undefined): boolean {
  return a?.attack.thread === b?.attack.thread && !(a?.crowded ?? false);
}

/** 1 for two, 0 for `many`. */
export function falling(count: number, many: number): number {
  return Math.max(0, 1 - Math.log(Math.max(1, count - 1)) / Math.log(many - 1));
}

export function fade(parties: readonly Party[], a: number, b: number, halfLifeDays: number): number {
  return 0.5 ** (daysBetween(parties, a, b) / halfLifeDays);
}

export function daysBetween(parties: readonly Party[], a: number, b: number): number {
  return Math.abs((parties[b]?.firstMs ?? 0) - (parties[a]?.firstMs ?? 0)) / DAY_MS;
}

/** Places of the attacks that share a key, by time; keys of one attack are left out. */
export function groups(
  parties: readonly Party[],
  keysOf: (party: Party) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [i, party] of parties.entries()) {
    for (const key of keysOf(party)) {
      const group = found.get(key);
      if (group === undefined) found.set(key, [i]);
      else group.push(i);
    }
  }
  for (const [key, group] of found) if (group.length < 2) found.delete(key);
  return found;
}

/** Each place with the next one: enough for what an attack shares with all of a group alike. */
export function* neighbours(group: readonly number[]): Iterable<readonly [number, number]> {
  for (const [i, b] of group.entries()) {
    const a = group[i - 1];
    if (a !== undefined) yield [a, b];
  }
}

/** Each place with every other, in a large group with the next one only. */
export function* pairs(group: readonly number[]): Iterable<readonly [number, number]> {
  const reach = group.length <= PAIRS_UP_TO ? group.length : 1;
  for (const [i, a] of group.entries()) for (const b of group.slice(i + 1, i + 1 + reach)) yield [a, b];
}

/** An alert of an attack that shows the tie: the first that holds what is shared, else that of its first act. */
export function citedBy({ by }: Tie, { attack, acts }: Party): readonly string[] {
  const shown =
    by !== null && "shown" in by && Object.hasOwn(attack.shown, by.shown)
      ? attack.shown[by.shown]
      : undefined;
  if (shown !== undefined) return [shown];
  const fired = by !== null && "rule" in by ? attack.steps.find(({ rule }) => rule === by.rule) : undefined;
  const step = fired ?? acts[0]?.step ?? attack.steps[0];
  return step?.examples.slice(0, 1) ?? [];
}
