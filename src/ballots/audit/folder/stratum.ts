/**
 * The tables of one part of an audit (all of it, or one stratum): read once, checked against each other, the same way
 * before the plan is written and when anyone computes it again.
 * @module
 */

import { addTallies, type Tally } from "../../contest.ts";
import { sum } from "../../sum.ts";
import type { Reported } from "../contest/assorter.ts";
import { checkCards } from "./card-checks.ts";
import { textOf } from "./files.ts";
import { type ContestInfo, castMarks, countMarks, type Records, readRecords } from "./records.ts";
import {
  checkBounds,
  columnsOf,
  lineOf,
  type Named,
  readCounts,
  readVotes,
  refuse,
  type VotesTable,
} from "./tables.ts";

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

  /** A table with the places of its rows. */
  named<T>(name: TableName, table: T): Named<T> {
    const file = this.source.label(name);
    return { table, file, lineOf: (row) => lineOf(textOf(this.source.bytes(name), file), file, row) };
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
    else checkCards(this);
  }

  #checkBatches(): void {
    const columns = this.columns().map((map, i) => ({
      columns: [...map.values()],
      votesAllowed: this.contests[i]?.votesAllowed ?? 1,
    }));
    checkBounds(this.named("results", this.results), this.named("bounds", this.bounds), columns);
  }
}
