/**
 * How sure a share is that was counted in few trials.
 * @module
 */

/**
 * The exact one-sided lower bound of a share (Clopper and Pearson 1934): the smallest share under which so many successes
 * would be seen with a chance of at least 1 - confidence.
 * @param successes of `trials`
 * @example clopperPearsonLower(29, 29) // 0.9019
 */
export function clopperPearsonLower(successes: number, trials: number, confidence = 0.95): number {
  if (successes <= 0 || trials <= 0) return 0;
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atLeast(successes, trials, middle) < 1 - confidence) low = middle;
    else high = middle;
  }
  return low;
}

/** Chance of at least so many successes. */
function atLeast(successes: number, trials: number, share: number): number {
  let sum = 0;
  for (let k = successes; k <= trials; k++) sum += Math.exp(logTerm(k, trials, share));
  return sum;
}

function logTerm(k: number, n: number, p: number): number {
  const outcomes = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  const hits = k === 0 ? 0 : k * Math.log(p);
  const misses = n === k ? 0 : (n - k) * Math.log1p(-p);
  return outcomes + hits + misses;
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
