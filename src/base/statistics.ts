/**
 * Special functions of statistics, with tails that keep their relative precision however small they are.
 * Binomial probabilities: Loader, "Fast and accurate computation of binomial probabilities", 2000.
 * Incomplete beta: continued fraction of Abramowitz & Stegun 26.5.8, evaluated after Lentz.
 * @module
 */

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** ln n! minus Stirling's formula: exact values below 16, the asymptotic series above (Loader 2000, eq. 3). */
function stirlingError(n: number): number {
  if (n < 16) return SMALL_ERRORS[n] ?? 0;
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / n;
}

const SMALL_ERRORS: readonly number[] = [
  0, 0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093, 0.016644691189821193,
  0.013876128823070748, 0.01189670994589177, 0.010411265261972096, 0.009255462182712733, 0.00833056343336287,
  0.007573675487951841, 0.00694284010720953, 0.006408994188004207, 0.0059513701127588475,
  0.005554733551962801,
];

/** x ln(x/mean) + mean - x without cancellation (Loader 2000, section 4). */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) < 0.1 * (x + mean)) {
    const ratio = (x - mean) / (x + mean);
    let sum = (x - mean) * ratio;
    let term = 2 * x * ratio;
    for (let j = 1; j < 1000; j++) {
      term *= ratio * ratio;
      const next = sum + term / (2 * j + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / mean) + mean - x;
}

/** ln P(X = k) for X binomial (n, p); -Infinity where it is impossible. @param k 0..n */
export function logBinomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  if (p <= 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (p >= 1) return k === n ? 0 : Number.NEGATIVE_INFINITY;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  const body =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p));
  return body - HALF_LOG_TWO_PI - 0.5 * (Math.log(k) + Math.log1p(-k / n));
}

/** P(X >= k) for X binomial (n, p), with relative precision however small. @example binomialUpper(54, 100, 0.5) // 0.2421 */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return k > n * p ? tailUp(k, n, p) : 1 - tailDown(k - 1, n, p);
}

/** ln P(X >= k) for X binomial (n, p): where the chance itself would be too small for a number. */
export function logBinomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 0;
  if (k > n) return Number.NEGATIVE_INFINITY;
  return k > n * p ? logTailUp(k, n, p) : Math.log1p(-tailDown(k - 1, n, p));
}

/** Sums from k upwards; above the mean terms fall geometrically, so it ends long before n. */
function logTailUp(k: number, n: number, p: number): number {
  const first = logBinomialPmf(k, n, p);
  if (first === Number.NEGATIVE_INFINITY) return first;
  const odds = p / (1 - p);
  let term = 1;
  let sum = 1;
  for (let j = k; j < n; j++) {
    term *= ((n - j) / (j + 1)) * odds;
    sum += term;
    if (term < sum * 1e-18) break;
  }
  return first + Math.log(sum);
}

function tailUp(k: number, n: number, p: number): number {
  return Math.exp(logTailUp(k, n, p));
}

function tailDown(k: number, n: number, p: number): number {
  return tailUp(n - k, n, 1 - p);
}

/** ln Gamma(x) for x > 0, by Stirling's series after shifting x above 16. */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 16) {
    shift += Math.log(y);
    y++;
  }
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + seriesAt(y) - shift;
}

function seriesAt(y: number): number {
  const square = y * y;
  return (
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / (360360 * square)) / square) / square) / square) /
        square) /
    y
  );
}

/** The regularised incomplete beta function I_x(a, b): P(Beta(a, b) <= x). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const log = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return x < (a + 1) / (a + b + 2)
    ? (Math.exp(log) * betaFraction(x, a, b)) / a
    : 1 - (Math.exp(log) * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return result;
}

/**
 * The standard normal quantile, by Newton's method on the tail from a rational start (Abramowitz & Stegun 26.2.23).
 * @param p 0 < p < 1
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  );
  for (let i = 0; i < 6; i++) {
    const density = Math.exp((-z * z) / 2 - HALF_LOG_TWO_PI);
    const error = (normalLower(z) - p) / density;
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** P(Z <= z): a series around 0, a continued fraction in the tail (Abramowitz & Stegun 26.2.11, 26.2.14). */
export function normalLower(z: number): number {
  if (z > 0) return 1 - normalLower(-z);
  const density = Math.exp((-z * z) / 2 - HALF_LOG_TWO_PI);
  if (z < -4) {
    let fraction = -z;
    for (let k = 200; k >= 1; k--) fraction = -z + k / fraction;
    return density / fraction;
  }
  let term = -z;
  let sum = -z;
  for (let k = 1; k < 200; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}

/**
 * P(chi-squared with 2k degrees of freedom >= x), exactly: exp(-x/2) times the first k terms of exp(x/2).
 * @example chiSquaredUpper(-2 * Math.log(0.05), 1) // 0.05
 */
export function chiSquaredUpper(x: number, k: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  let term = 1;
  let sum = 1;
  for (let j = 1; j < k; j++) {
    term *= x / 2 / j;
    sum += term;
  }
  return Math.min(1, Math.exp(-x / 2) * sum);
}
