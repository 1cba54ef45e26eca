/**
 * Exact fractions: shares, margins and error bounds are sums of ratios of votes, and no rounding may decide an election.
 * @module
 */

/** A fraction in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

export const ZERO: Fraction = { num: 0n, den: 1n };
export const ONE: Fraction = { num: 1n, den: 1n };

/** A fraction of two integers. @throws RangeError when the denominator is 0 @example fraction(2n, -4n) // -1/2 */
export function fraction(num: bigint, den = 1n): Fraction {
  if (den === 0n) throw new RangeError("a fraction cannot have the denominator 0");
  const sign = den < 0n ? -1n : 1n;
  const common = gcd(num < 0n ? -num : num, den * sign);
  return { num: (sign * num) / common, den: (sign * den) / common };
}

/** The fraction that a decimal text says, exactly. @returns null when it is no plain decimal @example parseFraction("0.05") // 1/20 */
export function parseFraction(text: string): Fraction | null {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  if (match === null) return null;
  const digits = match[3] ?? "";
  const value = BigInt(`${match[2]}${digits}`);
  return fraction(match[1] === "-" ? -value : value, 10n ** BigInt(digits.length));
}

export function add(a: Fraction, b: Fraction): Fraction {
  return a.den === b.den
    ? fraction(a.num + b.num, a.den)
    : fraction(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { num: -b.num, den: b.den });
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.num, a.den * b.den);
}

/** @throws RangeError when b is 0 */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den, a.den * b.num);
}

/** Below 0, 0 or above 0, as a is less than, equal to or greater than b. */
export function compare(a: Fraction, b: Fraction): number {
  const left = a.num * b.den;
  const right = b.num * a.den;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function largest(values: Iterable<Fraction>): Fraction | null {
  let found: Fraction | null = null;
  for (const value of values) if (found === null || compare(value, found) > 0) found = value;
  return found;
}

/** The smallest whole number that all denominators divide. */
export function commonDenominator(values: Iterable<Fraction>): bigint {
  const dens = new Set<bigint>();
  for (const { den } of values) dens.add(den);
  let common = 1n;
  for (const den of dens) common *= den / gcd(common, den);
  return common;
}

/** The nearest number, but for the last bits. @example toNumber(fraction(1n, 3n)) // 0.333... */
export function toNumber(a: Fraction): number {
  const excess = Math.max(bits(a.num), bits(a.den)) - 1000;
  if (excess <= 0) return Number(a.num) / Number(a.den);
  const shift = BigInt(excess);
  return Number(a.num >> shift) / Number(a.den >> shift);
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
