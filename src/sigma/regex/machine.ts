/**
 * Matches a program against text in one pass: time grows linearly with the text, whatever the pattern.
 * All paths are followed at once; sets of paths met before are remembered as states of an automaton, so that most
 * characters cost one table look-up. Texts are written by attackers, patterns by strangers: the memory is bounded
 * and simply forgotten when full.
 * @module
 */
import { MAX_UNIT } from "./charset.ts";
import type { Instruction } from "./program.ts";
import type { Assertion } from "./syntax.ts";

const UNKNOWN = -1;
const MATCH = -2;

/** What stood before a position; assertions need no more. */
const BEFORE_TEXT = 0;
const AFTER_NEWLINE = 1;
const AFTER_WORD = 2;
const AFTER_OTHER = 3;

const MAX_STATES = 2000;
/** Two bytes each: 4 MiB at most for one pattern. */
const MAX_STORED = 2_000_000;

interface State {
  readonly threads: Uint16Array;
  readonly before: number;
}

export class Machine {
  readonly #code: readonly Instruction[];
  readonly #classes: Classes;
  readonly #asserts: boolean;
  readonly #mark: Int32Array;
  #generation = 0;
  #states: State[] = [];
  #byKey = new Map<string, number>();
  #stored = 0;
  /** Row per state, column per character class; the last column is the end of the text. */
  #table: Int32Array = new Int32Array(0);

  constructor(code: readonly Instruction[]) {
    this.#code = code;
    this.#asserts = code.some((instruction) => instruction.op === "assert");
    this.#classes = new Classes(code, this.#asserts);
    this.#mark = new Int32Array(code.length);
    this.#forget();
  }

  /** Whether the pattern is found anywhere in the text. @example machine.test("aaab") */
  test(text: string): boolean {
    const classes = this.#classes;
    const low = classes.low;
    const width = classes.count + 1;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const column = unit < 256 ? (low[unit] as number) : classes.of(unit);
      let next = this.#table[state * width + column] as number;
      if (next === UNKNOWN) next = this.#step(state, column);
      if (next === MATCH) return true;
      state = next;
    }
    let last = this.#table[state * width + width - 1] as number;
    if (last === UNKNOWN) last = this.#step(state, width - 1);
    return last === MATCH;
  }

  #forget(): void {
    this.#states = [];
    this.#byKey = new Map();
    this.#stored = 0;
    this.#table = new Int32Array(16 * (this.#classes.count + 1)).fill(UNKNOWN);
    this.#state(Uint16Array.of(0), BEFORE_TEXT); // becomes state 0
  }

  #step(from: number, column: number): number {
    const state = this.#states[from] as State;
    const isEnd = column === this.#classes.count;
    const threads = this.#follow(state, column, isEnd);
    if (threads === null) return this.#remember(from, column, MATCH);
    if (isEnd) return this.#remember(from, column, 0);
    const before = this.#asserts ? this.#classes.kindOf(column) : BEFORE_TEXT;
    if (this.#states.length >= MAX_STATES || this.#stored > MAX_STORED) {
      this.#forget();
      return this.#state(threads, before);
    }
    return this.#remember(from, column, this.#state(threads, before));
  }

  #remember(from: number, column: number, next: number): number {
    this.#table[from * (this.#classes.count + 1) + column] = next;
    return next;
  }

  /** Follows every path over one character. Returns null when one of them is a match before that character. */
  #follow(state: State, column: number, isEnd: boolean): Uint16Array | null {
    const generation = ++this.#generation;
    const next = [0]; // a match may begin at the next character as well
    const stack: number[] = [];
    for (const thread of state.threads) {
      stack.push(thread);
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        if (this.#mark[at] === generation) continue;
        this.#mark[at] = generation;
        const instruction = this.#code[at] as Instruction;
        if (instruction.op === "match") return null;
        if (instruction.op === "jump") stack.push(instruction.to);
        else if (instruction.op === "split") stack.push(instruction.to, at + 1);
        else if (instruction.op === "assert") {
          if (this.#holds(instruction.what, state.before, column, isEnd)) stack.push(at + 1);
        } else if (!isEnd && this.#classes.accepts(at, column)) next.push(at + 1);
      }
    }
    return Uint16Array.from(next).sort(); // no duplicates: each instruction is visited once, and none leads to 0
  }

  #holds(what: Assertion, before: number, column: number, isEnd: boolean): boolean {
    const after = isEnd ? BEFORE_TEXT : this.#classes.kindOf(column);
    switch (what) {
      case "start":
        return before === BEFORE_TEXT;
      case "end":
        return isEnd;
      case "lineStart":
        return before === BEFORE_TEXT || before === AFTER_NEWLINE;
      case "lineEnd":
        return isEnd || after === AFTER_NEWLINE;
      case "boundary":
        return (before === AFTER_WORD) !== (after === AFTER_WORD);
      case "notBoundary":
        return (before === AFTER_WORD) === (after === AFTER_WORD);
    }
  }

  #state(threads: Uint16Array, before: number): number {
    const key = `${before}:${threads.join(",")}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const made = this.#states.push({ threads, before }) - 1;
    this.#byKey.set(key, made);
    this.#stored += threads.length;
    this.#grow();
    return made;
  }

  #grow(): void {
    const needed = this.#states.length * (this.#classes.count + 1);
    if (needed <= this.#table.length) return;
    const larger = new Int32Array(this.#table.length * 2).fill(UNKNOWN);
    larger.set(this.#table);
    this.#table = larger;
  }
}

/** Code units that no instruction tells apart share a class. */
class Classes {
  readonly count: number;
  /** Class of the code units below 256. */
  readonly low: Uint16Array;
  readonly #starts: readonly number[];
  readonly #kinds: Uint8Array;
  readonly #accepts: readonly (Uint8Array | null)[];

  constructor(code: readonly Instruction[], asserts: boolean) {
    const starts = new Set<number>([0]);
    const cut = (set: readonly number[]): void => {
      for (let i = 0; i < set.length; i++) starts.add((set[i] ?? 0) + (i % 2));
    };
    for (const instruction of code) if (instruction.op === "char") cut(instruction.set);
    if (asserts) cut([10, 10, 48, 57, 65, 90, 95, 95, 97, 122]);
    starts.delete(MAX_UNIT + 1);
    this.#starts = [...starts].sort((a, b) => a - b);
    this.count = this.#starts.length;
    this.low = Uint16Array.from({ length: 256 }, (_, unit) => this.of(unit));
    this.#kinds = Uint8Array.from(this.#starts, kindOfUnit);
    this.#accepts = code.map((i) => (i.op === "char" ? this.#members(i.set) : null));
  }

  /** Class of a code unit. */
  of(unit: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  accepts(at: number, column: number): boolean {
    return this.#accepts[at]?.[column] === 1;
  }

  kindOf(column: number): number {
    return this.#kinds[column] as number;
  }

  #members(set: readonly number[]): Uint8Array {
    const members = new Uint8Array(this.count);
    for (let i = 0; i < set.length; i += 2) {
      const last = this.of(set[i + 1] ?? 0);
      for (let column = this.of(set[i] ?? 0); column <= last; column++) members[column] = 1;
    }
    return members;
  }
}

function kindOfUnit(unit: number): number {
  if (unit === 10) return AFTER_NEWLINE;
  const isWord =
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122);
  return isWord ? AFTER_WORD : AFTER_OTHER;
}
