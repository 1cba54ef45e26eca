/**
 * One event as the compiled rules see it: each field is read, turned into text and folded at most once.
 * A single view is used again for every event, so that matching allocates next to nothing.
 * @module
 */
import type { FieldReader, FieldValue } from "../../model/fields.ts";

/** What a field holds. An object is there, but has no text and matches no value. */
export const ABSENT = 0;
/** null, or an empty list. */
const NOTHING = 1;
export const TEXT = 2;
export const LIST = 3;
const OTHER = 4;
export type Holds = typeof ABSENT | typeof NOTHING | typeof TEXT | typeof LIST | typeof OTHER;

/** The bytes of a record, without JSON's `\u` escapes and without characters that become ASCII when folded. */
export interface RecordBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The same as text. */
  readonly text: string;
  /** Whether all bytes are ASCII: else only literals of ASCII can be looked for in them. */
  readonly ascii: boolean;
}

/** Text for comparing without regard to case. Final sigma is sigma: a word may go on in the event. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes("ς") ? lower.replaceAll("ς", "σ") : lower;
}

/** Whether the folded literal stands at this place of the text, whatever the text's case there (of ASCII letters). */
export function foldedAt(text: string, literal: string, at: number): boolean {
  if (at + literal.length > text.length) return false;
  for (let i = 0; i < literal.length; i++) {
    const code = text.charCodeAt(at + i);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== literal.charCodeAt(i)) return false;
  }
  return true;
}

/** Like {@link foldedAt}, in bytes of ASCII. */
export function foldedAtByte(bytes: Uint8Array, literal: string, at: number, end: number): boolean {
  if (at + literal.length > end) return false;
  for (let i = 0; i < literal.length; i++) {
    const code = bytes[at + i] as number;
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== literal.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether the text has no character beyond ASCII, told by the length of its UTF-8. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** The dashes of windash as one; only used on text that is compared with a rule's option dashes. */
export function foldDashes(text: string): string {
  return text.replaceAll(/[/\u2013-\u2015]/g, "-");
}

/** A value as text, or null when it has none. Numbers and booleans compare as their text. */
function scalarText(value: FieldValue): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

export class EventView {
  readonly #names: readonly string[];
  #fields: FieldReader | null = null;
  #event = 0;
  /** The event for which each slot was read: nothing has to be cleared between events. */
  #readAt: Int32Array;
  #foldedAt: Int32Array;
  readonly #holds: Holds[] = [];
  /** null: a number that nobody asked for as text. */
  readonly #text: (string | null)[] = [];
  readonly #number: number[] = [];
  readonly #folded: string[] = [];
  readonly #list: (readonly string[])[] = [];
  readonly #hasNull: boolean[] = [];
  #record: RecordBytes | null = null;
  #keywords: readonly string[] | null = null;
  #foldedKeywords: readonly string[] | null = null;

  /** @param names the fields that the rules ask for; rules know them by their position. May grow. */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#readAt = new Int32Array(names.length + 64);
    this.#foldedAt = new Int32Array(names.length + 64);
  }

  /** Turns to the next event. */
  use(fields: FieldReader, record: RecordBytes | null = null): void {
    this.#fields = fields;
    this.#record = record;
    this.#event++;
    this.#keywords = null;
    this.#foldedKeywords = null;
    if (this.#names.length > this.#readAt.length || this.#event === 0x7fffffff) this.#reset();
  }

  #reset(): void {
    this.#event = 1;
    this.#readAt = new Int32Array(this.#names.length + 64);
    this.#foldedAt = new Int32Array(this.#names.length + 64);
  }

  holds(slot: number): Holds {
    if (this.#readAt[slot] !== this.#event) this.#read(slot);
    return this.#holds[slot] as Holds;
  }

  /** The text of a slot that holds TEXT. */
  text(slot: number): string {
    return this.#text[slot] ?? this.#numberText(slot);
  }

  #numberText(slot: number): string {
    const text = String(this.#number[slot]);
    this.#text[slot] = text;
    return text;
  }

  /** The number of a slot that holds TEXT, or null when it was written as text. */
  number(slot: number): number | null {
    return this.#text[slot] === null ? (this.#number[slot] as number) : null;
  }

  /** The folded text of a slot that holds TEXT. */
  folded(slot: number): string {
    if (this.#foldedAt[slot] === this.#event) return this.#folded[slot] as string;
    this.#foldedAt[slot] = this.#event;
    const folded = foldText(this.text(slot));
    this.#folded[slot] = folded;
    return folded;
  }

  /** The texts of a slot that holds LIST. */
  list(slot: number): readonly string[] {
    return this.#list[slot] as readonly string[];
  }

  /** Whether the field is absent, null, or a list with null in it. */
  isNull(slot: number): boolean {
    const holds = this.holds(slot);
    return holds === ABSENT || holds === NOTHING || (holds === LIST && this.#hasNull[slot] === true);
  }

  /** Every leaf value of the event. */
  keywords(): readonly string[] {
    this.#keywords ??= this.#fields === null ? [] : [...this.#fields.texts()];
    return this.#keywords;
  }

  foldedKeywords(): readonly string[] {
    this.#foldedKeywords ??= this.keywords().map(foldText);
    return this.#foldedKeywords;
  }

  /** The record itself, when every leaf value stands in it but for {@link textsApart}. */
  record(): RecordBytes | null {
    return this.#record;
  }

  /** Whether it is known which values stand in the record. */
  stands(): boolean {
    return this.#fields?.stands === true;
  }

  /** Whether values that stand in the record do so as parts of a line; else as JSON writes them. */
  inLine(): boolean {
    return this.#fields?.inLine === true;
  }

  /** The leaf values of at least so many characters that do not stand in the record; null when any may not. */
  textsApart(shortest: number): readonly string[] | null {
    if (this.#record === null || !this.stands()) return null;
    return this.#fields?.textsApart?.(this.#record.text, shortest) ?? null;
  }

  #read(slot: number): void {
    this.#readAt[slot] = this.#event;
    const value = this.#fields?.get(this.#names[slot] as string);
    if (typeof value === "string") {
      this.#holds[slot] = TEXT;
      this.#text[slot] = value;
    } else if (value === undefined) this.#holds[slot] = ABSENT;
    else if (value === null) this.#holds[slot] = NOTHING;
    else if (Array.isArray(value)) this.#readList(slot, value);
    else this.#readScalar(slot, value);
  }

  #readScalar(slot: number, value: FieldValue): void {
    if (typeof value === "number") {
      this.#holds[slot] = TEXT;
      this.#text[slot] = null;
      this.#number[slot] = value;
      return;
    }
    const text = scalarText(value);
    this.#holds[slot] = text === null ? OTHER : TEXT;
    if (text !== null) this.#text[slot] = text;
  }

  #readList(slot: number, values: readonly FieldValue[]): void {
    this.#holds[slot] = values.length === 0 ? NOTHING : LIST;
    this.#hasNull[slot] = values.includes(null);
    this.#list[slot] = values.map(scalarText).filter((text) => text !== null);
  }
}
