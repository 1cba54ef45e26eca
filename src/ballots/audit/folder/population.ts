/**
 * What an audit draws, from its committed files: batches by their exact error bounds, or cards by their tickets.
 * @module
 */

import { drawWithReplacement, smallestTickets } from "../sample/consistent.ts";
import { drawWeighted } from "../sample/weighted.ts";
import type { Audit } from "./audit.ts";
import { batchPopulation, weightsOf } from "./batches.ts";
import { type Sample, samplesOf } from "./plan.ts";
import type { StratumTables } from "./stratum.ts";
import { refuse } from "./tables.ts";

/** One drawn unit: a batch (station) or a card. */
export interface Drawn {
  readonly unit: string;
  /** The number of the draw (batches), or the card's ticket number. */
  readonly ticket: string;
}

/** Draws 1 to so many of each sample, in order; a unit that is put back may be drawn again. */
export function drawSamples(
  audit: Audit,
  seed: string,
  sizes: readonly number[],
): readonly (readonly Drawn[])[] {
  return samplesOf(audit.plan).map((sample, i) => drawSample(audit, sample, seed, sizes[i] ?? 0));
}

function drawSample(audit: Audit, sample: Sample, seed: string, count: number): readonly Drawn[] {
  const tables = audit.tables[sample.stratum] as StratumTables;
  const { replace } = audit.plan;
  if (tables.kind === "batches") return drawBatches(audit, tables, seed, count);
  // a plan that was not compared with its tables yet may claim any number of cards that nobody has seen
  if (sample.units > tables.cards)
    refuse(
      tables.source.label("manifest"),
      null,
      `${sample.units} cards are drawn from, it lists ${tables.cards}`,
      "ask who wrote the plan",
    );
  const names = namesOf(audit, sample, tables);
  const draw = replace ? drawWithReplacement : smallestTickets;
  return draw(names, seed, count, (card) => card).map(({ item, ticket }) => ({ unit: item, ticket }));
}

function drawBatches({ plan }: Audit, tables: StratumTables, seed: string, count: number): readonly Drawn[] {
  const { batches, bounds } = batchPopulation(tables, plan.contests);
  const weights = weightsOf(bounds);
  const possible = plan.replace ? count : Math.min(count, weights.filter((weight) => weight > 0n).length);
  try {
    return drawWeighted(weights, seed, possible, { replace: plan.replace }).map(({ index, ticket }) => ({
      unit: batches[index]?.name ?? "",
      ticket: String(ticket),
    }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // nearly all units are wanted, and the last ones weigh next to nothing
    return refuse("bounds.csv", null, error.message, "count all units instead");
  }
}

/** All names that can be drawn: the cards of a stratum, or those that hold one contest. */
function namesOf({ plan }: Audit, sample: Sample, tables: StratumTables): Iterable<string> {
  if (sample.contest === null) return cardsOf(tables, plan.strata.length > 1 ? `${tables.name}/` : "");
  return styledCards(sample, tables);
}

/** The names of all cards of a manifest: batch and place, counted from 1; strata are named before them. */
function* cardsOf({ manifest }: StratumTables, prefix: string): Generator<string> {
  for (const [batch, cards] of manifest)
    for (let place = 1; place <= cards; place++) yield `${prefix}${batch}-${place}`;
}

/**
 * A card that may hold a contest and has no record: nobody can fetch it, it counts as the worst it can be. Its name is
 * none that a card of a manifest could have.
 */
const PHANTOM = "phantom #";

export function isPhantom(unit: string): boolean {
  return unit.startsWith(PHANTOM) && !/-\d+$/.test(unit);
}

/** The cards that hold a contest, as the records say, and phantoms up to the most that may. */
function* styledCards({ contest, units }: Sample, { records }: StratumTables): Generator<string> {
  let held = 0;
  for (const [card, marks] of records)
    if (marks[contest ?? 0] !== null) {
      held++;
      yield card;
    }
  for (let i = 1; i <= units - held; i++) yield `${PHANTOM}${i}`;
}

/** The record of a drawn card: its name without the stratum's. */
export function cardOf(unit: string, { plan }: Audit, stratum: number): string {
  return plan.strata.length > 1 ? unit.slice((plan.strata[stratum]?.name.length ?? 0) + 1) : unit;
}
