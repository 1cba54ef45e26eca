/**
 * Rounding away from what is promised: a bound never says more than what was computed.
 * @module
 */

/** What the last digits of a float may be off by: 1.1 * 100 is a little above 110 and means 110. */
const SLACK = 1e-9;

/** Rounded up to so many decimals. @example roundedUp(1.231, 2) // 1.24 */
export function roundedUp(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.ceil(value * scale - SLACK) / scale + 0; // never minus nought
}

/** Rounded down to so many decimals. @example roundedDown(1.239, 2) // 1.23 */
export function roundedDown(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.floor(value * scale + SLACK) / scale;
}

/** A share in percent, rounded up, at most 100: for what may go wrong. @example percentUp(0.05001, 2) // 5.01 */
export function percentUp(share: number, decimals: number): number {
  return Math.min(100, roundedUp(share * 100, decimals));
}

/** A share in percent, rounded down: for what is sure. @example percentDown(0.2229, 1) // 22.2 */
export function percentDown(share: number, decimals: number): number {
  return roundedDown(share * 100, decimals);
}
