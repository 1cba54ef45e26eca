/**
 * The tables of one part of an audit (all of it, or one stratum): read once, checked against each other, the same way
 * before the plan is written and when anyone computes it again.
 * @module
 */

import { addTallies, type Tally } from "../../contest.ts";
import { sum } from "../../sum.ts";
import type { Reported } from "../contest/assorter.ts";
import { textOf } from "./files.ts";
import { type ContestInfo, castMarks, countMarks, type Records, readRecords } from "./records.ts";
import { checkBounds, columnsOf, readCounts, readVotes, refuse, type VotesTable } from "./tables.ts";

export const stratumKinds = ["batches", "polling", "comparison", "oneaudit"] as const;
export type StratumKind = (typeof stratumKinds)[number];

const tableNames = ["results", "bounds", "manifest", "records"] as const;
export type TableName = (typeof tableNames)[number];

/** What each kind rests on. */
export const TABLES: Readonly<Record<StratumKind, readonly TableName[]>> = {
  batches: ["results", "bounds"],
  polling: ["results", "manifest"],
  comparison: ["manifest", "records"],
  oneaudit: ["results", "manifest", "records"],
};

/** Where the tables come from: the user's files, or the committed ones. */
export interface TableSource {
  bytes(table: TableName): Buffer;
  /** How a message names it. */
  label(table: TableName): string;
}

/** Every card is hashed at every draw: whoever writes the manifest must not make that endless. */
const MAX_CARDS = 200_000_000;

/** Tables are read when they are asked for: a draw needs no records. */
export class StratumTables {
  readonly name: string;
  readonly kind: StratumKind;
  readonly contests: readonly ContestInfo[];
  readonly source: TableSource;
  readonly #read = new Map<TableName, unknown>();

  constructor(name: string, kind: StratumKind, contests: readonly ContestInfo[], source: TableSource) {
    this.name = name;
    this.kind = kind;
    this.contests = contests;
    this.source = source;
  }

  #table<T>(table: TableName, read: (text: string, file: string) => T): T {
    if (!this.#read.has(table))
      this.#read.set(
        table,
        read(textOf(this.source.bytes(table), this.source.label(table)), this.source.label(table)),
      );
    return this.#read.get(table) as T;
  }

  has(table: TableName): boolean {
    return TABLES[this.kind].includes(table);
  }

  get results(): VotesTable {
    return this.#table("results", readVotes);
  }

  get bounds(): ReadonlyMap<string, number> {
    return this.#table("bounds", (text, file) => readCounts(text, file, ["unit", "bound"]));
  }

  get manifest(): ReadonlyMap<string, number> {
    return this.#table("manifest", (text, file) => {
      const manifest = readCounts(text, file, ["batch", "cards"]);
      const cards = sum(manifest.values());
      if (cards > MAX_CARDS)
        refuse(file, null, `the manifest lists ${cards} cards, more than 200 million`, "split the audit");
      return manifest;
    });
  }

  /** Empty where cards have none. */
  get records(): Records {
    if (!this.has("records")) return new Map();
    return this.#table("records", (text, file) => readRecords(text, file, this.contests));
  }

  /** Cards of the manifest. */
  get cards(): number {
    return sum(this.manifest.values());
  }

  /** Choice to column of the results, contest by contest. */
  columns(): readonly ReadonlyMap<string, string>[] {
    const names = this.contests.map(({ name }) => name);
    if (!this.has("results")) return names.map(() => new Map());
    return columnsOf(this.results.choices, names, this.source.label("results"));
  }

  /** The votes of a contest in a row of the results. */
  votesIn(row: Tally, contest: number): Tally {
    const columns = this.columns()[contest] ?? new Map<string, string>();
    return new Map(Array.from(columns, ([choice, column]) => [choice, row.get(column) ?? 0]));
  }

  /** What was reported of a contest here. @param choices those that are known to stand for election, in order */
  reported(contest: number, choices: readonly string[]): Reported {
    const info = this.contests[contest] as ContestInfo;
    const ballots = countMarks(this.records, contest);
    const tallies: Tally[] = [new Map(choices.map((choice) => [choice, 0]))];
    if (this.has("results"))
      tallies.push(
        this.votesIn(addTallies([...this.results.units.values()].map(({ votes }) => votes)), contest),
      );
    for (const { count, ranking } of ballots) {
      const cast = castMarks(ranking, info);
      tallies.push(new Map((info.ranked ? cast.slice(0, 1) : cast).map((choice) => [choice, count])));
    }
    return { votes: addTallies(tallies), ballots: info.ranked ? ballots : null };
  }

  /** @throws VigieError naming the file, and the line where there is one */
  check(): void {
    if (this.kind === "batches") this.#checkBatches();
    else this.#checkCards();
  }

  #checkCards(): void {
    const [manifest, cards] = [this.source.label("manifest"), this.cards];
    if (cards === 0) refuse(manifest, null, "the manifest lists no card", "complete the manifest");
    if (this.has("records")) this.#checkRecords(cards);
    if (this.kind === "polling") this.#checkPolled(cards);
    if (this.kind === "oneaudit") this.#checkPooled();
  }

  #checkBatches(): void {
    const columns = this.columns().map((map, i) => ({
      columns: [...map.values()],
      votesAllowed: this.contests[i]?.votesAllowed ?? 1,
    }));
    checkBounds(
      this.results,
      this.source.label("results"),
      this.bounds,
      this.source.label("bounds"),
      columns,
    );
  }

  #checkPolled(cards: number): void {
    for (const [i, { votesAllowed }] of this.contests.entries()) {
      const { votes } = this.reported(i, []);
      const cast = sum(votes.values());
      const most = mostVoted(votes);
      const manifest = this.source.label("manifest");
      if (cast > cards * votesAllowed || most[1] > cards)
        refuse(
          manifest,
          null,
          cast > cards * votesAllowed
            ? `the manifest lists ${cards} cards, and ${cast} votes were reported`
            : `the manifest lists ${cards} cards, and ${most[1]} votes for ${most[0].slice(0, 80)} were reported`,
          "complete the manifest",
        );
    }
  }

  #checkRecords(cards: number): void {
    const { records } = this;
    const [manifest, file] = [this.source.label("manifest"), this.source.label("records")];
    if (records.size > cards)
      refuse(
        manifest,
        null,
        `the manifest lists ${cards} cards, and there are ${records.size} records`,
        "complete the manifest",
      );
    for (const id of records.keys())
      if (batchOf(id, this.manifest) === null)
        refuse(
          file,
          null,
          `the record of card "${id.slice(0, 80)}" has no card in ${manifest}`,
          "name cards BATCH-PLACE as in the manifest, places without leading zeros, and complete it",
        );
  }

  /** A batch has either records or totals. */
  #checkPooled(): void {
    const results = this.source.label("results");
    for (const [batch, { votes, line }] of this.results.units) {
      const cards = this.manifest.get(batch);
      if (cards === undefined)
        refuse(results, line, `${batch} is not in ${this.source.label("manifest")}`, "complete the manifest");
      for (const [i, { votesAllowed, name, ranked }] of this.contests.entries()) {
        if (ranked)
          refuse(results, line, `${name} is ranked: totals of a batch say too little`, "leave it out");
        const own = this.votesIn(votes, i);
        const cast = sum(own.values());
        const [choice, most] = mostVoted(own);
        if (cast > cards * votesAllowed || most > cards)
          refuse(
            results,
            line,
            cast > cards * votesAllowed
              ? `${batch} has ${cast} votes on ${cards} cards`
              : `${batch} has ${most} votes for ${choice.slice(0, 80)} on ${cards} cards`,
            "correct the figure, or the manifest",
          );
      }
    }
    for (const id of this.records.keys()) {
      const batch = batchOf(id, this.manifest) ?? "";
      const line = this.results.units.get(batch)?.line;
      if (line !== undefined)
        refuse(
          results,
          line,
          `${batch} has totals here, and card "${id.slice(0, 80)}" of it has a record`,
          "leave out the one or the other: its votes would count twice",
        );
    }
  }
}

/** The choice with the most votes: a card votes for it once at most, whatever it allows. */
function mostVoted(votes: Tally): readonly [string, number] {
  let found: readonly [string, number] = ["", 0];
  for (const one of votes) if (one[1] > found[1]) found = one;
  return found;
}

/**
 * The batch of a card, BATCH-PLACE, places from 1; null where the manifest has no such card. Written as the draw writes
 * it: the votes of "A-01" would count, and no draw of "A-1" would ever compare them.
 */
export function batchOf(card: string, manifest: ReadonlyMap<string, number>): string | null {
  const cut = card.lastIndexOf("-");
  const [batch, place] = [card.slice(0, Math.max(0, cut)), card.slice(cut + 1)];
  return cut > 0 && /^[1-9]\d{0,14}$/.test(place) && Number(place) <= (manifest.get(batch) ?? 0)
    ? batch
    : null;
}
