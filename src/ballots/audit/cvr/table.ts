/**
 * Cast vote records in memory: for each contest one small number a card, which says what the card holds of it. A
 * million cards differ in a few dozen ways, so nothing is computed card by card.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";
import type { Tally } from "../../contest.ts";

/** What a card holds of one contest. `null`: the contest is not on the card. */
export type Marks = readonly string[] | null;

/** The records of one contest. */
export interface ContestRecords {
  readonly name: string;
  readonly choices: readonly string[];
  /** 0 where the file does not say. */
  readonly votesAllowed: number;
  /** Marks are an order of preference. */
  readonly ranked: boolean;
  /** The ways in which cards differ. */
  readonly patterns: readonly Marks[];
  /** Index into `patterns`, one for each card. */
  readonly card: Uint16Array;
}

/** All records of a file. */
export interface CvrTable {
  readonly format: string;
  /** The name of each card; unique. */
  readonly ids: readonly string[];
  readonly contests: readonly ContestRecords[];
}

/** Cards of each pattern of a contest. */
function countPatterns(records: ContestRecords): Float64Array {
  const counts = new Float64Array(records.patterns.length);
  for (const pattern of records.card) counts[pattern] = (counts[pattern] ?? 0) + 1;
  return counts;
}

/** Whether a card's marks count: not more than are allowed. */
function isValid(marks: Marks, votesAllowed: number): boolean {
  return marks !== null && (votesAllowed === 0 || marks.length <= votesAllowed);
}

/** The votes of a contest by choice; marks of a card with too many count for nobody. */
export function tallyRecords(records: ContestRecords): Tally {
  const votes = new Map(records.choices.map((choice) => [choice, 0]));
  const counts = countPatterns(records);
  for (const [i, marks] of records.patterns.entries()) {
    if (marks === null || !isValid(marks, records.votesAllowed)) continue;
    for (const choice of marks) votes.set(choice, (votes.get(choice) ?? 0) + (counts[i] ?? 0));
  }
  return votes;
}

/** Collects the records of one contest, card by card. */
export class RecordsBuilder {
  readonly name: string;
  readonly #listed: readonly string[];
  readonly #added = new Set<string>();
  readonly votesAllowed: number;
  readonly ranked: boolean;
  readonly #patterns: Marks[] = [null];
  readonly #known = new Map<string, number>();
  #card = new Uint16Array(1024);
  #length = 0;

  constructor(name: string, choices: readonly string[], votesAllowed: number, ranked = false) {
    this.name = name;
    this.ranked = ranked;
    this.#listed = choices;
    this.votesAllowed = votesAllowed;
  }

  /** A choice of a file that has no list of them, but names each where it is marked. */
  addChoice(choice: string): void {
    this.#added.add(choice);
  }

  /**
   * What card number `at` holds; cards in between do not hold the contest. `key` tells equal marks apart quickly.
   * @throws VigieError when the card has the contest already: the votes of one reading would be lost
   */
  set(at: number, marks: readonly string[], key: string = JSON.stringify(marks)): void {
    let pattern = this.#known.get(key);
    if (pattern === undefined) {
      pattern = this.#patterns.push(marks) - 1;
      if (pattern > 65_535)
        throw new VigieError(
          problem(
            "too-large",
            null,
            `more than 65,535 different votes in ${this.name.slice(0, 80)}`,
            "split the records",
          ),
        );
      this.#known.set(key, pattern);
    }
    while (at >= this.#card.length) {
      const larger = new Uint16Array(this.#card.length * 2);
      larger.set(this.#card);
      this.#card = larger;
    }
    if (at < this.#length && this.#card[at] !== 0)
      throw new VigieError(
        problem(
          "data-invalid",
          null,
          `record ${at + 1} holds ${this.name.slice(0, 80)} twice`,
          "export the records again",
        ),
      );
    this.#card[at] = pattern;
    this.#length = Math.max(this.#length, at + 1);
  }

  finish(cards: number): ContestRecords {
    const card = new Uint16Array(cards);
    card.set(this.#card.subarray(0, Math.min(cards, this.#length)));
    return {
      name: this.name,
      choices: [...this.#listed, ...this.#added],
      votesAllowed: this.votesAllowed,
      ranked: this.ranked,
      patterns: this.#patterns,
      card,
    };
  }
}
