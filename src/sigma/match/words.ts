/**
 * Finds which of many literals the bytes of a record hold, reading several bytes at a step. Each literal is entered
 * under so many neighbouring windows of four bytes that one of them begins at a step, wherever the literal stands; a
 * hash table is asked at each step. The bytes are read as they are: only where a window fits, case is folded.
 * @module
 */
import { WINDOW } from "./ordinary.ts";
import { isAscii, type RecordBytes } from "./view.ts";
import { type Found, WindowTable } from "./window-table.ts";

/** The shortest literal that can be found. */
export const MIN_WORD: number = WINDOW;
/** Literals of this length have windows for steps of four bytes; shorter ones allow two. */
const MIN_LONG = WINDOW + 3;
/** Makes small letters of capital ones in four bytes; other characters fall together too, which verification tells apart. */
const LOWER = 0x20202020;

/** So many windows are asked for together: hardly any is met, and a processor does them side by side. */
const AT_ONCE = 4;

export class WordIndex {
  /** Bytes from one window to the next. */
  readonly #step: 2 | 4;
  readonly #table: WindowTable;

  /**
   * @param literals folded text of {@link MIN_WORD} characters or more -> the rules that it is an anchor of; what is not
   * ASCII stands in no bytes
   * @param sample what records say: a window that it holds is met all the time
   */
  constructor(literals: Iterable<readonly [string, readonly number[]]>, sample: Buffer) {
    const plain = [...literals].filter(([literal]) => isAscii(literal));
    this.#step = plain.every(([literal]) => literal.length >= MIN_LONG) ? 4 : 2;
    // windows that many literals share would have to be told apart each time
    const met = this.#met(Buffer.concat([sample, Buffer.from(plain.map(([literal]) => literal).join("\0"))]));
    const entries = plain.flatMap(([literal, rules]) =>
      windowsOf(literal, this.#step, (window) => met.get(window) ?? 0).map(({ window, offset }) => ({
        window,
        offset,
        literal,
        rules,
      })),
    );
    this.#table = new WindowTable(entries);
  }

  /** How often the windows of the sample are met. */
  #met(sample: Buffer): ReadonlyMap<number, number> {
    const met = new Map<number, number>();
    const view = new DataView(sample.buffer, sample.byteOffset, sample.length);
    for (let at = 0; at + WINDOW <= sample.length; at++) {
      const window = readAs(this.#step, view, at);
      met.set(window, (met.get(window) ?? 0) + 1);
    }
    return met;
  }

  /** Calls back with the rules of every literal in the record, whatever its case; may call more than once for one literal. */
  scan(record: RecordBytes, found: Found): void {
    if (this.#step === 4) this.#scanByFour(record, found);
    else this.#scanByTwo(record, found);
  }

  #scanByFour(record: RecordBytes, found: Found): void {
    const { bytes, start, end } = record;
    const { words } = viewsOf(bytes.buffer);
    const last = (bytes.byteOffset + end) >> 2;
    let i = (bytes.byteOffset + start + 3) >> 2;
    for (; i + AT_ONCE <= last; i += AT_ONCE) {
      const any =
        this.#bitOf(words[i] as number) |
        this.#bitOf(words[i + 1] as number) |
        this.#bitOf(words[i + 2] as number) |
        this.#bitOf(words[i + 3] as number);
      if ((any & 1) === 0) continue;
      for (let at = i; at < i + AT_ONCE; at++)
        this.#look(words[at] as number, record, WINDOW * at - bytes.byteOffset, found);
    }
    for (; i < last; i++) this.#look(words[i] as number, record, WINDOW * i - bytes.byteOffset, found);
  }

  #scanByTwo(record: RecordBytes, found: Found): void {
    const { bytes, start, end } = record;
    const { halves } = viewsOf(bytes.buffer);
    const last = ((bytes.byteOffset + end) >> 1) - 1;
    let i = (bytes.byteOffset + start) >> 1;
    for (; i + AT_ONCE <= last; i += AT_ONCE) {
      const any =
        this.#bitOf(windowIn(halves, i)) |
        this.#bitOf(windowIn(halves, i + 1)) |
        this.#bitOf(windowIn(halves, i + 2)) |
        this.#bitOf(windowIn(halves, i + 3));
      if ((any & 1) === 0) continue;
      for (let at = i; at < i + AT_ONCE; at++)
        this.#look(windowIn(halves, at), record, 2 * at - bytes.byteOffset, found);
    }
    for (; i < last; i++) this.#look(windowIn(halves, i), record, 2 * i - bytes.byteOffset, found);
  }

  #bitOf(bytes: number): number {
    return this.#table.bitOf(bytes | LOWER);
  }

  #look(bytes: number, record: RecordBytes, at: number, found: Found): void {
    if ((this.#bitOf(bytes) & 1) !== 0) this.#table.verifyBytes(bytes | LOWER, record, at, found);
  }
}

function windowIn(halves: Uint16Array, at: number): number {
  return (halves[at] as number) | ((halves[at + 1] as number) << 16);
}

interface Window {
  readonly window: number;
  readonly offset: number;
}

/**
 * Neighbouring windows of a literal, one for each place that it may have between two steps: those that are met least.
 * @param met how often a window is met in records
 */
function windowsOf(literal: string, step: 2 | 4, met: (window: number) => number): readonly Window[] {
  const view = viewOf(literal);
  const all: Window[] = [];
  for (let offset = 0; offset + WINDOW <= literal.length; offset++)
    all.push({ window: readAs(step, view, offset), offset });
  if (all.length < step) return [...all, ...windowsBefore(literal, step)];
  const costs = all.map(({ window }) => met(window));
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let first = 0; first + step <= all.length; first++) {
    let cost = 0;
    for (let i = first; i < first + step; i++) cost += costs[i] as number;
    if (cost < least) [best, least] = [first, cost];
  }
  return all.slice(best, best + step);
}

/** Of four characters there is one window only: in the other place, any byte stands before the first three. */
function windowsBefore(literal: string, step: 2 | 4): readonly Window[] {
  const folded = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => (byte & LOWER) !== 0);
  return folded.map((byte) => ({
    window: readAs(step, viewOf(String.fromCharCode(byte) + literal), 0),
    offset: -1,
  }));
}

function viewOf(text: string): DataView {
  return new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
}

const LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Four bytes as they are read in steps, whatever the order in which the processor puts them together. */
function readAs(step: 2 | 4, view: DataView, at: number): number {
  if (step === 4) return view.getInt32(at, LITTLE_ENDIAN) | LOWER;
  return view.getUint16(at, LITTLE_ENDIAN) | (view.getUint16(at + 2, LITTLE_ENDIAN) << 16) | LOWER;
}

interface Views {
  readonly halves: Uint16Array;
  readonly words: Int32Array;
}

let buffer: ArrayBufferLike | null = null;
let views: Views = { halves: new Uint16Array(0), words: new Int32Array(0) };

/** A buffer two bytes and four bytes at a time; one chunk is asked for again and again. */
function viewsOf(of: ArrayBufferLike): Views {
  if (of !== buffer) {
    buffer = of;
    views = {
      halves: new Uint16Array(of, 0, of.byteLength >> 1),
      words: new Int32Array(of, 0, of.byteLength >> 2),
    };
  }
  return views;
}
