/**
 * ALPHA: tests that a list of numbers from 0 to `upper` has a mean of at most `mean`, one draw after the other.
 * Stark, "ALPHA: audit that learns from previously hand-audited ballots", Annals of Applied Statistics 17(1), 2023:
 * eq. (4) the supermartingale, eq. (6) the mean that is left, section 2.5.2 the shrinkage estimator. Betting form:
 * Waudby-Smith, Stark, Ramdas, "RiLACS: risk-limiting audits via confidence sequences", E-Vote-ID 2021.
 * Accumulated as logarithms: no overflow, no p-value of exactly 0 but where the null is impossible.
 * @module
 */

/** What an estimator knows before a draw: never the draw itself. */
interface Past {
  /** Draws so far. */
  readonly draws: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Chooses eta, the mean that the next draw is bet on, from what was drawn before. */
export type Estimator = (past: Past, meanLeft: number) => number;

/** A population: how many values there are, or null when draws are put back. */
export interface Population {
  readonly size: number | null;
  /** The largest possible value. */
  readonly upper: number;
  /** The mean under the null; 1/2 for assorters. */
  readonly mean: number;
}

/** Where a test stands. */
export interface TestState {
  readonly draws: number;
  /** 1 / largest statistic so far, at most 1: valid whenever one looks. */
  readonly risk: number;
  /** 1 / statistic now; may be above `risk`. */
  readonly riskNow: number;
}

/** The truncated shrinkage estimator of ALPHA, section 2.5.2: between the reported mean and that of the sample. */
export function shrinkTruncate(
  population: Population,
  reportedMean: number,
  {
    weight = 100,
    floor = (reportedMean - population.mean) / 2,
  }: { readonly weight?: number; readonly floor?: number } = {},
): Estimator {
  const ceiling = population.upper * (1 - 2 ** -52);
  return ({ draws, sum }, meanLeft) => {
    const estimate = (weight * reportedMean + sum) / (weight + draws);
    const least = meanLeft + floor / Math.sqrt(weight + draws);
    const raised = Math.max(estimate, least);
    return Math.min(raised, ceiling);
  };
}

/** A mean that is fixed beforehand: Wald's test, without replacement (ALPHA, section 2.4). */
export function fixedMean(population: Population, eta: number): Estimator {
  const ceiling = population.upper * (1 - 2 ** -52);
  return (_past, meanLeft) => Math.min(ceiling, Math.max(eta, meanLeft));
}

/**
 * A bet of a fixed size, 0..1 of what may be lost: lambda = bet / meanLeft (RiLACS, section 3). As an estimator of eta
 * by ALPHA's eq. (5): eta = m (1 + lambda (u - m)).
 */
export function fixedBet(population: Population, bet: number): Estimator {
  return (_past, meanLeft) => meanLeft + bet * (population.upper - meanLeft);
}

/** Approximate growth-rate bets from the draws so far (Waudby-Smith & Ramdas 2023, aGRAPA), cut at `most` of what may be lost. */
export function adaptiveBet(population: Population, guess: number, most = 0.75): Estimator {
  const prior = population.upper ** 2 / 16;
  return ({ draws, sum, sumOfSquares }, meanLeft) => {
    const mean = (guess + sum) / (draws + 1);
    const variance =
      (prior + Math.max(0, sumOfSquares - draws * (sum / Math.max(1, draws)) ** 2)) / (draws + 1);
    const gap = mean - meanLeft;
    const lambda = Math.min(most / meanLeft, Math.max(0, gap / (variance + gap * gap)));
    return meanLeft * (1 + lambda * (population.upper - meanLeft));
  };
}

/** The product is turned into a logarithm before it leaves this range: far from overflow, and a logarithm is dear. */
const LARGE = 1e150;
const SMALL = 1e-150;

/** A test that is fed draw by draw. */
export class MartingaleTest {
  readonly #size: number | null;
  readonly #upper: number;
  readonly #mean: number;
  readonly #estimate: Estimator;
  readonly #past = { draws: 0, sum: 0, sumOfSquares: 0 };
  /** ln of the statistic is #log + ln #product; of its largest value, the larger of #largest and #log + ln #peak. */
  #log = 0;
  #product = 1;
  #peak = 1;
  #largest = 0;
  #proof = false;

  constructor({ size, upper, mean }: Population, estimate: Estimator) {
    this.#size = size;
    this.#upper = upper;
    this.#mean = mean;
    this.#estimate = estimate;
  }

  /**
   * One draw, 0..upper.
   * @throws RangeError for a value outside, or a draw more than the population holds
   */
  add(value: number): void {
    const past = this.#past;
    const size = this.#size;
    if (!(value >= 0 && value <= this.#upper))
      throw new RangeError(`a drawn value of ${value} is not in 0..${this.#upper}`);
    if (size !== null && past.draws >= size)
      throw new RangeError(`all ${size} values of the population were drawn`);
    this.#bet(value, size === null ? this.#mean : (size * this.#mean - past.sum) / (size - past.draws));
    past.draws++;
    past.sum += value;
    past.sumOfSquares += value * value;
    // a sum above what the null allows is a proof; rounding of sums of a million values stays far below 1e-9
    if (size !== null && past.sum > size * this.#mean * (1 + 1e-9)) this.#proof = true;
  }

  /** @param left the mean of what is left under the null (ALPHA, eq. 6) */
  #bet(value: number, left: number): void {
    const upper = this.#upper;
    // whatever is left fits the null, or the proof is there already: nothing is learnt
    if (left >= upper || left <= 0) return;
    const eta = this.#estimate(this.#past, left);
    const product = this.#product * (1 + ((value - left) * (eta - left)) / (left * (upper - left)));
    this.#product = product;
    if (product > this.#peak) this.#peak = product;
    if (product > LARGE || product < SMALL) this.#fold();
  }

  #fold(): void {
    this.#largest = Math.max(this.#largest, this.#log + Math.log(this.#peak));
    this.#log += Math.log(this.#product);
    this.#product = 1;
    this.#peak = 1;
  }

  get state(): TestState {
    const largest = Math.max(this.#largest, this.#log + Math.log(this.#peak));
    const now = this.#log + Math.log(this.#product);
    return {
      draws: this.#past.draws,
      risk: this.#proof ? 0 : Math.min(1, Math.exp(-largest)),
      riskNow: this.#proof ? 0 : Math.min(1, Math.exp(-now)),
    };
  }
}

/** Runs a test over a list of draws. @example testMean(draws, population, shrinkTruncate(population, 0.55)).risk */
export function testMean(values: Iterable<number>, population: Population, estimate: Estimator): TestState {
  const test = new MartingaleTest(population, estimate);
  for (const value of values) test.add(value);
  return test.state;
}
