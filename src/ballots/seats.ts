/**
 * Seats by highest averages: each seat goes to the list with the largest votes / divisor of its next seat.
 * @module
 */
import { rankingOf, type Tally } from "./contest.ts";

/** Divisors of highest-averages methods: the i-th seat costs d(i), i from 1. */
export type Divisors = (seat: number) => number;
export const dHondt: Divisors = (seat) => seat;
export const sainteLague: Divisors = (seat) => 2 * seat - 1;

/**
 * Seats of each list, most votes first; ties go to the list with more votes, then by name (and have margin 0).
 * @example allocateSeats(new Map([["A", 60], ["B", 40]]), 5, dHondt) // A 3, B 2
 */
export function allocateSeats(votes: Tally, seats: number, divisors: Divisors): ReadonlyMap<string, number> {
  const lists = rankingOf(votes).map((name) => ({ name, votes: votes.get(name) ?? 0, won: 0 }));
  for (let left = seats; left > 0 && lists.length > 0; left--) {
    const best = lists.reduce((a, b) =>
      isMore(b.votes, divisors(a.won + 1), a.votes, divisors(b.won + 1)) ? b : a,
    );
    best.won++;
  }
  return new Map(lists.map(({ name, won }) => [name, won]));
}

/** Whether a b > c d, exactly. */
function isMore(a: number, b: number, c: number, d: number): boolean {
  const [left, right] = [a * b, c * d];
  const isExact = left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER;
  return isExact ? left > right : BigInt(a) * BigInt(b) > BigInt(c) * BigInt(d);
}
