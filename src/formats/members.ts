/**
 * The members of a JSON object, found in the bytes of its record: where each value lies, and nothing is made of it
 * until somebody asks. Most records have thirty members, and the rules that may fire on them ask for five.
 *
 * Whoever writes the record controls every byte. What is read here is exactly what JSON.parse accepts, and gives the
 * same values; what this reader does not care to read (keys with escapes, deep nesting, names without end) it refuses,
 * and the record is parsed whole.
 * @module
 */
import { type FieldValue, withinField } from "../model/fields.ts";
import { holdsControl, JsonScanner } from "./json-scanner.ts";
import { MemberNames } from "./member-names.ts";
import { ValueCache } from "./value-cache.ts";

/** The bytes of one record, valid UTF-8. */
export interface RecordText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The same as text. */
  readonly text: string;
  /** Whether all bytes are ASCII: places in the bytes are places in the text. */
  readonly ascii: boolean;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** How a value is written. */
const TEXT = 0;
const ESCAPED = 1;
const INTEGER = 2;
/** Any other value: parsed when it is asked for. */
const OTHER = 3;
type Written = typeof TEXT | typeof ESCAPED | typeof INTEGER | typeof OTHER;

/** Where a field may be: a member of its name, or inside of the one that a part of its name before a dot names. */
interface Path {
  readonly number: number;
  readonly heads: readonly { readonly number: number; readonly rest: string }[];
}

/**
 * Reads one record after the other; names get numbers that stay the same, so that nothing is allocated for a record.
 * @example
 * const members = new Members();
 * if (members.read(record)) console.log(members.get(members.number("EventID")));
 */
export class Members {
  readonly #names: MemberNames = new MemberNames();
  readonly #values: ValueCache = new ValueCache();
  readonly #scanner: JsonScanner = new JsonScanner();
  /** By number of a name: the record in which it stood last, and its value there. */
  readonly #seen: Int32Array = new Int32Array(MemberNames.MAX);
  readonly #from: Int32Array = new Int32Array(MemberNames.MAX);
  readonly #to: Int32Array = new Int32Array(MemberNames.MAX);
  readonly #written: Uint8Array = new Uint8Array(MemberNames.MAX);
  readonly #integer: Float64Array = new Float64Array(MemberNames.MAX);
  readonly #paths = new Map<string, Path | null>();
  #record = 0;
  #source: RecordText = { bytes: Buffer.alloc(0), start: 0, end: 0, text: "", ascii: true };
  #spaced = false;

  /** Whether a key of the record has a space in it. */
  get spaced(): boolean {
    return this.#spaced;
  }

  /** Whether a text of the record has a character written as `\u`. */
  get unicode(): boolean {
    return this.#scanner.unicode;
  }

  /** The text of the record. */
  get text(): string {
    return this.#source.text;
  }

  /** The number of a name, for {@link get}; the same for all records. Only for the names that a format knows. */
  number(name: string): number {
    return this.#names.number(name);
  }

  /**
   * The value of a field: of the member of its name, or inside of others along its dots; as `Fields` finds it in the
   * object. Never asked with a name from a record: names are remembered.
   */
  field(name: string): FieldValue | undefined {
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = this.#pathOf(name);
      this.#paths.set(name, path);
    }
    if (path === null) return withinField(JSON.parse(this.text) as FieldValue, name);
    const own = this.get(path.number);
    return own !== undefined || path.heads.length === 0 ? own : this.#inside(path);
  }

  #inside({ heads }: Path): FieldValue | undefined {
    for (const { number, rest } of heads) {
      const outer = this.get(number);
      const found = outer === undefined ? undefined : withinField(outer, rest);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** null when a name cannot be had: then the record has to be parsed. */
  #pathOf(name: string): Path | null {
    const heads: { number: number; rest: string }[] = [];
    for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
      heads.push({ number: this.number(name.slice(0, dot)), rest: name.slice(dot + 1) });
    }
    const number = this.number(name);
    return number < 0 || heads.some((head) => head.number < 0) ? null : { number, heads };
  }

  /** The value of a member of this record; undefined when it has none of this name. Of several the last counts. */
  get(number: number): FieldValue | undefined {
    if (number < 0 || this.#seen[number] !== this.#record) return undefined;
    const from = this.#from[number] as number;
    const to = this.#to[number] as number;
    switch (this.#written[number] as Written) {
      case TEXT:
        return this.#values.text(this.#source.bytes, from, to, this.#decode);
      case INTEGER:
        return this.#integer[number];
      case ESCAPED: // with its quotes
        return this.#values.text(this.#source.bytes, from - 1, to + 1, this.#unescape);
      default:
        return JSON.parse(this.#decode(from, to)) as FieldValue;
    }
  }

  /** Strings of their own, not parts of the record's: a part is slower to read, and keeps the whole in memory. */
  readonly #decode = (from: number, to: number): string =>
    this.#source.bytes.toString(this.#source.ascii ? "latin1" : "utf8", from, to);

  readonly #unescape = (from: number, to: number): string => JSON.parse(this.#decode(from, to)) as string;

  /**
   * Turns to the next record.
   * @returns whether it is an object whose members can be asked for; false also for some that JSON.parse would read
   */
  read(source: RecordText): boolean {
    this.#source = source;
    this.#spaced = false;
    if (++this.#record === 0x7fffffff) this.#restart();
    const { bytes, start, end } = source;
    if (bytes[start] !== OPEN_BRACE || holdsControl(bytes, start, end)) return false;
    const text = source.ascii ? source.text : bytes.toString("latin1", start, end);
    const scanner = this.#scanner.over(bytes, start, end, text);
    let at = scanner.visible(start + 1);
    if (bytes[at] === CLOSE_BRACE) return scanner.visible(at + 1) === end;
    for (let before = 0; ; at = scanner.visible(at + 1)) {
      if (at >= end || bytes[at] !== QUOTE) return false;
      const number = this.#names.read(bytes, at + 1, end, before);
      if (number < 0) return false;
      before = number;
      at = scanner.visible(at + 1 + this.#names.length(number));
      if (at >= end || bytes[at] !== COLON) return false;
      at = this.#value(number, scanner.visible(at + 1));
      if (at < 0) return false;
      at = scanner.visible(at);
      if (at >= end) return false;
      if (bytes[at] === CLOSE_BRACE) return scanner.visible(at + 1) === end;
      if (bytes[at] !== COMMA) return false;
    }
  }

  /** Notes the value that begins here. @returns where it ends, or -1 when it is none */
  #value(number: number, at: number): number {
    const scanner = this.#scanner;
    const isText = this.#source.bytes[at] === QUOTE;
    const end = scanner.value(at);
    if (end < 0) return -1;
    this.#seen[number] = this.#record;
    if (this.#names.isSpaced(number)) this.#spaced = true;
    this.#from[number] = isText ? at + 1 : at;
    this.#to[number] = isText ? end - 1 : end;
    if (isText) this.#written[number] = scanner.escaped ? ESCAPED : TEXT;
    else if (scanner.integer === null) this.#written[number] = OTHER;
    else {
      this.#written[number] = INTEGER;
      this.#integer[number] = scanner.integer;
    }
    return end;
  }

  #restart(): void {
    this.#record = 1;
    this.#seen.fill(0);
  }
}
