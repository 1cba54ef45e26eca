/**
 * Cards of one contest in one stratum: what each is worth by its record and by its paper, and what a sample would look
 * like if everything were as it was reported.
 * @module
 */
import type { Assorter } from "../contest/assorter.ts";
import type { Expected } from "../risk/bet.ts";
import { CARD_MISSING, RECORD_MISSING } from "../risk/comparison.ts";
import type { CheckedAudit } from "./audit.ts";
import { withoutRecord } from "./phantoms.ts";
import { cardOf, isPhantom } from "./population.ts";
import { type ContestInfo, castMarks } from "./records.ts";
import { marksIn, type Reading } from "./sheet.ts";
import type { StratumTables } from "./stratum.ts";
import { batchOf } from "./tables.ts";

/** A pair of what the record and the card are worth. */
export interface ExpectedCard {
  readonly record: number;
  readonly card: number;
  readonly share: number;
}

export class Cards {
  readonly #audit: CheckedAudit;
  readonly #contest: number;
  readonly #stratum: number;
  readonly #tables: StratumTables;
  readonly #info: ContestInfo;
  readonly #means = new Map<string, number>();
  readonly #assorter: Assorter;

  constructor(audit: CheckedAudit, contest: number, stratum: number, assorter: Assorter) {
    this.#audit = audit;
    this.#contest = contest;
    this.#stratum = stratum;
    this.#tables = audit.tables[stratum] as StratumTables;
    this.#info = this.#tables.contests[contest] as ContestInfo;
    this.#assorter = assorter;
  }

  /** Cards that are drawn from. */
  get size(): number {
    const { plan } = this.#audit;
    return plan.styled
      ? (plan.contests[this.#contest]?.cards ?? 1)
      : (plan.strata[this.#stratum]?.units ?? 1);
  }

  /** The reported mean of the assorter over them; cards without a record count 1/2. */
  get mean(): number {
    const part = this.#audit.contests[this.#contest]?.parts[this.#stratum];
    return part === undefined ? 1 / 2 : this.#assorter.mean(part, this.size);
  }

  /** Cards without a record, as a share. */
  get phantoms(): number {
    const contest = this.#audit.plan.styled ? this.#contest : null;
    return withoutRecord(this.#tables, contest, this.size) / this.size;
  }

  /** What the record of a card is worth; where its batch has totals only, their mean. */
  record(unit: string): number {
    const card = cardOf(unit, this.#audit, this.#stratum);
    const marks = isPhantom(unit) ? undefined : this.#tables.records.get(card);
    if (marks !== undefined) return this.#assorter.value(castMarks(marks[this.#contest] ?? null, this.#info));
    const batch = this.#tables.kind === "oneaudit" ? batchOf(card, this.#tables.manifest) : null;
    return batch === null ? RECORD_MISSING : this.#meanOf(batch);
  }

  #meanOf(batch: string): number {
    const known = this.#means.get(batch);
    if (known !== undefined) return known;
    const row = this.#tables.results.units.get(batch);
    const cards = this.#tables.manifest.get(batch) ?? 0;
    const mean =
      row === undefined || cards === 0
        ? RECORD_MISSING
        : this.#assorter.mean(
            { votes: this.#tables.votesIn(row.votes, this.#contest), ballots: null },
            cards,
          );
    this.#means.set(batch, mean);
    return mean;
  }

  /**
   * What a card is worth as it was read. By card style, a card that does not hold the contest is not one of those that
   * may: the worst it can be. Elsewhere it is like a blank one.
   */
  card(unit: string, reading: Reading): number {
    if (reading === null || isPhantom(unit)) return CARD_MISSING;
    const votes = reading[this.#contest] ?? null;
    if (votes === null && this.#audit.plan.styled) return CARD_MISSING;
    return this.#assorter.value(castMarks(marksIn(votes, this.#info.ranked), this.#info));
  }

  /** Whether a card was read as its record says; cards without one cannot differ from it. */
  agrees(unit: string, reading: Reading): boolean {
    const marks = isPhantom(unit)
      ? undefined
      : this.#tables.records.get(cardOf(unit, this.#audit, this.#stratum));
    if (marks === undefined) return this.#tables.kind !== "comparison";
    const own = marks[this.#contest] ?? null;
    const votes = reading?.[this.#contest] ?? null;
    if (reading === null || (this.#audit.plan.styled && (own === null) !== (votes === null))) return false;
    const [said, read] = [
      castMarks(own, this.#info),
      castMarks(marksIn(votes, this.#info.ranked), this.#info),
    ];
    return (
      said.length === read.length &&
      read.every((choice, i) => (this.#info.ranked ? said[i] === choice : said.includes(choice)))
    );
  }

  /** The cards as they were reported. What is on a card of a batch with totals is known in shares only. */
  expected(): readonly ExpectedCard[] {
    const { kind, manifest } = this.#tables;
    if (kind === "polling") {
      const votes =
        this.#audit.contests[this.#contest]?.parts[this.#stratum]?.votes ?? new Map<string, number>();
      return this.#spread(votes, this.size, RECORD_MISSING, 1);
    }
    const missing = this.phantoms;
    const found: ExpectedCard[] =
      missing > 0 ? [{ record: RECORD_MISSING, card: CARD_MISSING, share: missing }] : [];
    let pooled = 0;
    if (kind === "oneaudit")
      for (const [batch, { votes }] of this.#tables.results.units) {
        const cards = manifest.get(batch) ?? 0;
        if (cards === 0) continue;
        pooled += cards;
        const own = this.#tables.votesIn(votes, this.#contest);
        found.push(...this.#spread(own, cards, this.#meanOf(batch), cards / this.size));
      }
    const clean = 1 - missing - pooled / this.size;
    return clean > 0 ? [...found, { record: 1 / 2, card: 1 / 2, share: clean }] : found;
  }

  #spread(
    votes: ReadonlyMap<string, number>,
    cards: number,
    record: number,
    share: number,
  ): readonly ExpectedCard[] {
    let left = cards;
    const found: ExpectedCard[] = [];
    for (const [choice, count] of votes) {
      const most = Math.min(left, count);
      left -= most;
      if (most > 0)
        found.push({ record, card: this.#assorter.value([choice]), share: (share * most) / cards });
    }
    return left > 0
      ? [...found, { record, card: this.#assorter.value([]), share: (share * left) / cards }]
      : found;
  }
}

/** The values of expected cards, equal ones together. */
export function valuesOf(
  cards: readonly ExpectedCard[],
  value: (record: number, card: number) => number,
): readonly Expected[] {
  const shares = new Map<number, number>();
  for (const { record, card, share } of cards) {
    const key = value(record, card);
    shares.set(key, (shares.get(key) ?? 0) + share);
  }
  return Array.from(shares, ([key, share]) => ({ value: key, share }));
}
