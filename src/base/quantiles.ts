/**
 * Quantiles and intervals that several parts publish. All are found by bisection on a distribution function, to the last
 * bits: slow is fine, wrong is not.
 * @module
 */
import { incompleteBeta, logGamma } from "./statistics.ts";

/** An interval for a proportion or a rate. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** x with F(x) = p for a rising F on [low, high]. */
function invert(p: number, low: number, high: number, distribution: (x: number) => number): number {
  let [a, b] = [low, high];
  for (let i = 0; i < 200 && b - a > 0; i++) {
    const middle = a + (b - a) / 2;
    if (middle === a || middle === b) break;
    if (distribution(middle) < p) a = middle;
    else b = middle;
  }
  return b;
}

/** The quantile of Beta(a, b). @example betaQuantile(0.05, 59, 1) // 0.9505 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return invert(p, 0, 1, (x) => incompleteBeta(x, a, b));
}

/**
 * Exact bounds of a proportion (Clopper and Pearson 1934): each side errs with at most `alpha`.
 * @param successes of `trials`
 * @param alpha of one side: 0.05 for a one-sided 95 % bound, 0.025 for a two-sided 95 % interval
 * @example clopperPearson(59, 59, 0.05).low // 0.9505
 */
export function clopperPearson(successes: number, trials: number, alpha: number): Interval {
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(alpha, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - alpha, successes + 1, failures),
  };
}

/** The quantile of Student's t. @param df degrees of freedom, above 0 @example studentQuantile(0.975, 10) // 2.2281 */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  // P(T <= t) = 1 - I(df / (df + t^2); df/2, 1/2) / 2
  const x = betaQuantile(2 * (1 - p), df / 2, 0.5);
  return Math.sqrt((df * (1 - x)) / x);
}

/** Q(a, x), the upper regularised incomplete gamma function (series and continued fraction, DLMF 8.11, 8.9). */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x < a + 1) return 1 - gammaSeries(a, x);
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let product = d;
  for (let i = 1; i < 100_000; i++) {
    const term = -i * (i - a);
    b += 2;
    d = term * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + term / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    product *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return Math.exp(-x + a * Math.log(x) - logGamma(a)) * product;
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 100_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

/** P(chi-squared with `df` degrees of freedom >= x). @example chiSquaredTail(16.919, 9) // 0.05 */
export function chiSquaredTail(x: number, df: number): number {
  return gammaUpper(df / 2, x / 2);
}

/** Which of several p-values stand at a false discovery rate (Benjamini and Hochberg 1995), by position. */
export function discoveries(pValues: readonly number[], rate: number): readonly number[] {
  const order = pValues.map((_p, i) => i).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  let kept = 0;
  for (const [rank, i] of order.entries())
    if ((pValues[i] ?? 1) <= (rate * (rank + 1)) / pValues.length) kept = rank + 1;
  return order.slice(0, kept);
}
