/**
 * Special functions of statistics, with tails that keep their relative precision however small they are.
 * Incomplete beta: continued fraction of Abramowitz & Stegun 26.5.8, evaluated after Lentz.
 * @module
 */

const HALF_LOG_TWO_PI = 0.9189385332046728;

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
