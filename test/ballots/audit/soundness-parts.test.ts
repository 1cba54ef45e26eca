/**
 * Soundness by simulation of what an audit's folder adds: card styles, instant runoffs, bets made for batches with totals,
 * strata as sums, draws with replacement. Each outcome is wrong by as little as can be; each audit is repeated 10,000 times.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rankedAssorter, runoffAssorters } from "../../../src/ballots/audit/contest/assorter.ts";
import { raireAssertions } from "../../../src/ballots/audit/contest/raire.ts";
import { countRunoff } from "../../../src/ballots/audit/contest/runoff.ts";
import { batchRisks } from "../../../src/ballots/audit/risk/batch.ts";
import { betEstimator, kellyBet } from "../../../src/ballots/audit/risk/bet.ts";
import { combineStrata } from "../../../src/ballots/audit/risk/combine.ts";
import {
  CARD_MISSING,
  comparisonPopulation,
  optimalComparison,
  overstatementValue,
  RECORD_MISSING,
} from "../../../src/ballots/audit/risk/comparison.ts";
import {
  type Estimator,
  MartingaleTest,
  type Population,
} from "../../../src/ballots/audit/risk/martingale.ts";
import { fraction } from "../../../src/ballots/fraction.ts";
import { assertSound, confirmations, seeded, shuffled } from "./simulation.ts";

const LIMIT = 0.1;

/** One sequence of draws without replacement, looked at after every card. */
function confirms(
  values: Float64Array,
  draws: number,
  population: Population,
  estimator: Estimator,
  next: () => number,
): boolean {
  const sequence = new MartingaleTest(population, estimator);
  for (const value of shuffled(values, draws, next)) {
    sequence.add(Math.min(population.upper, value));
    if (sequence.state.risk <= LIMIT) return true;
  }
  return false;
}

test("by card style: cards whose records deny the contest, cards that lack it, and phantoms", (t) => {
  // 200 cards hold the contest, 100:100 in truth. Ten of B's have records that deny it, so ten others are listed that
  // do not hold it (records for A); five of B's have no record at all
  const setting = { upper: 1, reportedMean: 1 / 2 + (110 - 85) / 400 };
  const population = comparisonPopulation(setting, 200);
  const values = Float64Array.from({ length: 200 }, (_, i) => {
    if (i < 100) return overstatementValue(setting, 1, 1);
    if (i < 185) return overstatementValue(setting, 0, 0);
    return i < 195
      ? overstatementValue(setting, 1, CARD_MISSING)
      : overstatementValue(setting, RECORD_MISSING, CARD_MISSING);
  });
  const mean = values.reduce((a, b) => a + b, 0) / 200;
  assert.ok(mean <= 1 / 2 + 1e-9, `a tie must not look better than one: ${mean}`);
  const estimator = optimalComparison(setting, 0.026);
  const confirmed = confirmations(601, (next) => confirms(values, 150, population, estimator, next));
  t.diagnostic(assertSound("card styles", confirmed, LIMIT, 601));
});

test("an instant runoff: records that turn the last round, every assertion tested", (t) => {
  const choices = ["A", "B", "C"];
  const ballots = (change: number) => [
    { count: 80, ranking: ["A"] },
    { count: 70, ranking: ["B"] },
    { count: 30 + change, ranking: ["C", "B"] },
    { count: 20 - change, ranking: ["C", "A"] },
  ];
  assert.equal(countRunoff(choices, ballots(0)).tied, true, "in truth a tie: 100 to 100");
  const assorters = runoffAssorters(choices, ballots(10));
  assert.ok(typeof assorters !== "string" && assorters.length >= 2);
  const cards = ballots(0).flatMap(({ count, ranking }) => Array.from({ length: count }, () => ranking));
  // ten records say C, B where the card says C, A
  const records = cards.map((ranking, i) => (i >= 180 && i < 190 ? ["C", "B"] : ranking));
  const tests = assorters.map((one) => {
    const setting = {
      upper: one.upper,
      reportedMean: one.mean({ votes: new Map(), ballots: ballots(10) }, 200),
    };
    return {
      values: Float64Array.from(cards, (card, i) =>
        overstatementValue(setting, one.value(records[i] ?? []), one.value(card)),
      ),
      population: comparisonPopulation(setting, 200),
      estimator: optimalComparison(setting, 0.01),
    };
  });
  assert.ok(
    tests.some(({ values }) => values.reduce((a, b) => a + b, 0) <= 100 + 1e-9),
    "one assertion is false",
  );
  const order = Float64Array.from({ length: 200 }, (_, i) => i);
  const confirmed = confirmations(611, (next) => {
    const drawn = shuffled(order, 150, next);
    return tests.every(({ values, population, estimator }) => {
      const sequence = new MartingaleTest(population, estimator);
      for (const i of drawn) sequence.add(values[i] ?? 0);
      return sequence.state.risk <= LIMIT;
    });
  });
  t.diagnostic(assertSound("instant runoff", confirmed, LIMIT, 611));
});

test("assertions of an instant runoff imply its winner: no order of elimination with another one fits them", () => {
  const names = ["A", "B", "C", "D"];
  const next = seeded(661);
  const random = (n: number): number => Math.floor(next() * n);
  let implied = 0;
  for (let run = 0; run < 300; run++) {
    const ballots = Array.from({ length: 12 }, () => ({
      count: 1 + random(40),
      ranking: names.filter(() => random(4) > 0).sort(() => random(3) - 1),
    }));
    const { winner, tied } = countRunoff(names, ballots);
    const ranked = ballots.map(({ count, ranking }) => ({
      count,
      ranking: ranking.map((name) => names.indexOf(name)),
    }));
    const found = raireAssertions(4, ranked, names.indexOf(winner));
    if (tied || found.kind !== "assertions") continue;
    implied++;
    for (const one of found.assertions) {
      const assorter = rankedAssorter(one, names);
      const cards = ballots.reduce((sum, { count }) => sum + count, 0);
      let sum = 0;
      for (const { count, ranking } of ballots) sum += count * assorter.value(ranking);
      assert.ok(Math.abs(sum / cards - assorter.mean({ votes: new Map(), ballots }, cards)) < 1e-12);
      assert.ok(sum / cards > 1 / 2, `${assorter.name} holds on its own ballots`);
    }
    // other ballots on which all assertions hold have the same winner
    const others = ranked.map(({ count, ranking }) => ({
      count: Math.max(1, count + random(21) - 10),
      ranking,
    }));
    const holds = found.assertions.every((one) => {
      const assorter = rankedAssorter(one, names);
      return (
        others.reduce(
          (sum, { count, ranking }) =>
            sum + count * (2 * assorter.value(ranking.map((i) => names[i] ?? "")) - 1),
          0,
        ) > 0
      );
    });
    const again = countRunoff(
      names,
      others.map(({ count, ranking }) => ({ count, ranking: ranking.map((i) => names[i] ?? "") })),
    );
    if (holds && !again.tied) assert.equal(again.winner, winner);
  }
  assert.ok(implied > 100, String(implied));
});

test("ONEAudit with a bet made for its batches: totals that were raised just enough", (t) => {
  // 200 cards with records, 100 for A; 100 cards in a batch reported as 70:30 that holds 50:50: a tie of 150:150
  const setting = { upper: 1, reportedMean: 170 / 300 };
  const population = comparisonPopulation(setting, 300);
  const of = (record: number, card: number): number => overstatementValue(setting, record, card);
  const expected = [
    { value: of(1, 1), share: 200 / 300 },
    { value: of(0.7, 1), share: 70 / 300 },
    { value: of(0.7, 0), share: 30 / 300 },
  ];
  const lambda = kellyBet(expected, 0.5);
  assert.ok(lambda > 0);
  const values = Float64Array.from({ length: 300 }, (_, i) =>
    i < 200 ? of(1, 1) : of(0.7, i < 250 ? 1 : 0),
  );
  assert.ok(values.reduce((a, b) => a + b, 0) <= 150 + 1e-9);
  const confirmed = confirmations(621, (next) =>
    confirms(values, 200, population, betEstimator(population, lambda), next),
  );
  t.diagnostic(assertSound("ONEAudit, planned bet", confirmed, LIMIT, 621));
});

test("three strata as sums: errors in the compared one are just enough, whatever the split", (t) => {
  // compared: 120 cards reported 70:50, 10 of A's records are B's cards; polled: 60 and 40 cards, ties
  const compared = Float64Array.from({ length: 120 }, (_, i) => (i < 10 ? 0 : 1));
  const half = (size: number): Float64Array =>
    Float64Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 1 : 0));
  const [b, c] = [half(60), half(40)];
  const sum = 220 / 2 + 120 * (1 - 70 / 120);
  const all = [compared, b, c].reduce((total, values) => total + values.reduce((x, y) => x + y, 0), 0);
  assert.ok(all <= sum + 1e-9, "the outcome is wrong");
  const confirmed = confirmations(631, (next) => {
    const strata = [
      { cards: 120, upper: 2, values: [...shuffled(compared, 60, next)], bet: 1.6 },
      { cards: 60, upper: 1, values: [...shuffled(b, 40, next)], bet: 0.3 },
      { cards: 40, upper: 1, values: [...shuffled(c, 20, next)], bet: 0.3 },
    ];
    return combineStrata(strata, 40, sum) <= LIMIT;
  });
  t.diagnostic(assertSound("three strata", confirmed, LIMIT, 631));
});

test("with replacement: cards, and batches by their bounds", (t) => {
  const setting = { upper: 1, reportedMean: 0.6 };
  const population = comparisonPopulation(setting, null);
  const estimator = optimalComparison(setting, 0.05);
  // one record in ten says A where the card says B: reported 60:40, in truth a tie
  const cards = confirmations(641, (next) => {
    const sequence = new MartingaleTest(population, estimator);
    for (let i = 0; i < 80; i++) {
      sequence.add(next() < 0.1 ? overstatementValue(setting, 1, 0) : overstatementValue(setting, 1, 1));
      if (sequence.state.risk <= LIMIT) return true;
    }
    return false;
  });
  t.diagnostic(assertSound("cards with replacement", cards, LIMIT, 641));
  // U = 4, and batches with a quarter of the bounds hold errors as large as they are: just the whole margin
  const clean = { error: fraction(0n), bound: fraction(1n, 10n) };
  const wrong = { error: fraction(1n, 10n), bound: fraction(1n, 10n) };
  const batches = confirmations(651, (next) => {
    const drawn = Array.from({ length: 15 }, () => (next() < 0.25 ? wrong : clean));
    return (batchRisks(drawn, fraction(4n), { replace: true }).at(-1) ?? 1) <= LIMIT;
  });
  t.diagnostic(assertSound("batches with replacement", batches, LIMIT, 651));
});
