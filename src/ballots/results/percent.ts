/**
 * Percentages as result files print them, in whole hundredths: no binary fraction takes part.
 * @module
 */

const PRINTED = /^(\d{1,3})(?:[.,](\d{1,2}))?%?$/;

/** Hundredths of a percent, rounded half up; null of nothing. @example hundredths(82, 455) // 1802 */
export function hundredths(part: number, of: number): number | null {
  if (of === 0) return null;
  return Math.floor((part * 20_000 + of) / (2 * of));
}

/** What a printed percentage says; trailing zeros may be lost. @returns null for other texts @example parsePercent("18,02") // 1802 */
export function parsePercent(text: string): number | null {
  const match = PRINTED.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

/** @example percentText(1802) // "18.02 %" */
export function percentText(value: number): string {
  return `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")} %`;
}
