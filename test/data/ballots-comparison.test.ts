/**
 * Ballot comparison, batch comparison, SUITE and the sizes of Colorado against recorded cases; see README.md beside them.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CardVotes,
  overstatedVotes,
  worstDiscrepancy,
} from "../../src/ballots/audit/risk/discrepancy.ts";
import {
  EXPECTED_RATES,
  GAMMA,
  kaplanMarkovPlan,
  kaplanMarkovRisk,
  kaplanMarkovSize,
} from "../../src/ballots/audit/risk/kaplan-markov.ts";
import {
  type Batch,
  errorBound,
  type Margin,
  macroDraws,
  macroRisk,
  overstatement,
  type Taint,
  taintOf,
  totalBound,
} from "../../src/ballots/audit/risk/macro.ts";
import {
  type ComparisonStratum,
  comparisonStratumRisk,
  fisherCombination,
  type PollingStratum,
  pollingStratumRisk,
  suiteRisk,
  suiteSize,
} from "../../src/ballots/audit/risk/suite.ts";
import { pairsOf } from "../../src/ballots/contest.ts";
import { toNumber } from "../../src/ballots/fraction.ts";
import {
  entriesOf,
  near,
  readVectors,
  runChecks,
  skipWithoutVectors,
  toContest,
  type Vector,
} from "../helpers/vectors.ts";

// ---- super-simple

// biome-ignore lint/suspicious/noExplicitAny: recorded cards
function cardOf(card: any, contest: string): CardVotes {
  if (card === null || card === undefined) return null;
  if (card[contest] === undefined) return "absent";
  const values = entriesOf(card[contest]);
  if (values.some(([, v]) => v === "o")) return "overvote";
  if (values.some(([, v]) => v === "u")) return "undervote";
  return new Map(values.map(([name, v]) => [name, Number(v)]));
}

function worstOf(v: Vector, id: string, times: { cvr: unknown }) {
  const contest = toContest(v.in.contest);
  const { cvrs } = v.in;
  const record = cvrs instanceof Map ? cvrs.get(id) : cvrs[id];
  return worstDiscrepancy(pairsOf(contest), cardOf(record, contest.name), cardOf(times.cvr, contest.name));
}

function checkDiscrepancies(v: Vector): void {
  const expected = new Map(entriesOf(v.out));
  for (const [id, times] of entriesOf(v.in.sample_cvr)) {
    const found = worstOf(v, id, times);
    assert.equal(found?.votes ?? 0, expected.get(id)?.counted_as ?? 0, `${v.case} ${id}`);
    if (found !== null) near(found.weighted, expected.get(id).weighted_error, `${v.case} ${id}`);
    expected.delete(id);
  }
  assert.equal(expected.size, 0, v.case);
}

const margin = (v: Vector): number => {
  const contest = toContest(v.in.contest);
  return Math.min(...pairsOf(contest).map((pair) => pair.margin)) / contest.cards;
};

function checkSuperSimple(v: Vector): unknown {
  const contest = toContest(v.in.contest);
  const found = { o1: 0, o2: 0, u1: 0, u2: 0 };
  let cards = 0;
  const sample = entriesOf(v.in.sample_cvr);
  for (const [id, times] of sample) {
    cards += times.times_sampled;
    const votes = worstOf(v, id, times)?.votes ?? 0;
    if (votes === 1) found.o1 += times.times_sampled;
    if (votes === 2) found.o2 += times.times_sampled;
  }
  const [risk, finished] = v.out;
  // a count of every card: nothing is left to chance
  if (sample.length >= contest.cards) return assert.deepEqual([risk, finished], [0, true], v.case);
  const p = kaplanMarkovRisk(cards, margin(v), found, { understatements: false });
  near(p, risk, v.case);
  assert.equal(p <= v.in.risk_limit / 100, finished, v.case);
}

// biome-ignore lint/suspicious/noExplicitAny: recorded samples
function plannedMore(alpha: number, diluted: number, cards: number, sample: any): number {
  const n = Number(sample?.sample_size ?? 0);
  const rate = (key: string): number => Number(sample[key]) / n;
  const rates =
    n === 0
      ? EXPECTED_RATES
      : { o1: rate("1-over"), o2: rate("2-over"), u1: rate("1-under"), u2: rate("2-under") };
  return Math.max(0, kaplanMarkovPlan(alpha, diluted, rates, cards) - n);
}

const SIMPLE: Readonly<Record<string, (v: Vector) => void>> = {
  "supersimple.compute_discrepancies": checkDiscrepancies,
  "supersimple.compute_risk": checkSuperSimple,
  "supersimple.get_sample_sizes": (v) => {
    const planned = plannedMore(
      v.in.risk_limit / 100,
      margin(v),
      toContest(v.in.contest).cards,
      v.in.sample_results,
    );
    assert.equal(planned, v.out, v.case);
  },
};

test("ballots: recorded super-simple comparison", {
  skip: skipWithoutVectors("rec-supersimple.jsonl"),
}, (t) => {
  const all = readVectors("rec-supersimple.jsonl");
  runChecks(all, SIMPLE, "recorded cases of super-simple", t);
});

// ---- Colorado

test("ballots: the sizes of Colorado's audits, exactly", {
  skip: skipWithoutVectors("colorado-*.jsonl.gz"),
}, (t) => {
  let checked = 0;
  let without = 0;
  for (const v of readVectors("colorado-*.jsonl.gz")) {
    const { optimistic_samples_to_audit: size } = v.out;
    if (v.in.status === "not_auditable" || size === null || v.in.min_margin <= 0) {
      without++;
      continue;
    }
    const { o1, o2, u1, u2 } = v.in;
    const mu = v.in.min_margin / v.in.ballot_card_count;
    assert.equal(
      kaplanMarkovSize(Number(v.in.risk_limit), mu, { o1, o2, u1, u2 }, Number(v.in.gamma)),
      size,
      v.case,
    );
    checked++;
  }
  assert.ok(checked > 0);
  t.diagnostic(`${checked} contest rounds of Colorado exact, ${without} not auditable`);
});

// ---- MACRO

/** Who must beat whom, and for a contest with a run-off whether the leader has more or less than half. */
function marginsOf(v: Vector): readonly Margin[] {
  const contest = toContest(v.in.contest);
  const reported = entriesOf(v.in.reported_results);
  const inBatches = reported.reduce((sum, [, batch]) => sum + (batch[contest.name]?.ballots ?? 0), 0);
  const outside = contest.pending + Math.max(0, contest.cards - inBatches);
  const margins: Margin[] = pairsOf(contest, Object.keys(v.in.contest.winners)).map((pair) => ({
    name: `${pair.winner}/${pair.loser}`,
    weights: new Map([
      [pair.winner, 1],
      [pair.loser, -1],
    ]),
    loss: 1,
    total: pair.margin - outside,
  }));
  if (contest.runoff) {
    const valid = [...contest.votes.values()].reduce((sum, n) => sum + n, 0);
    const [leader, votes] = [...contest.votes].reduce((a, b) => (b[1] > a[1] ? b : a));
    const sign = 2 * votes > valid ? 1 : -1;
    const weights = new Map([...contest.votes.keys()].map((name) => [name, name === leader ? sign : -sign]));
    margins.push({ name: "threshold", weights, loss: 1, total: sign * (2 * votes - valid) - outside });
  }
  return margins;
}

// biome-ignore lint/suspicious/noExplicitAny: recorded batches
const batchOf = (name: string, votes: any): Batch => ({
  name,
  votes: new Map(entriesOf(votes)),
  bound: votes.ballots ?? 0,
});

function batchesOf(v: Vector): ReadonlyMap<string, Batch> {
  const { name } = toContest(v.in.contest);
  const held = entriesOf(v.in.reported_results).filter(([, batch]) => batch[name] !== undefined);
  return new Map(held.map(([key, batch]) => [key, batchOf(key, batch[name])]));
}

/** Batches whose paper was mixed are compared as one; the error found counts for each of them. */
function taintsOf(v: Vector, margins: readonly Margin[]): readonly Taint[] {
  const { name } = toContest(v.in.contest);
  const batches = batchesOf(v);
  const draws = new Map<string, number>();
  const tickets = v.in.sample_ticket_numbers ?? v.in.ticket_numbers;
  for (const [, key] of entriesOf(tickets)) draws.set(key, (draws.get(key) ?? 0) + 1);
  return [...draws].flatMap(([key, times]) => {
    const batch = batches.get(key);
    const audited = v.in.sample_results[key]?.[name];
    if (batch === undefined || audited === undefined) return [];
    const group: string[] = v.in.combined_batches.find((set: string[]) => set.includes(key)) ?? [key];
    const votes = new Map<string, number>();
    for (const member of group)
      for (const [choice, n] of batches.get(member)?.votes ?? [])
        votes.set(choice, (votes.get(choice) ?? 0) + n);
    const error = overstatement(votes, new Map(entriesOf(audited)), margins);
    return [{ taint: taintOf(error, errorBound(batch, margins)), times }];
  });
}

function macroOf(v: Vector) {
  const margins = marginsOf(v);
  const total = totalBound([...batchesOf(v).values()].map((batch) => errorBound(batch, margins)));
  return { margins, total };
}

/** A margin of 0 or less: no sample can confirm it. */
const isHopeless = (v: Vector): boolean => marginsOf(v).some(({ total }) => total <= 0);

const isFullCount = (v: Vector): boolean =>
  Object.keys(v.in.sample_results ?? {}).length >= batchesOf(v).size;

const MACRO: Readonly<Record<string, (v: Vector) => void>> = {
  "macro.compute_U": (v) => {
    if (isHopeless(v)) assert.equal(v.out, Number.POSITIVE_INFINITY, v.case);
    else near(toNumber(macroOf(v).total), v.out, v.case);
  },
  "macro.compute_risk": (v) => {
    const [risk, finished] = v.out;
    if (isFullCount(v)) return assert.deepEqual([risk, finished], [0, true], v.case);
    if (isHopeless(v)) return assert.deepEqual([risk, finished], [1, false], v.case);
    const { margins, total } = macroOf(v);
    const p = macroRisk(taintsOf(v, margins), total);
    near(p, risk, v.case);
    assert.equal(p <= v.in.risk_limit / 100, finished, v.case);
  },
  "macro.get_sample_sizes": (v) => {
    if (isFullCount(v)) return assert.ok(v.error !== null, v.case); // nothing is left to draw
    const all = batchesOf(v).size;
    if (isHopeless(v)) return assert.equal(v.out, all, v.case);
    const { margins, total } = macroOf(v);
    const soFar = macroRisk(taintsOf(v, margins), total);
    const more = macroDraws(v.in.risk_limit / 100, total, soFar);
    assert.equal(Math.min(more, all), v.out, v.case);
  },
};

test("ballots: recorded batch comparison (MACRO)", { skip: skipWithoutVectors("rec-macro.jsonl") }, (t) => {
  const all = readVectors("rec-macro.jsonl");
  runChecks(all, MACRO, "recorded cases of MACRO", t);
});

// ---- SUITE

function strata(v: Vector, winner: string, loser: string): readonly [PollingStratum, ComparisonStratum] {
  const { bp_stratum: bp, cvr_stratum: cvr } = v.in;
  const seen = (name: string): number =>
    entriesOf(bp.sample).reduce((sum, [, round]) => sum + (round[name] ?? 0), 0);
  const found = new Map(entriesOf(cvr.misstatements)).get(`${winner}/${loser}`);
  return [
    {
      cards: bp.num_ballots,
      winnerVotes: bp.vote_totals[winner],
      loserVotes: bp.vote_totals[loser],
      drawn: bp.sample_size,
      forWinner: seen(winner),
      forLoser: seen(loser),
    },
    {
      cards: cvr.num_ballots,
      winnerVotes: cvr.vote_totals[winner],
      loserVotes: cvr.vote_totals[loser],
      drawn: cvr.sample_size,
      found,
    },
  ];
}

/** A number that is too small to be told from 0. */
const tiny = (x: number): number => (x < 1e-100 ? 0 : x);

function suiteWorst(v: Vector): number {
  const pairs = pairsOf(toContest(v.in.contest));
  return Math.max(...pairs.map((pair) => suiteRisk(...strata(v, pair.winner, pair.loser))));
}

/**
 * Recorded with a step as wide as the whole range: a grid that misses the peak. The value at one split is already
 * larger, and SUITE's p-value is the largest over all splits: the recorded one is too small, and not a bound.
 */
function checkCoarse(v: Vector): void {
  const [polled, compared] = strata(v, v.in.winner, v.in.loser);
  const risk = suiteRisk(polled, compared);
  assert.ok(v.in.stepsize >= 1 && risk >= v.out, v.case);
  if (risk === v.out) return;
  const total = polled.winnerVotes - polled.loserVotes + compared.winnerVotes - compared.loserVotes;
  const at = (part: number): number =>
    fisherCombination(
      comparisonStratumRisk(compared, part),
      pollingStratumRisk(polled, polled.winnerVotes - polled.loserVotes - (total - part)),
    );
  const splits = Array.from({ length: 2 * total + 1 }, (_, i) => at(i / 2));
  assert.ok(Math.max(...splits) > v.out && Math.max(...splits) <= risk * (1 + 1e-12), v.case);
}

const SUITE: Readonly<Record<string, (v: Vector) => void>> = {
  "suite.compute_risk": (v) => {
    const [risk, finished] = v.out;
    near(tiny(suiteWorst(v)), risk, v.case);
    assert.equal(suiteWorst(v) <= v.in.risk_limit / 100, finished, v.case);
  },
  "suite.maximize_fisher_combined_pvalue": checkCoarse,
  "suite.misstatements": (v) => {
    const contest = toContest(v.in.contest);
    const records = new Map(entriesOf(v.in.reported_results));
    for (const pair of pairsOf(contest)) {
      const found = { o1: 0, o2: 0, u1: 0, u2: 0 };
      for (const [id, { cvr, times_sampled: times }] of entriesOf(v.in.audited_results)) {
        const votes = overstatedVotes(pair, cardOf(records.get(id), contest.name), cardOf(cvr, contest.name));
        if (votes === 1) found.o1 += times;
        if (votes === 2) found.o2 += times;
        // understatements are left out there: the cautious reading
      }
      assert.deepEqual(found, new Map(entriesOf(v.out)).get(`${pair.winner}/${pair.loser}`), v.case);
    }
  },
  // a helper of the search: sizes below what was drawn already, or above what there is, are refused as a p-value of 1
  "suite.try_n": (v) => {
    const { bp_stratum: bp, cvr_stratum: cvr, n } = v.in;
    const isRefused = n < bp.sample_size + cvr.sample_size || n > bp.num_ballots + cvr.num_ballots;
    if (isRefused) assert.equal(v.out, 1, v.case);
    else assert.ok(v.out >= 0 && v.out <= 1, v.case);
  },
  "suite.get_sample_size": (v) => {
    const alpha = v.in.risk_limit / 100;
    // a plan, not a risk: the recorded search goes in wider steps, so ours is at most a little above it
    for (const { winner, loser } of pairsOf(toContest(v.in.contest))) {
      const [polled, compared] = strata(v, winner, loser);
      const size = suiteSize(alpha, polled, compared);
      const all = polled.cards + compared.cards;
      const total = size === null ? all : size.polled + size.compared;
      if (v.error !== null) assert.ok(total > 0.9 * all, v.case);
      else assert.ok(total <= 1.02 * (v.out[0] + v.out[1]), `${v.case}: ${total} for ${v.out}`);
    }
  },
};

test("ballots: recorded SUITE", { skip: skipWithoutVectors("rec-suite.jsonl") }, (t) => {
  const all = readVectors("rec-suite.jsonl").filter(({ fn }) => fn.startsWith("suite."));
  runChecks(all, SUITE, `recorded cases of SUITE, gamma ${GAMMA}`, t);
});
