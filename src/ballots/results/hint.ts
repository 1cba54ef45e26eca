/**
 * Why a sum may be wrong: the two slips that are made most when minutes are typed.
 * @module
 */
import { sum } from "../sum.ts";

/** A number in which two neighbouring digits were exchanged. */
export interface DigitSlip {
  readonly at: number;
  readonly read: number;
  readonly meant: number;
}

/**
 * The one figure in which exchanging two neighbouring digits makes the sum right; null when there is none or more than one.
 * Such a slip changes a sum by a multiple of nine.
 * @example digitSlip([312, 40], 172) // { at: 0, read: 312, meant: 132 }
 */
export function digitSlip(figures: readonly number[], total: number): DigitSlip | null {
  const missing = total - sum(figures);
  if (missing === 0 || missing % 9 !== 0) return null;
  const found = figures.flatMap((read, at) =>
    neighboursExchanged(read)
      .filter((meant) => meant - read === missing)
      .map((meant) => ({ at, read, meant })),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Every number that arises by exchanging two neighbouring digits. @example neighboursExchanged(312) // [132, 321] */
export function neighboursExchanged(value: number): readonly number[] {
  const digits = String(value);
  const found: number[] = [];
  for (let i = 0; i + 1 < digits.length; i++) {
    if (digits[i] === digits[i + 1] || (i === 0 && digits[1] === "0")) continue;
    found.push(Number(`${digits.slice(0, i)}${digits[i + 1]}${digits[i]}${digits.slice(i + 2)}`));
  }
  return found;
}
