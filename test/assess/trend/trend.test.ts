/** Published interval values, and what the intervals promise: in how many simulated series they hold the true growth. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fitGrowth, growthInterval, type Point } from "../../../src/assess/trend/fit.ts";
import { ratioInterval } from "../../../src/assess/trend/ratio.ts";
import { growthOf, pointsOf, trendOf } from "../../../src/assess/trend/trend.ts";
import { isPlausible, type Watched, weekOf, weeksOf, yearsOf } from "../../../src/assess/trend/weeks.ts";
import { Random } from "../../../src/rehearsal/random.ts";

const near = (actual: number | undefined, expected: number, within = 0.0006): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test("the ratio of two totals, as published for each dispersion", () => {
  const cases = [
    [12_000, 24_000, 1, 1.957, 2.044],
    [12_000, 24_000, 50, 1.713, 2.335],
    [12_000, 24_000, 650, 1.144, 3.497],
    [150, 300, 1, 1.644, 2.433],
    [150, 300, 5, 1.29, 3.1],
  ] as const;
  for (const [before, after, phi, low, high] of cases) {
    const found = ratioInterval(before, after, phi, 0.95);
    near(found?.ratio, 2, 1e-12);
    near(found?.low, low);
    near(found?.high, high);
  }
  assert.equal(ratioInterval(0, 5, 1, 0.95), null);
});

/** Weekly counts that grow by a factor a year, in waves: each month has a level of its own. */
function series(
  factor: number,
  weeks: number,
  level: number,
  waves: number,
  random: Random,
): readonly Point[] {
  let wave = 1;
  return Array.from({ length: weeks }, (_, i) => {
    if (i % 4 === 0) wave = Math.exp(waves * normal(random) - (waves * waves) / 2);
    const years = i / 52.18;
    const exposure = 7 * (1 + (i % 3));
    const mean = level * exposure * wave * factor ** years;
    return { years, exposure, count: Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random))) };
  });
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

test("growth without noise is found exactly, whatever was watched", () => {
  const points = Array.from({ length: 104 }, (_, i) => {
    const exposure = 1 + (i % 5);
    return { years: i / 52, exposure, count: 30 * exposure * 2 ** (i / 52) };
  });
  const fit = fitGrowth(points);
  assert.ok(fit);
  near(Math.exp(fit.slope), 2, 1e-9);
  assert.ok(fit.dispersion < 1e-9);
  const { low, high } = growthInterval(fit, 0.95);
  assert.ok(low < 2 && high > 2 && high - low < 0.3, "counts of chance keep the width of chance");
});

test("the interval holds the true growth in nearly all of 300 series in waves, where the naive one fails", (t) => {
  const seed = 41;
  const random = new Random(seed);
  let [held, poisson] = [0, 0];
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const points = series(2, 104, 2, 0.35, random);
    const fit = fitGrowth(points);
    assert.ok(fit);
    const { interval } = growthOf(points, fit, 0.95, () => random.next());
    if (interval.low <= 2 && interval.high >= 2) held++;
    const naive = growthInterval({ ...fit, error: fit.error / Math.sqrt(Math.max(1, fit.dispersion)) }, 0.95);
    if (naive.low <= 2 && naive.high >= 2) poisson++;
  }
  t.diagnostic(
    `seed ${seed}: ${held} of ${runs} hold the truth; ${poisson} if attacks were taken as independent`,
  );
  assert.ok(poisson < runs * 0.75, "the naive interval is as much too narrow as it is known to be");
  assert.ok(held >= runs * 0.92, String(held));
});

const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 6);

/** One source watched for some weeks, with attacks each week. */
function watchedWeeks(counts: readonly number[], gap: (week: number) => boolean = () => false) {
  const watched: Watched[] = [];
  const attacks: number[] = [];
  for (const [week, count] of counts.entries()) {
    const fromMs = START + week * 7 * DAY;
    if (!gap(week)) watched.push({ source: "s", body: "b", fromMs, toMs: fromMs + 7 * DAY - 1 });
    for (let i = 0; i < count; i++) attacks.push(fromMs + (i * 7 * DAY) / count);
  }
  return weeksOf(attacks, watched);
}

test("weeks begin on Mondays; days are counted once for each source", () => {
  assert.equal(new Date(weekOf(Date.UTC(2026, 10, 22, 23))).toISOString(), "2026-11-16T00:00:00.000Z");
  assert.equal(new Date(weekOf(Date.UTC(2026, 10, 23))).toISOString(), "2026-11-23T00:00:00.000Z");
  const weeks = weeksOf(
    [START, START + DAY],
    [
      { source: "a", body: "x", fromMs: START, toMs: START + 2 * DAY },
      { source: "a", body: "x", fromMs: START + DAY, toMs: START + 3 * DAY },
      { source: "b", body: "y", fromMs: START + 20 * DAY, toMs: START + 20 * DAY },
    ],
  );
  assert.deepEqual(
    weeks.map(({ attacks, sourceDays, sources, bodies }) => [attacks, sourceDays, sources, bodies]),
    [
      [2, 4, 1, 1],
      [0, 0, 0, 0],
      [0, 1, 1, 1],
    ],
  );
  assert.deepEqual(yearsOf(weeks), [{ year: 2025, attacks: 2, sourceDays: 5 }]);
  assert.deepEqual(weeksOf([], []), []);
});

const told = (counts: readonly number[], constant = true, gap?: (week: number) => boolean) => {
  const random = new Random(3);
  return trendOf(watchedWeeks(counts, gap), constant, 0.95, () => random.next());
};

test("without a year, without exposure, or under changed rules it cannot be told", () => {
  const year = Array.from({ length: 60 }, () => 20);
  assert.deepEqual(told([]), { told: false, why: "no-attack" });
  assert.deepEqual(told(year.slice(0, 30)), { told: false, why: "too-short" });
  assert.deepEqual(
    told(year, true, () => true),
    { told: false, why: "no-exposure" },
  );
  assert.deepEqual(told(year, false), { told: false, why: "rules-changed" });
  assert.deepEqual(
    told(year, true, (week) => week > 10 && week < 55),
    { told: false, why: "too-few" },
  );
});

test("a number that doubles, one that stands still, and one that goes up tenfold", () => {
  const grow = (factor: number): readonly number[] =>
    Array.from({ length: 104 }, (_, i) => Math.round(40 * factor ** (i / 52)));
  const doubling = (factor: number): string => {
    const trend = told(grow(factor));
    assert.ok(trend.told);
    assert.ok(
      trend.growth.interval.low <= trend.growth.factor && trend.growth.factor <= trend.growth.interval.high,
    );
    return trend.growth.doubling;
  };
  assert.equal(doubling(2), "compatible");
  assert.equal(doubling(1), "slower");
  assert.equal(doubling(10), "faster");
});

test("more that is watched is no growth: exposure that doubles explains counts that double", () => {
  const watched: Watched[] = [];
  const attacks: number[] = [];
  for (let week = 0; week < 104; week++) {
    const fromMs = START + week * 7 * DAY;
    const sources = week < 52 ? 2 : 4;
    for (let s = 0; s < sources; s++) {
      watched.push({ source: `s${s}`, body: "b", fromMs, toMs: fromMs + 7 * DAY - 1 });
      for (let i = 0; i < 15; i++) attacks.push(fromMs + i * DAY * 0.4);
    }
  }
  const weeks = weeksOf(attacks, watched);
  assert.equal(pointsOf(weeks).length, 104);
  const random = new Random(5);
  const trend = trendOf(weeks, true, 0.95, () => random.next());
  assert.ok(trend.told);
  near(trend.growth.factor, 1, 0.01);
});

test("attacks in a handful of weeks are an event: no growth is told of them", () => {
  const weeks = (attacks: (i: number) => number) =>
    Array.from({ length: 60 }, (_, i) => ({
      beginMs: weekOf(0) + i * 7 * 86_400_000,
      attacks: attacks(i),
      sourceDays: 7,
      sources: 1,
      bodies: 1,
    }));
  const random = new Random(1);
  const told = (attacks: (i: number) => number) => trendOf(weeks(attacks), true, 0.95, () => random.next());
  assert.deepEqual(
    told((i) => (i > 57 ? 50 : 0)),
    { told: false, why: "no-fit" },
  );
  assert.deepEqual(
    told((i) => (i === 30 ? 1 : 0)),
    { told: false, why: "no-fit" },
  );
  assert.ok(told((i) => (i % 7 === 0 ? 3 : 0)).told);
});

test("a line of the year 9999 makes no eight thousand years of weeks", () => {
  const now = Date.UTC(2026, 5, 1);
  for (const time of [Date.UTC(9999, 0, 1), now + 2 * 86_400_000, 0, Number.NaN])
    assert.ok(!isPlausible(time, now), String(time));
  for (const time of [now, Date.UTC(1995, 0, 1)]) assert.ok(isPlausible(time, now));
});
