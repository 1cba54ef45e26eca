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
  /** Cells that end with the votes, by position of the choices. */
  readonly votes: readonly string[];
  /** The first of these cells; 0 by default. A wide row is taken as it is, not copied. */
  readonly votesFrom?: number;
  readonly shares?: readonly Share[];
  readonly line: number;
}

const UNKNOWN: Totals = {
  registered: null,
  abstentions: null,
  voters: null,
  blank: null,
  null: null,
  valid: null,
};

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
    this.#take(place, unit, raw.name, counted, votes, raw.shares ?? NONE, raw.line);
  }

  /** Takes a row whose figures were read already. */
  addCounted(
    places: RawRow["places"],
    name: string,
    counted: Totals,
    votes: readonly number[],
    line: number,
  ): void {
    const place = codesOf(places);
    this.#take(place, unitAt(place, this.#level), name, counted, votes, NONE, line);
  }

  #take(
    place: Place,
    unit: string,
    name: string,
    counted: Totals,
    votes: readonly number[],
    shares: readonly Share[],
    line: number,
  ): void {
    const known = this.#lines.get(unit);
    if (known !== undefined) {
      this.fault("F.108", unit, line, { line: known });
      return;
    }
    this.#lines.set(unit, line);
    const last = this.#rows.at(-1);
    this.#rows.push({
      unit,
      place: this.#shared(place),
      name: name === last?.name ? last.name : name,
      totals: counted,
      votes,
      shares,
      line,
    });
  }

  /** Stations of a commune stand together: one copy of its codes is kept for all of them, a third less to be moved about. */
  #shared(place: Place): Place {
    const last = this.#rows.at(-1)?.place;
    if (last === undefined) return place;
    const { departement, constituency, commune, station } = place;
    return {
      departement: departement === last.departement ? last.departement : departement,
      constituency: constituency === last.constituency ? last.constituency : constituency,
      commune: commune === last.commune ? last.commune : commune,
      station,
    };
  }

  #totals(raw: RawRow, unit: string): Totals | null {
    const counted: { [name in Total]: number | null } = { ...UNKNOWN };
    for (const name of TOTAL_NAMES) {
      const text = raw.totals[name];
      if (text === null) continue;
      const count = parseCount(text);
      if (count === null && text.trim() === "") continue; // an empty total is not given
      if (count === null) return this.#notACount(unit, raw.line, name, text);
      counted[name] = count;
    }
    return counted;
  }

  #votes(raw: RawRow, unit: string): readonly number[] | null {
    const { votesFrom = 0 } = raw;
    const found = Math.max(0, raw.votes.length - votesFrom);
    if (found !== this.#choices.length) {
      this.fault("F.109", unit, raw.line, { count: found, expected: this.#choices.length });
      return null;
    }
    const votes: number[] = [];
    for (let at = votesFrom; at < raw.votes.length; at++) {
      const text = raw.votes[at] ?? "";
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
