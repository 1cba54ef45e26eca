/**
 * Rows of plain figures, read in one pass over their characters: a nation has a million cells, and cutting each of them
 * out as a text costs more than reading it. Whatever is unusual in a row is left to the slow way, which says what it is.
 * @module
 */
import type { Columns } from "./columns.ts";
import { type Place, type Totals, totals } from "./table.ts";

/** What a column holds, as a number: nothing of ours, the name, a code, a total, a choice's votes. */
const NOTHING = -1;
const NAME = -2;
const CODE = -10;

/** Far more than any row of a table of votes. */
const MAX_LENGTH = 65_536;

/** A row without anything unusual. */
export interface CountedRow {
  readonly places: { readonly [part in keyof Place]: string | null };
  readonly name: string;
  readonly totals: Totals;
  readonly votes: readonly number[];
}

const PARTS: readonly (keyof Place)[] = ["departement", "constituency", "commune", "station"];

export class CountedRows {
  readonly #kinds: Int32Array;
  readonly #columns: Columns;
  readonly #choices: number;
  readonly #separator: number;
  readonly #counts: Float64Array;
  readonly #codes: (string | null)[] = [null, null, null, null];
  #name = "";

  constructor(columns: Columns, width: number, separator: string) {
    this.#columns = columns;
    this.#separator = separator.charCodeAt(0);
    const first = columns.lastTotal + 1;
    this.#choices = width - first;
    this.#counts = new Float64Array(totals.length + this.#choices);
    this.#kinds = new Int32Array(width).fill(NOTHING);
    for (let at = first; at < width; at++) this.#kinds[at] = totals.length + at - first;
    for (const [i, total] of totals.entries()) this.#set(columns.totals[total], i);
    for (const [i, part] of PARTS.entries()) this.#set(columns.places[part], CODE - i);
    this.#set(columns.name, NAME);
  }

  #set(at: number | null, kind: number): void {
    if (at !== null) this.#kinds[at] = kind;
  }

  /** @returns null where a cell is empty, is no plain number, or there are more or fewer of them */
  read(text: string): CountedRow | null {
    const kinds = this.#kinds;
    const end = text.length;
    if (end > MAX_LENGTH) return null;
    let column = 0;
    for (let at = 0; at <= end; column++) {
      if (column >= kinds.length) return null;
      const kind = kinds[column] as number;
      const stop = kind >= 0 ? this.#count(text, at, kind) : this.#text(text, at, kind);
      if (stop < 0) return null;
      at = stop + 1;
    }
    return column === kinds.length ? this.#row() : null;
  }

  /** @returns where the number ends; -1 when it is none */
  #count(text: string, from: number, kind: number): number {
    let value = 0;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.#separator) break;
      if (code < 48 || code > 57) return -1;
      value = value * 10 + code - 48;
    }
    if (at === from || at - from > 12) return -1;
    this.#counts[kind] = value;
    return at;
  }

  #text(text: string, from: number, kind: number): number {
    let at = from;
    while (at < text.length && text.charCodeAt(at) !== this.#separator) at++;
    if (kind === NAME) this.#name = text.slice(from, at).trim();
    else if (kind <= CODE) this.#codes[CODE - kind] = text.slice(from, at);
    return at;
  }

  #row(): CountedRow {
    const [departement = null, constituency = null, commune = null, station = null] = this.#codes;
    const { registered, abstentions, voters, blank, null: invalid, valid } = this.#columns.totals;
    const counts = this.#counts;
    const votes = new Array<number>(this.#choices);
    for (let i = 0; i < votes.length; i++) votes[i] = counts[totals.length + i] as number;
    return {
      places: { departement, constituency, commune, station },
      name: this.#name,
      totals: {
        registered: registered === null ? null : (counts[0] as number),
        abstentions: abstentions === null ? null : (counts[1] as number),
        voters: voters === null ? null : (counts[2] as number),
        blank: blank === null ? null : (counts[3] as number),
        null: invalid === null ? null : (counts[4] as number),
        valid: valid === null ? null : (counts[5] as number),
      },
      votes,
    };
  }
}
