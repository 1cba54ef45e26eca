/**
 * Bounds on counts.
 * @module
 */
import type { Range } from "../rule.ts";

/** Whether a count is within all bounds. @example holds({ gt: 100, lte: 200 }, 150) // true */
export function holds(range: Range, count: number): boolean {
  if (range.gt !== undefined && !(count > range.gt)) return false;
  if (range.gte !== undefined && !(count >= range.gte)) return false;
  if (range.lt !== undefined && !(count < range.lt)) return false;
  if (range.lte !== undefined && !(count <= range.lte)) return false;
  if (range.eq !== undefined && count !== range.eq) return false;
  return range.neq === undefined || count !== range.neq;
}

/** Whether more events can only bring the condition nearer, so that it can be judged at each event. */
export function isRising(range: Range): boolean {
  return (
    range.lt === undefined && range.lte === undefined && range.eq === undefined && range.neq === undefined
  );
}

/** The largest count that makes a difference: what is counted beyond it cannot change any judgement. */
export function largestCount(range: Range): number {
  return Math.max(0, ...Object.values(range).filter((bound) => bound !== undefined)) + 1;
}

/** The smallest count above zero that is within lower bounds. @example leastCount({ gt: 4 }) // 5 */
export function leastCount({ gt, gte }: Range): number {
  return Math.max(1, gt === undefined ? 1 : Math.floor(gt) + 1, gte === undefined ? 1 : Math.ceil(gte));
}
