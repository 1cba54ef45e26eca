/**
 * What a plan commits to, by kind of audit: the tables, checked against each other before anything is written.
 * @module
 */
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import { addTallies, type Tally } from "../../contest.ts";
import { type ContestRecords, tallyRecords } from "../cvr/table.ts";
import { canHoldError } from "../risk/macro.ts";
import { readBytes } from "./files.ts";
import type { AuditKind, PlanInput } from "./plan.ts";
import { assertionsOf, marginOf } from "./rule.ts";
import { batchesOf, checkBounds, readCounts, readVotes, refuse } from "./tables.ts";

function need(path: string | null, option: string, why: string): string {
  if (path === null) throw new VigieError(problem("usage", null, `${option} is missing`, why));
  return path;
}

/** What was checked, and the bytes to commit to. */
export interface Made {
  readonly votes: Tally;
  readonly units: number;
  /** Cards that the means are taken over; null for batches. */
  readonly cards: number | null;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export const MAKERS: Readonly<Record<AuditKind, (input: PlanInput) => Made>> = {
  batches(input) {
    const results = need(input.results, "--results", "name the table of reported votes by unit");
    const why =
      "name the registered voters of each unit, from the roll; a bound from the results under audit lets a file that deletes votes lower its own bound";
    const roll = need(input.bounds, "--bounds", why);
    if (input.boundsSource === null || input.boundsSource.trim() === "")
      throw new VigieError(
        problem(
          "usage",
          null,
          "--bounds-source is missing",
          "say where the bounds come from, such as: roll of 2 April",
        ),
      );
    const files = { "results.csv": readBytes(results), "bounds.csv": readBytes(roll) };
    if (sha256(files["results.csv"]) === sha256(files["bounds.csv"]))
      refuse(roll, null, "the bounds are the results under audit", "use the roll of registered voters");
    const votes = readVotes(files["results.csv"].toString(), results);
    const bounds = readCounts(files["bounds.csv"].toString(), roll, ["unit", "bound"]);
    checkBounds(votes, results, bounds, roll, input.votesAllowed);
    const total = addTallies([...votes.units.values()].map((unit) => unit.votes));
    const margins = assertionsOf(input.rule, total).map((one) => marginOf(one, total));
    // a unit that cannot hold an error weighs nothing, and is never drawn
    const units = batchesOf(votes, bounds, input.votesAllowed).filter((batch) =>
      canHoldError(batch, margins),
    );
    return { votes: total, units: units.length, cards: null, files };
  },
  polling(input) {
    const results = need(input.results, "--results", "name the table of reported votes");
    const manifest = need(input.manifest, "--manifest", "name the table of cards by batch: batch,cards");
    const files = { "results.csv": readBytes(results), "manifest.csv": readBytes(manifest) };
    const votes = addTallies(
      [...readVotes(files["results.csv"].toString(), results).units.values()].map((unit) => unit.votes),
    );
    const cards = cardsIn(files["manifest.csv"].toString(), manifest);
    const sum = [...votes.values()].reduce((a, b) => a + b, 0);
    if (sum > cards * input.votesAllowed)
      refuse(
        manifest,
        null,
        `the manifest lists ${cards} cards, and ${sum} votes were reported`,
        "complete the manifest",
      );
    return { votes, units: cards, cards, files };
  },
  comparison(input) {
    const manifest = need(input.manifest, "--manifest", "name the table of cards by batch: batch,cards");
    if (input.cvr === null)
      throw new VigieError(problem("usage", null, "--cvr is missing", "name the file of cast vote records"));
    const files = { "manifest.csv": readBytes(manifest), "records.csv": recordsOf(input) };
    const cards = cardsIn(files["manifest.csv"].toString(), manifest);
    const { ids, contests } = input.cvr.table;
    if (ids.length > cards)
      refuse(
        manifest,
        null,
        `the manifest lists ${cards} cards, and there are ${ids.length} records`,
        "complete the manifest",
      );
    checkCards(
      ids,
      readCounts(files["manifest.csv"].toString(), manifest, ["batch", "cards"]),
      input.cvr.file,
      manifest,
    );
    const records = contests.find(({ name }) => name === input.contest);
    if (records === undefined) throw new Error("recordsOf refuses it");
    checkAllowed(records, input);
    const votes = tallyRecords({ ...records, votesAllowed: input.votesAllowed });
    return { votes, units: cards, cards, files };
  },
};

/** The records of the contest in our own form: card and marks, so that anyone can check them without the system's format. */
function recordsOf(input: PlanInput): Uint8Array {
  const { file, table } = input.cvr as NonNullable<PlanInput["cvr"]>;
  const records = table.contests.find(({ name }) => name === input.contest);
  if (records === undefined) {
    const known = table.contests
      .map(({ name }) => name)
      .slice(0, 20)
      .join("; ");
    refuse(file, null, `there is no contest "${input.contest}"`, `name one of: ${known}`);
  }
  for (const marks of records.patterns)
    if (marks !== null && new Set(marks).size < marks.length)
      refuse(file, null, `a record of ${input.contest} marks one choice twice`, "export the records again");
  const lines = records.patterns.map((marks) =>
    marks === null ? "absent" : JSON.stringify(marks).replaceAll('"', '""'),
  );
  const rows = table.ids.map((id, i) => `"${id.replaceAll('"', '""')}","${lines[records.card[i] ?? 0]}"\n`);
  return Buffer.from(`card,marks\n${rows.join("")}`);
}

/** The tally and the assessment must agree on which cards have too many votes. */
function checkAllowed({ votesAllowed, name }: ContestRecords, input: PlanInput): void {
  if (votesAllowed === 0 || votesAllowed === input.votesAllowed) return;
  const file = input.cvr?.file ?? "";
  refuse(
    file,
    null,
    `${name} allows ${votesAllowed} votes on a card, not ${input.votesAllowed}`,
    `say: --votes-allowed ${votesAllowed}`,
  );
}

/** Every record belongs to a card of the manifest: BATCH-PLACE, places from 1. */
export function checkCards(
  ids: Iterable<string>,
  batches: ReadonlyMap<string, number>,
  file: string,
  manifest: string,
): void {
  for (const id of ids) {
    const cut = id.lastIndexOf("-");
    const place = id.slice(cut + 1);
    // written as the draw writes it: the votes of "A-01" would count, and no draw of "A-1" would ever compare them
    const known = /^[1-9]\d{0,14}$/.test(place) && Number(place) <= (batches.get(id.slice(0, cut)) ?? 0);
    if (!known)
      refuse(
        file,
        null,
        `the record of card "${id.slice(0, 80)}" has no card in ${manifest}`,
        "name cards BATCH-PLACE as in the manifest, places without leading zeros, and complete it",
      );
  }
}

/** Every card is hashed at every draw: whoever writes the manifest must not make that endless. */
const MAX_CARDS = 200_000_000;

export function cardsIn(text: string, file: string): number {
  let cards = 0;
  for (const count of readCounts(text, file, ["batch", "cards"]).values()) cards += count;
  if (cards === 0) refuse(file, null, "the manifest lists no card", "complete the manifest");
  if (cards > MAX_CARDS)
    refuse(file, null, `the manifest lists ${cards} cards, more than 200 million`, "split the audit");
  return cards;
}
