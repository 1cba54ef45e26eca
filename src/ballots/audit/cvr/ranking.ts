/**
 * From marks in a grid of ranks to an order of preference, as Colorado's rule for instant runoffs reads them (8 CCR
 * 1505-1, rule 26): two choices at one rank end the order, an empty rank is passed over, a choice that comes a second
 * time is passed over.
 * @module
 */

/** One mark: a choice, and its rank from 1. */
export interface RankMark {
  readonly choice: string;
  readonly rank: number;
}

/** @example preferences([{ choice: "B", rank: 2 }, { choice: "A", rank: 1 }]) // ["A", "B"] */
export function preferences(marks: readonly RankMark[]): readonly string[] {
  const order: string[] = [];
  const sorted = [...marks].sort((a, b) => a.rank - b.rank);
  for (const [i, { choice, rank }] of sorted.entries()) {
    const twin = sorted.find((other, j) => j !== i && other.rank === rank && other.choice !== choice);
    if (twin !== undefined) break;
    if (!order.includes(choice)) order.push(choice);
  }
  return order;
}
