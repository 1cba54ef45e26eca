/**
 * Checks of the tables of cards: manifest, records and reported votes must add up. Whoever sends them controls them, and is
 * told the place of what does not.
 * @module
 */

import type { Tally } from "../../contest.ts";
import { sum } from "../../sum.ts";
import type { StratumTables } from "./stratum.ts";
import { batchOf, largestColumn, placeOf, refuse, refuseCell } from "./tables.ts";

/** @throws VigieError naming the file, and the cell where there is one */
export function checkCards(tables: StratumTables): void {
  if (tables.cards === 0)
    refuse(tables.source.label("manifest"), null, "the manifest lists no card", "complete the manifest");
  if (tables.has("records")) checkRecords(tables);
  if (tables.kind === "polling") checkPolled(tables);
  if (tables.kind === "oneaudit") checkPooled(tables);
}

/** Told where the votes pass the cards, row after row. */
function checkPolled(tables: StratumTables): void {
  const { cards } = tables;
  const [results, manifest] = [tables.source.label("results"), tables.source.label("manifest")];
  for (const [i, { votesAllowed }] of tables.contests.entries()) {
    const columns = [...(tables.columns()[i] ?? new Map<string, string>()).values()];
    const sums = new Map<string, number>();
    for (const { votes, line } of tables.results.units.values()) {
      for (const column of columns) sums.set(column, (sums.get(column) ?? 0) + (votes.get(column) ?? 0));
      const what = tooMany(sums, cards, votesAllowed);
      if (what === null) continue;
      refuseCell(
        results,
        [line, largestColumn(tables.results, votes, columns)],
        `the manifest ${manifest} lists ${cards} cards, and ${what} were reported up to this row`,
        "correct the figures, or complete the manifest",
      );
    }
  }
}

function checkRecords(tables: StratumTables): void {
  const { records, cards } = tables;
  const manifest = tables.named("manifest", tables.manifest);
  let at = 0;
  for (const id of records.keys()) {
    at++;
    if (batchOf(id, tables.manifest) !== null) continue;
    const { batch } = placeOf(id) ?? { batch: "" };
    const listed = tables.manifest.get(batch);
    const all = `there are ${records.size} records, and ${cards} cards in all`;
    if (listed !== undefined)
      refuseCell(
        manifest.file,
        [manifest.lineOf(batch), 2],
        `the record of card "${id.slice(0, 80)}" has no card in the manifest, which lists ${listed} of ${batch.slice(0, 80)} (${all})`,
        "complete the manifest, or correct the records",
      );
    refuse(
      tables.source.label("records"),
      null,
      `the record of card "${id.slice(0, 80)}" has no card in ${manifest.file} (record ${at}; ${all})`,
      "name cards BATCH-PLACE as in the manifest, places without leading zeros, and complete it",
    );
  }
}

/** A batch has either records or totals. */
function checkPooled(tables: StratumTables): void {
  const results = tables.source.label("results");
  for (const [batch, { votes, line }] of tables.results.units) {
    const cards = tables.manifest.get(batch);
    if (cards === undefined)
      refuseCell(
        results,
        [line, 1],
        `${batch} is not in ${tables.source.label("manifest")}`,
        "complete the manifest, or correct its name",
      );
    for (const [i, { votesAllowed, name, ranked }] of tables.contests.entries()) {
      if (ranked)
        refuse(results, line, `${name} is ranked: totals of a batch say too little`, "leave it out");
      const own = tables.votesIn(votes, i);
      const what = tooMany(own, cards, votesAllowed);
      if (what !== null)
        refuseCell(
          results,
          [line, largestColumn(tables.results, votes, tables.columns()[i]?.values() ?? [])],
          `${batch} has ${what} on ${cards} cards`,
          "correct the figure, or the manifest",
        );
    }
  }
  for (const id of tables.records.keys()) {
    const batch = batchOf(id, tables.manifest) ?? "";
    const line = tables.results.units.get(batch)?.line;
    if (line !== undefined)
      refuseCell(
        results,
        [line, 1],
        `${batch} has totals here, and card "${id.slice(0, 80)}" of it has a record`,
        "leave out the one or the other: its votes would count twice",
      );
  }
}

/** More votes than cards can hold, in words, or null. A card votes for a choice once at most, whatever it allows. */
function tooMany(votes: Tally, cards: number, votesAllowed: number): string | null {
  const cast = sum(votes.values());
  if (cast > cards * votesAllowed) return `${cast} votes`;
  let [choice, most] = ["", 0];
  for (const one of votes) if (one[1] > most) [choice, most] = one;
  return most > cards ? `${most} votes for ${choice.slice(0, 80)}` : null;
}
