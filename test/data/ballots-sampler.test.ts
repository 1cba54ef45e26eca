/**
 * Rivest's consistent sampler, and assertions of instant-runoff elections, against recorded cases. Draws of batches
 * there hang on another library's generator, and are left out.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type RankedAssertion,
  type RankedBallots,
  raireAssertions,
  rankedMargin,
  rankedVotes,
} from "../../src/ballots/audit/contest/raire.ts";
import {
  EXPECTED_RATES,
  kaplanMarkovPlan,
  kaplanMarkovRisk,
} from "../../src/ballots/audit/risk/kaplan-markov.ts";
import {
  drawWithReplacement,
  smallestTickets,
  trimTicket,
} from "../../src/ballots/audit/sample/consistent.ts";
import {
  entriesOf,
  near,
  readVectors,
  runChecks,
  skipWithoutVectors,
  toContest,
  type Vector,
} from "../helpers/vectors.ts";

/** The textual form of a pair in the language of the recorded program: part of what is hashed there. */
function pythonTuple([batch, place]: readonly (string | number)[]): string {
  const quoted = (x: string | number | undefined): string => {
    if (typeof x === "number") return String(x);
    const text = String(x).replaceAll("\\", "\\\\");
    return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
  };
  return `(${quoted(batch)}, ${quoted(place)})`;
}

test("ballots: recorded draws of ballots", { skip: skipWithoutVectors("rec-sampler.jsonl") }, (t) => {
  let checked = 0;
  let left = 0;
  for (const v of readVectors("rec-sampler.jsonl")) {
    if (v.fn !== "sampler.draw_sample") {
      left++;
      continue;
    }
    checked++;
    const items = entriesOf(v.in.manifest).flatMap(([batch, places]) =>
      (places as number[]).map((place) => [batchKey(batch), place] as const),
    );
    const { seed, sample_size: size, num_sampled: skip, with_replacement: replaced } = v.in;
    const idOf = (item: readonly [unknown, number]): string => idText(item);
    const draws = replaced
      ? drawWithReplacement(items, seed, size, idOf, skip)
      : smallestTickets(items, seed, skip + size, idOf).slice(skip);
    const found = draws.map(({ item, ticket, generation }) => [trimTicket(ticket), [...item], generation]);
    assert.deepEqual(found, v.out, v.case);
  }
  assert.ok(checked > 0);
  t.diagnostic(`${checked} recorded draws, ${left} of batches left out`);
});

const batchKey = (batch: string): string => batch;
const idText = ([batch, place]: readonly [unknown, number]): string => pythonTuple([String(batch), place]);

// ---- instant runoff

type Ranks = Readonly<Record<string, number>>;

/** Choices in the order of their ranks; those without a rank are left out. */
function rankingOf(ranks: Ranks | undefined, names: readonly string[]): readonly number[] {
  if (ranks === undefined || ranks === null) return [];
  return entriesOf(ranks)
    .filter(([, rank]) => Number(rank) > 0)
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([name]) => names.indexOf(name));
}

// biome-ignore lint/suspicious/noExplicitAny: recorded records
const valuesOf = (cvrs: any): any[] => (cvrs instanceof Map ? [...cvrs.values()] : Object.values(cvrs));

function ballotsOf(v: Vector, contest: string, names: readonly string[]): readonly RankedBallots[] {
  const groups = new Map<string, { count: number; ranking: readonly number[] }>();
  for (const cvr of valuesOf(v.in.cvrs)) {
    if (cvr?.[contest] === undefined) continue;
    const ranking = rankingOf(cvr[contest], names);
    const key = ranking.join(",");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count: 1, ranking });
    else group.count++;
  }
  return [...groups.values()];
}

/** Every order of elimination in which somebody else wins must contradict an assertion. */
function implies(assertions: readonly RankedAssertion[], choices: number, winner: number): boolean {
  const contradicts = (one: RankedAssertion, end: readonly number[]): boolean => {
    const out = end[0];
    if (one.type === "NEN")
      return (
        one.winner === out &&
        one.continuing.length === end.length &&
        one.continuing.every((c) => end.includes(c)) &&
        end.includes(one.loser)
      );
    if (one.winner === out && end.includes(one.loser)) return true;
    return one.loser === out && !end.includes(one.winner);
  };
  const refuted = (end: readonly number[]): boolean => {
    if (assertions.some((one) => contradicts(one, end))) return true;
    if (end.length === choices) return false;
    return Array.from({ length: choices }, (_, c) => c).every((c) => end.includes(c) || refuted([c, ...end]));
  };
  return Array.from({ length: choices }, (_, c) => c).every((c) => c === winner || refuted([c]));
}

test("ballots: assertions for mayors of New South Wales, 2021", {
  skip: skipWithoutVectors("raire-*.jsonl.gz"),
}, (t) => {
  const all = readVectors("raire-*.jsonl.gz");
  for (const v of all) {
    const ballots: RankedBallots[] = v.in.votes.map(({ n, prefs }: { n: number; prefs: number[] }) => ({
      count: n,
      ranking: prefs,
    }));
    const found = raireAssertions(v.in.num_candidates, ballots, v.in.winner);
    assert.equal(found.kind, "assertions", v.case);
    if (found.kind !== "assertions") continue;
    assert.equal(found.margin, v.out.margin, v.case);
    near(v.in.audit.total_auditable_ballots / found.margin, v.out.difficulty, v.case);
    for (const one of found.assertions) assert.equal(rankedMargin(one, ballots), one.margin, v.case);
    assert.ok(implies(found.assertions, v.in.num_candidates, v.in.winner), v.case);
  }
  assert.ok(all.length > 0);
  t.diagnostic(`${all.length} elections by instant runoff`);
});

test("ballots: recorded assertions of instant runoffs", {
  skip: skipWithoutVectors("rec-raire.jsonl"),
}, (t) => {
  const all = readVectors("rec-raire.jsonl");
  for (const v of all) {
    const contest = toContest(v.in.contest);
    const names = [...contest.votes.keys()];
    const label = v.out[0]?.contest ?? contest.name;
    const ballots = ballotsOf(v, label, names);
    const winner = names.indexOf(Object.keys(v.in.contest.winners)[0] ?? "");
    const found = raireAssertions(names.length, ballots, winner);
    if (v.out.length === 0) {
      assert.equal(found.kind, "not-implied", v.case);
      continue;
    }
    assert.equal(found.kind, "assertions", v.case);
    if (found.kind !== "assertions") continue;
    const hardest = Math.max(...v.out.map((one: { difficulty: number }) => one.difficulty));
    // never harder; where it is easier, the recorded set was not the least difficult: ours implies the winner, too
    if (1 / found.margin > hardest) near(1 / found.margin, hardest, v.case);
    for (const one of found.assertions) assert.equal(rankedMargin(one, ballots), one.margin, v.case);
    assert.ok(implies(found.assertions, names.length, winner), v.case);
  }
  t.diagnostic(`${all.length} recorded elections`);
});

// biome-ignore lint/suspicious/noExplicitAny: recorded assertions
function assertionOf(one: any, names: readonly string[]): RankedAssertion {
  const [winner, loser] = [names.indexOf(one.winner), names.indexOf(one.loser)];
  if (one.$obj === "NEBAssertion") return { type: "NEB", winner, loser, margin: 0 };
  const continuing = names.map((_, i) => i).filter((i) => !one.eliminated.includes(names[i]));
  return { type: "NEN", winner, loser, continuing, margin: 0 };
}

// biome-ignore lint/suspicious/noExplicitAny: recorded assertions
function namesOf(one: any, ...cards: any[]): readonly string[] {
  const names = new Set<string>([one.winner, one.loser, ...(one.eliminated ?? [])]);
  for (const card of cards) for (const [name] of entriesOf(card?.[one.contest])) names.add(name);
  return [...names];
}

/** -2..2, or null for a card or a record that is missing (two votes). */
// biome-ignore lint/suspicious/noExplicitAny: recorded cards
function rankedDiscrepancy(one: any, record: any, card: any): number {
  if (record === null || record === undefined || card === null || card === undefined) return 2;
  const names = namesOf(one, record, card);
  const assertion = assertionOf(one, names);
  const [rw, rl] = rankedVotes(assertion, rankingOf(record[one.contest], names));
  const [cw, cl] = rankedVotes(assertion, rankingOf(card[one.contest], names));
  return rw - rl - (cw - cl);
}

// biome-ignore lint/suspicious/noExplicitAny: recorded calls
function assertionMargin(v: Vector, one: any): number {
  const cards = valuesOf(v.in.cvrs);
  const names = namesOf(one, ...cards.slice(0, 1));
  const all = new Set(names);
  for (const card of cards) for (const [name] of entriesOf(card?.[one.contest])) all.add(name);
  const full = [...all];
  return rankedMargin(assertionOf(one, full), ballotsOf(v, one.contest, full));
}

// biome-ignore lint/suspicious/noExplicitAny: recorded calls
const pick = (map: any, id: string): any => (map instanceof Map ? map.get(id) : map?.[id]);

const RANKED: Readonly<Record<string, (v: Vector) => void>> = {
  "supersimple_raire.compute_discrepancies": (v) => {
    const expected = new Map(entriesOf(v.out));
    for (const [id, { cvr }] of entriesOf(v.in.sample_cvr)) {
      const votes = rankedDiscrepancy(v.in.assertion, pick(v.in.cvrs, id), cvr);
      assert.equal(votes, expected.get(id)?.counted_as ?? 0, `${v.case} ${id}`);
      if (votes !== 0)
        near(
          votes / Math.max(0, assertionMargin(v, v.in.assertion)),
          expected.get(id).weighted_error,
          v.case,
        );
    }
  },
  "supersimple_raire.discrepancy": (v) => {
    const votes = rankedDiscrepancy(v.in.assertion, v.in.reported, v.in.audited);
    assert.equal(votes === 0 ? null : votes, v.out?.counted_as ?? null, v.case);
  },
  "supersimple_raire.compute_risk": (v) => {
    const cards = v.in.contest.ballots;
    const risks = v.in.assertions.map((one: unknown) => {
      const found = { o1: 0, o2: 0, u1: 0, u2: 0 };
      let drawn = 0;
      for (const [id, { cvr, times_sampled: times }] of entriesOf(v.in.sample_cvr)) {
        drawn += times;
        const votes = rankedDiscrepancy(one, pick(v.in.cvrs, id), cvr);
        if (votes === 1) found.o1 += times;
        if (votes === 2) found.o2 += times;
      }
      return kaplanMarkovRisk(drawn, assertionMargin(v, one) / cards, found, { understatements: false });
    });
    const [risk, finished] = v.out;
    near(Math.max(...risks), risk, v.case);
    assert.equal(Math.max(...risks) <= v.in.risk_limit / 100, finished, v.case);
  },
  "supersimple_raire.get_sample_sizes": (v) => {
    const { ballots: cards } = v.in.contest;
    const alpha = v.in.risk_limit / 100;
    const sizes = v.in.assertions.map((one: { difficulty: number }, i: number) => {
      const sample = entriesOf(v.in.sample_results)[i]?.[1];
      const n = Number(sample?.sample_size ?? 0);
      const rate = (key: string): number => Number(sample[key]) / n;
      const rates =
        n === 0
          ? EXPECTED_RATES
          : { o1: rate("1-over"), o2: rate("2-over"), u1: rate("1-under"), u2: rate("2-under") };
      return Math.max(0, kaplanMarkovPlan(alpha, 1 / one.difficulty / cards, rates, cards) - n);
    });
    const planned = Math.max(...sizes);
    if (planned === v.out) return;
    // wrong at the source: nothing more to draw, although the risk of that very sample is above the limit
    const [[, sample]] = entriesOf(v.in.sample_results) as [[string, Record<string, number>]];
    const found = { o1: Number(sample["1-over"]), o2: Number(sample["2-over"]), u1: 0, u2: 0 };
    const risk = kaplanMarkovRisk(
      Number(sample["sample_size"]),
      1 / v.in.assertions[0].difficulty / cards,
      found,
    );
    assert.ok(v.out === 0 && planned > 0 && risk > alpha, `${v.case}: ${planned} for ${v.out}`);
  },
  "supersimple_raire.normalize_cvr": (v) => {
    const dense = entriesOf(v.in.cvr).map(([contest, ranks]) => {
      const used = [
        ...new Set(
          entriesOf(ranks)
            .map(([, r]) => Number(r))
            .filter((r) => r > 0),
        ),
      ].sort((a, b) => a - b);
      return [
        contest,
        Object.fromEntries(entriesOf(ranks).map(([name, r]) => [name, used.indexOf(Number(r)) + 1])),
      ];
    });
    assert.deepEqual(Object.fromEntries(dense), v.out, v.case);
  },
};

test("ballots: recorded comparison of ranked cards", {
  skip: skipWithoutVectors("rec-supersimple_raire.jsonl"),
}, (t) => {
  const all = readVectors("rec-supersimple_raire.jsonl");
  runChecks(all, RANKED, "recorded cases of ranked comparison", t);
});
