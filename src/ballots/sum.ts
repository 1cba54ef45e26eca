/**
 * Sums.
 * @module
 */

/** The sum of some numbers; exact for whole ones below 2^53. @example sum([1, 2, 3]) // 6 */
export function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
