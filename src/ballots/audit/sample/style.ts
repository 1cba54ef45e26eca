/**
 * One sample for several contests (consistent sampling, by card style): each contest is audited on the cards that hold
 * it, those with the smallest tickets first; a card that is drawn for one contest serves every other one on it.
 * Glazer, Spertus, Stark, "More style, less work: card-style data decrease risk-limiting audit sample sizes", DTRAP 2021.
 * @module
 */
import { smallestTickets } from "./consistent.ts";

/** What one contest needs. */
export interface ContestDemand {
  readonly name: string;
  /** Cards to look at. */
  readonly cards: number;
  /** The names of the cards that hold the contest, phantoms included. */
  readonly held: Iterable<string>;
}

/** Cards to fetch, and which of them, in which order, count for each contest. */
export interface SharedSample {
  readonly fetch: readonly string[];
  readonly contests: ReadonlyMap<string, readonly string[]>;
}

/** @example sampleContests([{ name: "Mayor", cards: 30, held: ids }], "01382438112797316654").fetch */
export function sampleContests(demands: readonly ContestDemand[], seed: string): SharedSample {
  const contests = new Map<string, readonly string[]>();
  const fetch = new Set<string>();
  for (const { name, cards, held } of demands) {
    const drawn = smallestTickets(held, seed, cards, (card) => card).map(({ item }) => item);
    contests.set(name, drawn);
    for (const card of drawn) fetch.add(card);
  }
  return { fetch: [...fetch].sort(), contests };
}
