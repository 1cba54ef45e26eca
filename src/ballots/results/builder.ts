/**
 * Collects the rows of a table, and what is wrong with those that cannot belong to it.
 * @module
 */
import { codesOf, parseCount } from "./columns.ts";
import {
  type Layout,
  type Place,
  type ResultLevel,
  type ResultRow,
  type ResultTable,
  type Share,
  totals as TOTAL_NAMES,
  type Total,
  type Totals,
  unitAt,
} from "./table.ts";
import { type Violation, type ViolationSentence, violation } from "./violation.ts";

/** A row as its cells say it; cells that are not there are null. */
export interface RawRow {
  readonly places: { readonly [part in keyof Place]: string | null };
  readonly name: string;
  readonly totals: { readonly [name in Total]: string | null };
  /** By position of the choices. */
  readonly votes: readonly string[];
  readonly shares?: readonly Share[];
  readonly line: number;
}

/** One list for all rows without percentages. */
const NONE: readonly Share[] = [];

export class TableBuilder {
  readonly #file: string;
  readonly #layout: Layout;
  readonly #choices: readonly string[];
  readonly #level: ResultLevel;
  readonly #rows: ResultRow[] = [];
  readonly #lines = new Map<string, number>();
  readonly #faults: Violation[] = [];

  constructor(file: string, layout: Layout, level: ResultLevel, choices: readonly string[]) {
    this.#file = file;
    this.#layout = layout;
    this.#level = level;
    this.#choices = choices;
  }

  fault(sentence: ViolationSentence, unit: string, line: number, values: Violation["values"]): void {
    this.#faults.push(violation({ file: this.#file }, { unit, line }, sentence, values));
  }

  /** Takes a row, or the reason why it cannot be taken. */
  add(raw: RawRow): void {
    const place = codesOf(raw.places);
    const unit = unitAt(place, this.#level);
    const counted = this.#totals(raw, unit);
    const votes = this.#votes(raw, unit);
    if (counted === null || votes === null) return;
    const known = this.#lines.get(unit);
    if (known !== undefined) {
      this.fault("F.108", unit, raw.line, { line: known });
      return;
    }
    this.#lines.set(unit, raw.line);
    const { name, line, shares = NONE } = raw;
    this.#rows.push({ unit, place, name, totals: counted, votes, shares, line });
  }

  #totals(raw: RawRow, unit: string): Totals | null {
    // all rows have their totals in one order: the engine then keeps them in one shape
    const read = { registered: null, abstentions: null, voters: null, blank: null, null: null, valid: null };
    const counted: { [name in Total]: number | null } = read;
    for (const name of TOTAL_NAMES) {
      const text = raw.totals[name];
      if (text === null || text.trim() === "") continue; // an empty total is not given
      const count = parseCount(text);
      if (count === null) return this.#notACount(unit, raw.line, name, text);
      counted[name] = count;
    }
    return counted;
  }

  #votes(raw: RawRow, unit: string): readonly number[] | null {
    if (raw.votes.length !== this.#choices.length) {
      this.fault("F.109", unit, raw.line, { count: raw.votes.length, expected: this.#choices.length });
      return null;
    }
    const votes: number[] = [];
    for (const text of raw.votes) {
      const count = parseCount(text);
      if (count === null) return this.#notACount(unit, raw.line, this.#choices[votes.length] ?? "", text);
      votes.push(count);
    }
    return votes;
  }

  #notACount(unit: string, line: number, what: string, text: string): null {
    this.fault("F.101", unit, line, { what, text: text.slice(0, 40) });
    return null;
  }

  table(): ResultTable {
    return {
      file: this.#file,
      layout: this.#layout,
      level: this.#level,
      choices: this.#choices,
      rows: this.#rows,
      faults: this.#faults,
    };
  }
}
