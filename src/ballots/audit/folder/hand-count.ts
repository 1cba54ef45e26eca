/**
 * What the paper says once all of it was read: after a full count no risk decides, but the count.
 * @module
 */
import { addTallies, type Tally } from "../../contest.ts";
import { sum } from "../../sum.ts";
import { NOT_LISTED } from "../contest/not-listed.ts";
import { countRunoff, type NamedBallots } from "../contest/runoff.ts";
import type { Audit } from "./audit.ts";
import type { ContestPlan } from "./plan.ts";
import { castMarks } from "./records.ts";
import { assertionsOf, listed, marginOf, outcomeOf } from "./rule.ts";
import { marksIn, type Reading } from "./sheet.ts";
import type { StratumTables } from "./stratum.ts";

/** One contest, counted. */
export interface CountedContest {
  readonly votes: Tally;
  /** In words, like that of the plan; null where the votes leave it open: a tie, or a share that nobody passes. */
  readonly outcome: readonly string[] | null;
  /** It is the reported one. */
  readonly same: boolean;
}

export interface HandCount {
  /** In the order of the plan. */
  readonly contests: readonly CountedContest[];
  /** Units whose paper could not be shown: they are in no count. */
  readonly missing: number;
  /** Minutes that no draw can reach, since no error in them could help the reported outcome: counted as reported. */
  readonly undrawn: number;
}

/** Counts what was read. @param readings of every unit that can be drawn */
export function handCount(audit: Audit, readings: ReadonlyMap<string, Reading>): HandCount {
  const [first] = audit.tables;
  const isBatches = first?.kind === "batches";
  const undrawn = isBatches ? [...first.results.units.keys()].filter((unit) => !readings.has(unit)) : [];
  const shown = [...readings.values()].filter((reading) => reading !== null);
  const contests = audit.plan.contests.map((contest, c) => {
    const none: Tally = new Map(contest.choices.map((choice) => [choice, 0]));
    const read = shown.map((reading) => reading[c] ?? null).filter((votes) => votes !== null);
    if (isBatches) {
      const kept = undrawn.map((unit) => reportedOf(first, unit, c));
      return counted(contest, addTallies([none, ...kept, ...read]), []);
    }
    const ballots = ballotsOf(contest, read);
    return counted(contest, addTallies([none, ...ballots.flatMap((one) => votesOf(contest, one))]), ballots);
  });
  return { contests, missing: readings.size - shown.length, undrawn: undrawn.length };
}

function reportedOf(tables: StratumTables, unit: string, contest: number): Tally {
  return tables.votesIn(tables.results.units.get(unit)?.votes ?? new Map(), contest);
}

/** Cards by what counts on them: none of the votes where there are too many. */
function ballotsOf(contest: ContestPlan, cards: readonly Tally[]): readonly NamedBallots[] {
  const ranked = contest.rule.name === "instant-runoff";
  const info = { name: contest.name, votesAllowed: contest.votesAllowed, ranked };
  const found = new Map<string, { count: number; ranking: readonly string[] }>();
  for (const votes of cards) {
    const ranking = castMarks(marksIn(votes, ranked), info);
    const key = JSON.stringify(ranking);
    const known = found.get(key);
    if (known === undefined) found.set(key, { count: 1, ranking });
    else known.count++;
  }
  return [...found.values()];
}

/** Mark by mark: those who are not listed may be marked several times on one card. */
function votesOf({ rule }: ContestPlan, { count, ranking }: NamedBallots): readonly Tally[] {
  const cast = rule.name === "instant-runoff" ? ranking.slice(0, 1) : ranking;
  return cast.map((choice) => new Map([[choice, count]]));
}

function counted(contest: ContestPlan, votes: Tally, ballots: readonly NamedBallots[]): CountedContest {
  const outcome = contest.rule.name === "instant-runoff" ? runoffOf(votes, ballots) : sumsOf(contest, votes);
  const said = [...contest.outcome].sort().join("\n");
  return { votes, outcome, same: outcome !== null && [...outcome].sort().join("\n") === said };
}

/** An outcome stands while each of its margins is a vote or more. */
function sumsOf({ rule }: ContestPlan, votes: Tally): readonly string[] | null {
  if (sum(votes.values()) === 0) return null;
  const stands = assertionsOf(rule, votes).every((one) => marginOf(one, votes).total > 0);
  return stands ? outcomeOf(rule, { votes, ballots: null }) : null;
}

/** Those who are not listed stand as one choice where a ballot ranks them. A tie counts while nobody has more than half. */
function runoffOf(votes: Tally, ballots: readonly NamedBallots[]): readonly string[] | null {
  const others = ballots.some(({ ranking }) => ranking.includes(NOT_LISTED)) ? [NOT_LISTED] : [];
  const { winner, rounds } = countRunoff([...listed(votes.keys()), ...others], ballots);
  for (const round of rounds) {
    const order = [...round.votes.values()].sort((a, b) => a - b);
    const [least = 0, next] = order;
    if (2 * (order.at(-1) ?? 0) > sum(order)) return [winner];
    if (least === next && (least > 0 || sum(order) === 0)) return null;
  }
  return null;
}
