/**
 * Two totals compared. A ratio of two counts has an interval only when it is known how much such counts vary: attacks come in
 * waves, so their variance is many times their mean, and an interval that assumes independent attacks is far too narrow.
 * @module
 */
import type { Interval } from "../../base/quantiles.ts";
import { normalQuantile } from "../../base/statistics.ts";

/**
 * The ratio of two counts with its interval, on the log scale: exp(ln R -/+ z sqrt(phi (1/Y1 + 1/Y2))).
 * @param phi variance over mean of the counts; 1 where attacks are independent, which they are not
 * @returns null when either count is 0
 * @example ratioInterval(12000, 24000, 50, 0.95) // { ratio: 2, low: 1.713, high: 2.335 }
 */
export function ratioInterval(
  before: number,
  after: number,
  phi: number,
  confidence: number,
): (Interval & { readonly ratio: number }) | null {
  if (before <= 0 || after <= 0) return null;
  const ratio = after / before;
  const width = normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(phi * (1 / before + 1 / after));
  return { ratio, low: ratio * Math.exp(-width), high: ratio * Math.exp(width) };
}
