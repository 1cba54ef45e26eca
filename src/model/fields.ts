/**
 * The fields of one record, as a matcher sees them.
 * @module
 */

/** A value a field may hold. `null` means: the field is there and holds nothing. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** What the Sigma engine needs of an event; field maps are whatever stands behind `get`. */
export interface FieldReader {
  /** The value of a field, or undefined when the event has no such field. */
  get(field: string): FieldValue | undefined;
  /** Every leaf value as text, for keyword rules. */
  texts(): Iterable<string>;
  /**
   * Whether it is known which leaf values stand in the record as it is written (but for JSON's escapes and the case of
   * letters): a matcher that is given the record looks there first.
   */
  readonly stands?: boolean;
  /**
   * The leaf values of at least so many characters that may not stand in the record; asked only where the others do,
   * so a reader that `stands` has it.
   */
  textsApart?(record: string, shortest: number): readonly string[];
  /** Whether the values stand in the record without escapes, as parts of a line. */
  readonly inLine?: boolean;
}

/** A flat, prototype-free bag of fields: names come from attackers too (`__proto__`). */
export type FieldBag = Record<string, FieldValue | undefined>;

/** An empty bag, for names that anybody may have chosen. */
export function fieldBag(): FieldBag {
  return Object.create(null) as FieldBag;
}

/** Cuts off what a class of bags inherits, so that no inherited name can be asked for; done once, where it is defined. */
export function sealBag(kind: { readonly prototype: object }): void {
  Reflect.deleteProperty(kind.prototype, "constructor");
  Object.setPrototypeOf(kind.prototype, null);
}

class ShapedBag {
  [field: string]: FieldValue | undefined;
}
sealBag(ShapedBag);

/**
 * An empty bag for names that stand in the format's own code: V8 keeps one shape for all events of a kind, which is filled
 * and read several times faster than a dictionary. Names from records would make a shape each.
 */
export function shapedBag(): FieldBag {
  return new ShapedBag();
}

/**
 * Fields of an event: names that the format sets itself, over the record's own (possibly nested) JSON.
 * A name is looked up among the set ones, then as a key of the JSON, then as a dotted path into it; keys that
 * hold dots themselves (`{"a": {"b.c": 1}}`) are found as well.
 * @example
 * const fields = new Fields(fieldBag(), { alert: { signature: "x" } });
 * fields.get("alert.signature"); // "x"
 */
export class Fields implements FieldReader {
  /** What the format itself set; these win over the record's own keys. */
  readonly set: FieldBag;
  readonly #raw: object | null;
  #apart: readonly string[] | null = null;
  #made: readonly string[] | null = null;

  constructor(set: FieldBag, raw: object | null = null) {
    this.set = set;
    this.#raw = raw;
  }

  get(field: string): FieldValue | undefined {
    const own = this.set[field];
    if (own !== undefined || this.#raw === null) return own;
    return descend(this.#raw, field);
  }

  texts(): Iterable<string> {
    const texts = this.#setTexts();
    if (this.#raw !== null) collectLeaves(this.#raw as FieldValue, texts, 0);
    return texts;
  }

  #setTexts(): string[] {
    const texts: string[] = [];
    for (const name in this.set) {
      const value = this.set[name];
      if (value !== undefined) collectLeaves(value, texts, 0);
    }
    return texts;
  }

  get inLine(): boolean {
    return this.#raw === null;
  }

  get stands(): boolean {
    return this.#raw === null || this.#apart !== null;
  }

  textsApart(record: string, shortest: number): readonly string[] {
    if (this.#apart === null) return this.#textsBeside(record, shortest);
    if (this.#apart === EVERY) return this.#setTexts();
    const texts: string[] = [];
    for (const name of this.#apart) {
      const value = this.set[name];
      if (value !== undefined) collectLeaves(value, texts, 0);
    }
    return texts;
  }

  /** Most values are short, and need not be looked for. */
  #textsBeside(record: string, shortest: number): readonly string[] {
    const texts: string[] = [];
    for (const name in this.set) {
      const value = this.set[name];
      if (typeof value === "object" && value !== null) collectLeaves(value, texts, 0);
      else if (value !== undefined && value !== null) {
        const text = String(value);
        if (text.length >= shortest && !record.includes(text)) texts.push(text);
      }
    }
    return texts;
  }

  /** Tells which of the set fields have values that were made, and do not stand in the object that the rest was read from. */
  made(names: readonly string[]): void {
    this.#made = names;
  }

  /** Tells that the record is the JSON of this object; of no effect when the raw fields are others. */
  readFrom(object: object): void {
    if (object === this.#raw) this.#apart = this.#made ?? EVERY;
  }

  /** Tells that the values of all fields but these stand in the record, which is a line. */
  standBut(names: readonly string[]): void {
    if (this.#raw === null) this.#apart = names;
  }

  /** Tells that the line in which values stand is itself written as JSON in the record: each has to be looked for. */
  standNowhere(): void {
    this.#apart = null;
  }

  /** The same with more names, where they are not set: of the record's own choice. */
  with(values: Readonly<Record<string, FieldValue>>): Fields {
    const set = Object.assign(fieldBag(), this.set);
    for (const [name, value] of Object.entries(values)) set[name] ??= value;
    const made = new Fields(set, this.#raw);
    made.#made = this.#made;
    return made;
  }

  /** Names and values for a person: the set ones first, then the record's own keys. */
  *entries(): Iterable<readonly [string, FieldValue]> {
    for (const [name, value] of Object.entries(this.set)) if (value !== undefined) yield [name, value];
    if (this.#raw === null) return;
    for (const [name, value] of Object.entries(this.#raw)) {
      if (this.set[name] === undefined) yield [name, value as FieldValue];
    }
  }
}

/** All names that the format set. */
const EVERY: readonly string[] = Object.freeze([]);

function descend(raw: object, field: string): FieldValue | undefined {
  if (Object.hasOwn(raw, field)) return (raw as FieldBag)[field];
  for (let dot = field.indexOf("."); dot > 0; dot = field.indexOf(".", dot + 1)) {
    const head = field.slice(0, dot);
    if (!Object.hasOwn(raw, head)) continue;
    const inner = (raw as FieldBag)[head];
    const found = withinField(inner, field.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What a value holds under a name: a key, a dotted path, or for lists what their items hold.
 * Lists in lists are followed only so far: a field name bounds the depth of objects, nothing that of lists.
 */
export function withinField(inner: FieldValue | undefined, rest: string, depth = 0): FieldValue | undefined {
  if (typeof inner !== "object" || inner === null || depth > MAX_DEPTH) return undefined;
  if (!Array.isArray(inner)) return descend(inner, rest);
  const found = (inner as readonly FieldValue[])
    .map((item) => withinField(item, rest, depth + 1))
    .filter((v) => v !== undefined);
  return found.length === 0 ? undefined : found.flat();
}

const MAX_DEPTH = 64; // a JSON bomb nests deeper than any log does

/**
 * Adds every leaf of a value, as text.
 * Plain recursion into one array: keyword rules ask this of every event, and generators cost five times as much.
 */
export function collectLeaves(value: FieldValue, texts: string[], depth: number): void {
  if (value === null || depth > MAX_DEPTH) return;
  if (typeof value === "string") texts.push(value);
  else if (typeof value !== "object") texts.push(String(value));
  else for (const inner of Object.values(value)) collectLeaves(inner as FieldValue, texts, depth + 1);
}
