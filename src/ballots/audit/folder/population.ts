/**
 * What an audit draws from, read from its committed files: batches with their exact error bounds, or cards.
 * @module
 */

import { parseCsv } from "../../csv.ts";
import type { Fraction } from "../../fraction.ts";
import type { Marks } from "../cvr/table.ts";
import { type Batch, errorBound, type Margin, totalBound } from "../risk/macro.ts";
import { smallestTickets } from "../sample/consistent.ts";
import { drawWeighted } from "../sample/weighted.ts";
import { readCommitted } from "./files.ts";
import { type Plan, votesOf } from "./plan.ts";
import { assertionsOf, marginOf } from "./rule.ts";
import { batchesOf, readCounts, readVotes, refuse } from "./tables.ts";

/** One drawn unit: a batch (station) or a card. */
export interface Drawn {
  readonly unit: string;
  /** The number of the draw (batches), or the card's ticket number. */
  readonly ticket: string;
}

/** Batches of an audit of minutes. */
export interface BatchPopulation {
  readonly batches: readonly Batch[];
  readonly margins: readonly Margin[];
  readonly bounds: readonly Fraction[];
  readonly total: Fraction;
}

/** The committed batches. */
export function batchPopulation(dir: string, plan: Plan): BatchPopulation {
  const committed = (name: string): string => readCommitted(dir, name, plan.files[name] ?? "").toString();
  const results = readVotes(committed("results.csv"), "results.csv");
  const roll = readCounts(committed("bounds.csv"), "bounds.csv", ["unit", "bound"]);
  const margins = assertionsOf(plan.rule, votesOf(plan)).map((one) => marginOf(one, votesOf(plan)));
  const batches = batchesOf(results, roll, plan.votesAllowed);
  const bounds = batches.map((batch) => errorBound(batch, margins));
  return { batches, margins, bounds, total: totalBound(bounds) };
}

/** Error bounds as whole numbers over their common denominator: the weights of the draw. */
export function weightsOf(bounds: readonly Fraction[]): readonly bigint[] {
  let common = 1n;
  for (const den of new Set(bounds.map((bound) => bound.den))) common *= den / gcd(common, den);
  return bounds.map(({ num, den }) => num * (common / den));
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The batches drawn first, in the order of the draw. */
export function drawBatches(population: BatchPopulation, seed: string, count: number): readonly Drawn[] {
  const weights = weightsOf(population.bounds);
  const possible = Math.min(count, weights.filter((weight) => weight > 0n).length);
  return drawn(weights, seed, possible).map(({ index, ticket }) => ({
    unit: population.batches[index]?.name ?? "",
    ticket: String(ticket),
  }));
}

function drawn(weights: readonly bigint[], seed: string, count: number): ReturnType<typeof drawWeighted> {
  try {
    return drawWeighted(weights, seed, count);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // nearly all units are wanted, and the last ones weigh next to nothing
    return refuse("bounds.csv", null, error.message, "count all units instead");
  }
}

/** The names of all cards of a manifest: batch and place, counted from 1. */
function* cardsOf(dir: string, plan: Plan): Generator<string> {
  const text = readCommitted(dir, "manifest.csv", plan.files["manifest.csv"] ?? "").toString();
  for (const [batch, cards] of readCounts(text, "manifest.csv", ["batch", "cards"]))
    for (let place = 1; place <= cards; place++) yield `${batch}-${place}`;
}

/** The cards drawn first, smallest ticket first. */
export function drawCards(dir: string, plan: Plan, seed: string, count: number): readonly Drawn[] {
  const drawn = smallestTickets(cardsOf(dir, plan), seed, count, (card) => card);
  return drawn.map(({ item, ticket }) => ({ unit: item, ticket }));
}

/** The committed records: what each card is said to hold. Cards of the manifest without one are phantoms. */
export function readRecords(dir: string, plan: Plan): ReadonlyMap<string, Marks> {
  const text = readCommitted(dir, "records.csv", plan.files["records.csv"] ?? "").toString();
  const records = new Map<string, Marks>();
  for (const { line, cells } of parseCsv(text, "records.csv")) {
    if (line === 1) continue;
    const [card, marks] = cells;
    if (card === undefined || marks === undefined || records.has(card))
      refuse("records.csv", line, "a card without marks, or twice", "restore the file");
    records.set(card, marks === "absent" ? null : marksOf(marks, line));
  }
  return records;
}

function marksOf(text: string, line: number): readonly string[] {
  let marks: unknown = null;
  try {
    marks = JSON.parse(text);
  } catch {} // told below
  if (
    !Array.isArray(marks) ||
    !marks.every((mark) => typeof mark === "string") ||
    new Set(marks).size < marks.length
  )
    refuse("records.csv", line, "the marks are no list of choices, each once", "restore the file");
  return marks;
}
