/**
 * Searching in what is sorted.
 * @module
 */

/**
 * The first place of a sorted list at which something no longer lies before what is looked for; `length` where all does.
 * @param isBefore true for a beginning of the list, false for the rest
 * @example firstFrom(times.length, (i) => times[i] < fromMs) // place of the first time from `fromMs` on
 */
export function firstFrom(length: number, isBefore: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
